import type { MiddlewareHandler } from "hono";
import { refuse } from "./refuse.ts";

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

const SECURITY_HEADERS = {
  "Content-Security-Policy": CONTENT_SECURITY_POLICY,
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
} as const;

/** Puts the security headers on every response, errors included. */
export const securityHeaders: MiddlewareHandler = async (c, next) => {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) c.header(name, value);
  await next();
};

/**
 * While the server listens on a loopback address only, turns away requests that name another host: a foreign site
 * whose name was pointed at this machine would else count as of the same origin (DNS rebinding).
 */
export function knownHosts(boundTo: string): MiddlewareHandler {
  const loopbackOnly = isLoopback(boundTo);
  return async (c, next) => {
    if (loopbackOnly && !isLoopbackName(hostnameOf(c.req.header("host")))) {
      return refuse(c, 403, "foreign-host");
    }
    await next();
    return undefined;
  };
}

/** Turns away what a browser sends for a page of another origin. Clients that are no browsers say neither header. */
export const sameOriginOnly: MiddlewareHandler = async (c, next) => {
  const site = c.req.header("sec-fetch-site");
  const origin = c.req.header("origin");
  const foreignSite = site !== undefined && site !== "same-origin" && site !== "none";
  const foreignOrigin = origin !== undefined && hostOf(origin) !== c.req.header("host")?.toLowerCase();
  if (foreignSite || foreignOrigin) return refuse(c, 403, "foreign-origin");
  await next();
  return undefined;
};

/** Whether an address to listen on can be reached from this machine only. */
function isLoopback(address: string): boolean {
  return address === "localhost" || address === "::1" || /^127(\.\d{1,3}){3}$/.test(address);
}

function isLoopbackName(hostname: string | undefined): boolean {
  return hostname === "localhost" || hostname === "127.0.0.1" || hostname === "[::1]";
}

function hostnameOf(host: string | undefined): string | undefined {
  return URL.canParse(`http://${host ?? ""}`) ? new URL(`http://${host ?? ""}`).hostname : undefined;
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
