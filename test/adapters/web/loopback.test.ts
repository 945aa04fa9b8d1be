import { expect, it } from "vitest";
import { isLoopbackHost } from "../../../src/adapters/web/loopback.ts";

it.each(["127.0.0.1", "127.0.0.53", "localhost", "LocalHost", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1"])(
  "knows that %s is this machine alone",
  (host) => {
    expect(isLoopbackHost(host)).toBe(true);
  },
);

it.each([
  "0.0.0.0",
  "::",
  "",
  "192.168.1.5",
  "10.127.0.0",
  "128.0.0.1",
  "::2",
  "fe80::1",
  "fe80::1%eth0",
  "::ffff:10.0.0.1",
  "127.1",
  "127.0.0.256",
  "127.0.0.1.example.com",
  "localhost.example.com",
  "my-server",
])("takes %j for a host that others can reach", (host) => {
  expect(isLoopbackHost(host)).toBe(false);
});
