import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import type { Changes } from "./changes.ts";
import type { Faults } from "./faults.ts";
import type { Allowance, Limits } from "./limits.ts";
import { type Answer, type Params, Refusal, type Route } from "./route.ts";

/** One request as the fake saw it, and what became of it. */
export interface SeenRequest {
  readonly method: string;
  /** Without `/api/v10`. */
  readonly path: string;
  readonly body: unknown;
  /** null while it has not been answered. */
  status: number | null;
}

const PREFIX = "/api/v10";

/** Carries requests through authentication, faults, limits and routes, as Discord's edge does. */
export function createRestListener(options: {
  readonly routes: readonly Route[];
  readonly token: string;
  readonly limits: Limits;
  readonly faults: Faults;
  readonly changes: Changes;
  readonly seen: SeenRequest[];
}): RequestListener {
  const { routes, token, limits, faults, changes, seen } = options;

  function answerFor(route: Route, params: Params, body: unknown, query: URLSearchParams): Answer {
    try {
      return route.answer(params, body, query);
    } catch (error) {
      if (error instanceof Refusal) return refuse(error.status, error.code, error.message);
      return refuse(400, 50035, `Invalid Form Body: ${String(error)}`);
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://fake");
    const path = decodeURIComponent(url.pathname).slice(PREFIX.length);
    const method = request.method ?? "GET";
    const body = await readBody(request);
    const entry: SeenRequest = { method, path, body, status: null };
    seen.push(entry);
    changes.notify();

    function reply(answer: Answer, headers: Record<string, string> = {}) {
      entry.status = answer.status;
      response.writeHead(answer.status, {
        ...headers,
        ...(answer.body && { "content-type": "application/json" }),
      });
      response.end(answer.body && JSON.stringify(answer.body));
      changes.notify();
    }

    const route = routes.find((candidate) => candidate.method === method && candidate.path.test(path));
    if (!route) return reply(refuse(404, 0, "404: Not Found"));
    if (route.open !== true && request.headers.authorization !== `Bot ${token}`) {
      return reply(refuse(401, 0, "401: Unauthorized"));
    }
    const params = route.path.exec(path)?.groups ?? {};
    const fault = faults.next(method, path);
    switch (fault?.kind) {
      case "hang":
        return undefined;
      case "reset":
        request.socket.destroy();
        return undefined;
      case "deaf":
        entry.status = answerFor(route, params, body, url.searchParams).status;
        changes.notify();
        request.socket.destroy();
        return undefined;
      case "slow": {
        const answer = answerFor(route, params, body, url.searchParams);
        changes.notify();
        await setTimeout(fault.ms);
        return reply(answer);
      }
      case "error":
        return reply(refuse(fault.status, fault.code ?? 0, "made to fail"));
      case "rate-limit":
        return reply(tooMany(fault.retryAfterMs), { "retry-after": seconds(fault.retryAfterMs) });
      case undefined:
        break;
    }
    const allowance = route.bucket && limits.take(route.bucket(params), params["channel"] ?? "");
    if (allowance?.allowed === false) {
      const retry = { "retry-after": seconds(allowance.resetAfterMs), "x-ratelimit-scope": "user" };
      return reply(tooMany(allowance.resetAfterMs, allowance.code), { ...limitHeaders(allowance), ...retry });
    }
    return reply(answerFor(route, params, body, url.searchParams), allowance && limitHeaders(allowance));
  }

  return (request, response) => {
    serve(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  };
}

function refuse(status: number, code: number, message: string): Answer {
  return { status, body: { code, message } };
}

function tooMany(retryAfterMs: number, code = 0): Answer {
  const body = { message: "You are being rate limited.", retry_after: retryAfterMs / 1000, global: false };
  return { status: 429, body: code === 0 ? body : { ...body, code } };
}

function limitHeaders(allowance: Allowance): Record<string, string> {
  return {
    "x-ratelimit-limit": String(allowance.limit),
    "x-ratelimit-remaining": String(allowance.remaining),
    "x-ratelimit-reset-after": seconds(allowance.resetAfterMs),
    "x-ratelimit-bucket": allowance.bucket,
  };
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return text === "" ? undefined : JSON.parse(text);
}
