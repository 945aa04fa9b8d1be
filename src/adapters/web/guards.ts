import type { MiddlewareHandler } from "hono";
import { refuse } from "./refuse.ts";

/**
 * Turns away requests that name another host than this machine: a foreign site whose name was pointed at it would else
 * count as of the same origin (DNS rebinding).
 */
export const ownHostOnly: MiddlewareHandler = async (c, next) => {
  if (!isLoopbackName(hostnameOf(c.req.header("host")))) return refuse(c, 403, "foreign-host");
  await next();
  return undefined;
};

/**
 * Turns away what a browser sends for a page of another origin. Where the browser says itself whose page it was, that
 * counts; else its origin must be the host that was asked. Clients that are no browsers say neither.
 */
export const sameOriginOnly: MiddlewareHandler = async (c, next) => {
  const site = c.req.header("sec-fetch-site");
  const origin = c.req.header("origin");
  const own =
    site === undefined
      ? origin === undefined || hostOf(origin) === c.req.header("host")?.toLowerCase()
      : site === "same-origin" || site === "none";
  if (!own) return refuse(c, 403, "foreign-origin");
  await next();
  return undefined;
};

function isLoopbackName(hostname: string | undefined): boolean {
  return hostname === "localhost" || hostname === "127.0.0.1" || hostname === "[::1]";
}

function hostnameOf(host: string | undefined): string | undefined {
  return URL.canParse(`http://${host ?? ""}`) ? new URL(`http://${host ?? ""}`).hostname : undefined;
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
