import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** The way to a server on this machine, which can be broken without the server's knowledge. */
export interface Cable extends AsyncDisposable {
  /** The server's address, by way of the cable. */
  readonly url: string;
  /** Breaks all connections, and every new one at once. */
  cut(): void;
  /** Nothing comes through any more, and neither end is told; new connections are opened, and are as silent. */
  freeze(): void;
  /** What was frozen goes on where it stood, with nothing lost, as when packets come through again. */
  thaw(): void;
  /** From now on every request is answered by a proxy, which says that something went wrong; those under way still get through. */
  ail(): void;
  /** New connections are whole again. Those that were broken or frozen stay so. */
  mend(): void;
}

/** What a proxy of the platform's says of a server that is not there: nothing that a program expects. */
const ERRORS = ["500 Internal Server Error", "502 Bad Gateway", "503 Service Unavailable"] as const;
const PAGE = "<!doctype html><title>Error</title><h1>Something went wrong</h1>";

/** Leads to the server at `url`, an http address with a port. `at`: the port that it begins at, else any free one. */
export async function layCable(url: string, at = 0): Promise<Cable> {
  const { hostname, port, origin } = new URL(url);
  let manner: "whole" | "cut" | "frozen" | "ailing" = "whole";
  let errors = 0;
  const sockets = new Set<Socket>();
  /** Both ends of the connections that lead to the server. */
  const lines = new Set<readonly [near: Socket, far: Socket]>();

  function keep(socket: Socket): Socket {
    sockets.add(socket);
    return socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
  }

  function lead(near: Socket): void {
    const line = [near, keep(connect(Number(port), hostname))] as const;
    lines.add(line);
    for (const end of line) {
      end.on("close", () => {
        lines.delete(line);
        for (const socket of line) socket.destroy();
      });
    }
    if (manner !== "frozen") join(line);
  }

  function join([near, far]: readonly [Socket, Socket]): void {
    near.pipe(far).pipe(near);
  }

  function refuse(near: Socket): void {
    const error = ERRORS[errors++ % ERRORS.length];
    near.unpipe().once("data", () => {
      for (const [, far] of [...lines].filter((line) => line[0] === near)) far.unpipe();
      near.end(`HTTP/1.1 ${error}\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n${PAGE}`);
    });
  }

  function breakAll(): void {
    for (const socket of sockets) socket.destroy();
  }

  const server = createServer((near) => {
    keep(near);
    switch (manner) {
      case "whole":
      case "frozen":
        return lead(near);
      case "ailing":
        return refuse(near);
      case "cut":
        near.destroy();
    }
  });
  server.listen(at, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the cable has no port");

  return {
    url: `http://127.0.0.1:${address.port}${url.slice(origin.length)}`,
    cut() {
      manner = "cut";
      breakAll();
    },
    freeze() {
      manner = "frozen";
      for (const line of lines) for (const end of line) end.unpipe().pause();
    },
    thaw() {
      manner = "whole";
      for (const line of lines) join(line);
    },
    ail() {
      manner = "ailing";
      for (const [near] of lines) refuse(near);
    },
    mend() {
      manner = "whole";
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      breakAll();
      await closed;
    },
  };
}
