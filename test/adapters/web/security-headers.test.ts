import { describe, expect, it } from "vitest";
import { rawRequest, sendBytes, standInPage, startWeb, type RawResponse } from "./running-web.ts";

const JSON_TYPE = { "content-type": "application/json" };
const BODY = JSON.stringify({ channel: "kitchen", text: "Hello" });
const LARGE = JSON.stringify({ channel: "kitchen", text: "x".repeat(70_000) });

interface Sent {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly chunks?: readonly string[];
}

/** What a request that went wrong, or right, is answered with, by its status. */
const REQUESTS: readonly (readonly [status: number, path: string, sent: Sent])[] = [
  [200, "/", {}],
  [200, "/page.js", {}],
  [200, "/healthz", {}],
  [200, "/api/chat", { method: "POST", headers: JSON_TYPE, chunks: [BODY] }],
  [204, "/api/warm", { method: "POST", headers: JSON_TYPE, chunks: [BODY] }],
  [400, "/api/history", {}],
  [400, "/api/chat", { method: "POST", headers: JSON_TYPE, chunks: ["{"] }],
  [400, "/", { headers: { host: "not a host" } }],
  [403, "/api/about", { headers: { origin: "https://evil.example" } }],
  [403, "/", { headers: { host: "evil.example" } }],
  [404, "/nothing", {}],
  [404, "/", { method: "TRACE" }],
  [405, "/api/chat", {}],
  [413, "/api/chat", { method: "POST", headers: JSON_TYPE, chunks: [LARGE] }],
  [415, "/api/chat", { method: "POST", chunks: [BODY] }],
  [417, "/", { headers: { expect: "miracles" } }],
  [500, "/api/history?channel=kitchen", {}],
];

/** What is no request that an endpoint could see. */
const BYTES: readonly (readonly [status: number, of: string, bytes: string])[] = [
  [400, "no HTTP", "hello?\r\n\r\n"],
  [400, "a request without a host", "GET / HTTP/1.1\r\n\r\n"],
  [400, "a request of no path", "GET * HTTP/1.1\r\nHost: localhost\r\n\r\n"],
  [400, "a backslash in the path", "GET /a\\b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"],
  [400, "a null in a header", "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\u{0}b\r\n\r\n"],
  [
    400,
    "two lengths of one body",
    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
  ],
  [431, "an endless path", `GET /${"x".repeat(17_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`],
];

function expectSafe({ headers }: RawResponse): void {
  expect(headers["content-security-policy"]).toMatch(/^default-src 'none'; /);
  expect(headers["content-security-policy"]).not.toContain("unsafe");
  expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  expect(headers).toMatchObject({
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
  });
  expect(headers["permissions-policy"]).toContain("camera=()");
  expect(headers).not.toHaveProperty("access-control-allow-origin");
}

describe("the security headers", () => {
  it.each(REQUESTS)("stand on a %i for %s", async (status, path, sent) => {
    await using page = await standInPage();
    await using web = await startWeb({ pageDir: page.path });
    web.core.history = () => Promise.reject(new Error("broken"));
    const response = await rawRequest(web.url + path, sent);
    expect(response.status).toBe(status);
    expectSafe(response);
    if (status >= 400) expect(JSON.parse(response.body)).toHaveProperty("message");
  });

  it.each(BYTES)("stand on a %i for %s", async (status, _, bytes) => {
    await using web = await startWeb();
    const response = await sendBytes(web.url, bytes);
    expect(response.status).toBe(status);
    expectSafe(response);
    expect(JSON.parse(response.body)).toHaveProperty("message");
  });

  it("stand on what is answered about the password", async () => {
    await using web = await startWeb({ password: "open sesame" });
    const form = { method: "POST", chunks: ["password=guess"] };
    const statuses: number[] = [];
    for (const [path, sent] of [
      ["/"],
      ["/login"],
      ["/page.css"],
      ...Array.from({ length: 11 }, () => ["/login", form] as const),
    ] as const) {
      const response = await rawRequest(web.url + path, sent);
      statuses.push(response.status);
      expectSafe(response);
    }
    expect(statuses).toEqual([303, 200, 401, ...Array.from({ length: 10 }, () => 401), 429]);
  });

  it("allow the page its own files only", async () => {
    await using web = await startWeb();
    const response = await fetch(`${web.url}/`);
    expect(response.headers.get("content-security-policy")).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    );
  });
});
