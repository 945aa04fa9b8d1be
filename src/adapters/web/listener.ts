import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";
import { Server } from "node:http";
import type { Socket } from "node:net";
import { AdapterError } from "../../core/errors.ts";

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
export function openListener(app: Hono, host: string, port: number): Listener {
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false });
  if (!(server instanceof Server)) throw new TypeError("node-server gave no plain HTTP server");
  // A request must have come whole after a minute; answers may take as long as they need.
  server.requestTimeout = 60_000;
  server.headersTimeout = 20_000;

  let closing = false;
  // Node knows connections as idle only after a first request; browsers open some that never carry one.
  const idle = new Set<Socket>();
  server.on("connection", (socket) => {
    idle.add(socket);
    socket.once("close", () => idle.delete(socket));
  });
  server.on("request", ({ socket }, response) => {
    idle.delete(socket);
    response.once("close", () => {
      if (closing) socket.destroySoon();
      else if (!socket.destroyed) idle.add(socket);
    });
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
        for (const socket of idle) socket.destroy();
      }),
  };
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
