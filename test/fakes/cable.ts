import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** The way to a server on this machine, which can be broken without the server's knowledge. */
export interface Cable extends AsyncDisposable {
  /** The server's address, by way of the cable. */
  readonly url: string;
  /** Breaks all connections, and every new one at once. */
  cut(): void;
  /** Nothing comes through any more, and neither end is told. */
  freeze(): void;
  /** New connections are whole again. Those that were broken or frozen stay so. */
  mend(): void;
}

/** Leads to the server at `url`, an http address with a port. */
export async function layCable(url: string): Promise<Cable> {
  const { hostname, port, origin } = new URL(url);
  let manner: "whole" | "cut" | "frozen" = "whole";
  const sockets = new Set<Socket>();

  function keep(socket: Socket): Socket {
    sockets.add(socket);
    return socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
  }

  const server = createServer((near) => {
    keep(near);
    if (manner === "cut") near.destroy();
    if (manner !== "whole") return;
    const far = keep(connect(Number(port), hostname));
    near.pipe(far).pipe(near);
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the cable has no port");

  return {
    url: `http://127.0.0.1:${address.port}${url.slice(origin.length)}`,
    cut() {
      manner = "cut";
      for (const socket of sockets) socket.destroy();
    },
    freeze() {
      manner = "frozen";
      for (const socket of sockets) socket.unpipe().pause();
    },
    mend() {
      manner = "whole";
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
