import { getRequestListener, RequestError } from "@hono/node-server";
import type { Hono } from "hono";
import { createServer, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { AdapterError } from "../../core/errors.ts";
import { bareRefusal, bytesOf, refusalOfBytes } from "./bare-refusal.ts";

/** What one peer may ask of the server's patience and memory; times in milliseconds. */
export interface ListenerLimits {
  /** For a request's headers to come, counted from the opening of a connection as well. */
  readonly headersMs: number;
  /** For a whole request to come. Answers may take as long as they need. */
  readonly requestMs: number;
  /** How often these two are looked at. */
  readonly checkEveryMs: number;
  /** Without a byte in either direction; a stream says something every 15 s to whoever still takes it. */
  readonly silenceMs: number;
  /** Between two requests over one connection. */
  readonly keepAliveMs: number;
  readonly headerBytes: number;
  readonly connections: number;
}

export const LISTENER_LIMITS: ListenerLimits = {
  headersMs: 10_000,
  requestMs: 20_000,
  checkEveryMs: 2000,
  silenceMs: 60_000,
  keepAliveMs: 5000,
  headerBytes: 16 * 1024,
  connections: 1000,
};

/** How long connections that still carry an answer may take to end once the server is closing, in milliseconds. */
const CLOSE_GRACE_MS = 2000;

/** An HTTP server that is being opened. */
export interface Listener {
  /** The port it listens on. Rejects with an {@link AdapterError} `refused` when it cannot. */
  readonly listening: Promise<number>;
  /** Lets responses under way end, for 2 s at most, and closes every connection. Safe to call twice. */
  close(): Promise<void>;
}

/** Serves `app` on `host`:`port`; port 0 takes a free one. */
export function openListener(
  app: Hono,
  host: string,
  port: number,
  limits: ListenerLimits = LISTENER_LIMITS,
): Listener {
  const answer = getRequestListener(app.fetch, {
    overrideGlobalObjects: false,
    errorHandler: refuseUnreadable,
  });
  const server = createServer(
    {
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: limits.checkEveryMs,
      keepAliveTimeout: limits.keepAliveMs,
      maxHeaderSize: limits.headerBytes,
      requireHostHeader: false, // node would refuse such requests itself, without our headers
    },
    (request, response) => void answer(request, response),
  );
  server.timeout = limits.silenceMs;
  server.maxConnections = limits.connections;

  let closing = false;
  /** The answers under way on each connection. Node knows connections as idle only after a first request. */
  const connections = new Map<Duplex, Set<ServerResponse>>();
  server.on("connection", (socket) => {
    connections.set(socket, new Set());
    socket.once("close", () => connections.delete(socket));
  });
  server.on("request", ({ socket }, response) => {
    const answers = connections.get(socket);
    answers?.add(response);
    response.once("close", () => {
      answers?.delete(response);
      if (closing) socket.destroySoon();
    });
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    const answers = [...(connections.get(socket) ?? [])];
    if (!socket.writable || answers.some(({ headersSent }) => headersSent)) socket.destroy();
    else socket.end(bytesOf(refusalOfBytes(error.code)), () => socket.destroy());
  });
  server.on("checkExpectation", (_, response) => {
    const { status, headers, body } = bareRefusal(417, "bad-expectation");
    response.writeHead(status, headers).end(body);
  });

  const listening = new Promise<number>((resolve, reject) => {
    server.once("error", (error) => reject(refusalFor(error, host, port)));
    server.once("listening", () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
  listening.catch(() => undefined); // whoever asks for it hears of it
  server.listen(port, host);

  return {
    listening,
    close: () =>
      new Promise((resolve) => {
        closing = true;
        const giveUp = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
        server.close(() => {
          clearTimeout(giveUp);
          resolve();
        });
        for (const [socket, answers] of connections) if (answers.size === 0) socket.destroy();
      }),
  };
}

/** Answers what node could read as a request, but of which no address can be made; or what nobody foresaw. */
function refuseUnreadable(error: unknown): Response {
  const { status, headers, body } =
    error instanceof RequestError ? bareRefusal(400, "malformed") : bareRefusal(500, "internal");
  return new Response(body, { status, headers });
}

function refusalFor(error: NodeJS.ErrnoException, host: string, port: number): AdapterError {
  return new AdapterError("refused", refusalSentence(error.code, host, port), { cause: error });
}

function refusalSentence(code: string | undefined, host: string, port: number): string {
  if (code === "EADDRINUSE") {
    return `WEB_PORT: port ${port} on ${host} is already taken by another program; stop it or choose another port.`;
  }
  if (code === "EACCES") {
    return `WEB_PORT: this user may not listen on port ${port}; choose one above 1023.`;
  }
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return `WEB_HOST: “${host}” is no address of this machine, so port ${port} (WEB_PORT) cannot be opened on it.`;
  }
  return `WEB_PORT: port ${port} on ${host} cannot be opened (${code ?? "unknown error"}).`;
}
