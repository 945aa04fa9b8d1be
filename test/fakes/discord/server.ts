import { createServer } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { createChanges } from "./changes.ts";
import type { Changes } from "./changes.ts";
import { createFaults } from "./faults.ts";
import type { Faults } from "./faults.ts";
import { createGateway } from "./gateway.ts";
import type { FakeGateway } from "./gateway.ts";
import { createLimits } from "./limits.ts";
import type { Limits } from "./limits.ts";
import { createPeople } from "./people.ts";
import type { People } from "./people.ts";
import { createRestListener } from "./rest.ts";
import type { SeenRequest } from "./rest.ts";
import { createRoutes } from "./routes.ts";
import { createWorld } from "./world.ts";
import type { FakeChannel, FakeMessage, World } from "./world.ts";

export interface FakeDiscordOptions {
  /** The one token that is let in. */
  readonly token?: string;
  /** The port of 127.0.0.1 to listen on; a free one by default. */
  readonly port?: number;
  /** The time that limits and deadlines go by, in milliseconds. */
  readonly now?: () => number;
}

/** A Discord on 127.0.0.1 that a real bot can log in to. One server with a channel `general` is there from the start. */
export interface FakeDiscord extends AsyncDisposable {
  /** What DISCORD_API_URL has to be. */
  readonly apiUrl: string;
  readonly token: string;
  readonly world: World;
  /** What people do: say, delete, give commands. */
  readonly people: People;
  readonly gateway: FakeGateway;
  readonly faults: Faults;
  readonly limits: Limits;
  /** Every REST request so far, oldest first. */
  readonly requests: readonly SeenRequest[];
  readonly until: Changes["until"];
  /** What the bot shows in `channel`, oldest first, without what was deleted. */
  answers(channel: FakeChannel): readonly FakeMessage[];
  close(): Promise<void>;
}

export async function startFakeDiscord(options: FakeDiscordOptions = {}): Promise<FakeDiscord> {
  const { token = "fake.discord.token", port = 0, now = () => performance.now() } = options;
  const changes = createChanges();
  const world = createWorld();
  const faults = createFaults();
  const limits = createLimits(now);
  const people = createPeople(world, changes, now);
  const requests: SeenRequest[] = [];

  let listening = 0;
  const gatewayUrl = () => `ws://127.0.0.1:${listening}`;
  const gateway = createGateway(world, { token, url: gatewayUrl, changes });
  people.attach(gateway);
  const routes = createRoutes(world, { people, gatewayUrl, changes, now });

  const http = createServer(createRestListener({ routes, token, limits, faults, changes, seen: requests }));
  const sockets = new WebSocketServer({ noServer: true });
  const unanswered = new Set<Duplex>();
  http.on("upgrade", (request, socket, head) => {
    switch (gateway.manner) {
      case "deaf":
        unanswered.add(socket);
        gateway.counts.opened++;
        return changes.notify();
      case "unavailable":
        return socket.end("HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n");
      case "open":
      case "silent":
        return sockets.handleUpgrade(request, socket, head, (accepted) => gateway.accept(accepted));
    }
  });
  await new Promise<void>((resolve, reject) => {
    http.once("error", reject);
    http.listen(port, "127.0.0.1", resolve);
  });
  const address = http.address();
  if (address === null || typeof address === "string") throw new Error("the fake has no port");
  listening = address.port;

  async function close() {
    gateway.cut();
    for (const socket of unanswered) socket.destroy();
    sockets.close();
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  }

  return {
    apiUrl: `http://127.0.0.1:${listening}/api`,
    token,
    world,
    people,
    gateway,
    faults,
    limits,
    requests,
    until: (probe, what) => changes.until(probe, what),
    answers: (channel) =>
      channel.messages.filter((message) => message.author === world.bot && !message.deleted),
    close,
    [Symbol.asyncDispose]: close,
  };
}
