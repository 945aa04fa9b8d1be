import { BlockList, isIP } from "node:net";

/**
 * Whether `host`, an address or a name to listen on, can be reached from this machine only. Of names that is known of
 * `localhost` alone.
 */
export function isLoopbackHost(host: string): boolean {
  const family = isIP(host);
  if (family === 0) return host.toLowerCase() === "localhost";
  const loopback = new BlockList();
  loopback.addSubnet("127.0.0.0", 8);
  loopback.addAddress("::1", "ipv6");
  return loopback.check(host, family === 4 ? "ipv4" : "ipv6");
}
