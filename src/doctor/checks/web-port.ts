import { once } from "node:events";
import { createServer } from "node:net";
import { isIPv6 } from "node:net";
import { z } from "zod";
import type { WebAccess } from "../../config.ts";
import { troubleCode } from "../../core/database/trouble.ts";
import { bad, type Check, ok } from "../check.ts";
import type { Situation } from "../situation.ts";

const ANSWER_WITHIN_MS = 3_000;

/** Whether the page's port is free, or Lantern's already. */
export function webPortCheck({ config }: Pick<Situation, "config">): Check {
  const { web } = config;
  return {
    name: "Web page",
    async examine(signal) {
      if (web === null) return ok("it is off (WEB_PORT=0).");
      const where = `port ${web.port} on ${web.host}`;
      const code = await whyNotFree(web);
      switch (code) {
        case null:
          return ok(`${where} is free.`);
        case "EADDRINUSE":
          return (await isLantern(web, signal))
            ? ok(`${where} is where a Lantern runs.`)
            : bad(`another program has ${where}.`, "Stop it, or set WEB_PORT to another port.");
        case "EACCES":
          return bad(`this user may not listen on ${where}.`, "Set WEB_PORT to one above 1023.");
        default:
          return bad(`${where} cannot be opened (${code}).`, "Set WEB_HOST to an address of this machine.");
      }
    },
  };
}

async function whyNotFree({ host, port }: WebAccess): Promise<string | null> {
  const server = createServer();
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, "listening");
    return null;
  } catch (error) {
    return troubleCode(error) ?? "unknown error";
  } finally {
    server.close();
  }
}

const health = z.object({ ready: z.boolean(), model: z.string() });

/** By what it answers to the question for its health. */
async function isLantern({ host, port }: WebAccess, signal: AbortSignal): Promise<boolean> {
  const own = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  const url = `http://${isIPv6(own) ? `[${own}]` : own}:${port}/healthz`;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
  try {
    const response = await fetch(url, { redirect: "error", signal: limit });
    return health.safeParse(await response.json()).success;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}
