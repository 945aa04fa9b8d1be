import { EventEmitter } from "node:events";
import type { SimpleShardingStrategy } from "discord.js";
import { z } from "zod";

const CONNECTING = 0;
const CLOSING = 2;

/** As far as the library's sockets concern us. */
export interface Socket extends EventEmitter {
  readonly readyState: number;
  terminate(): void;
}

const socketSchema = z.custom<Socket>(
  (value) => value instanceof EventEmitter && typeof Reflect.get(value, "terminate") === "function",
);

/**
 * Ends the sockets of the shards at once: all of them, or those that are still being opened. The library has no way to:
 * a socket that it destroys before it is open stays, and crashes the process if it fails later; one whose peer has gone
 * silent holds the process for half a minute.
 */
export function cutSockets(strategy: SimpleShardingStrategy, which: "opening" | "all"): void {
  for (const socket of socketsOf(strategy)) {
    if (which === "opening" && socket.readyState !== CONNECTING) continue;
    socket.on("error", () => {
      // That it never got open, which is what was wanted.
    });
    socket.terminate();
  }
}

/** The sockets that wait for their peer to answer a goodbye. */
export function socketsSayingGoodbye(strategy: SimpleShardingStrategy): readonly Socket[] {
  return socketsOf(strategy).filter(isSayingGoodbye);
}

export function isSayingGoodbye({ readyState }: Socket): boolean {
  return readyState === CLOSING;
}

/** They are private to the library. Should they move, there are none to be found, and stopping takes its time. */
function socketsOf(strategy: SimpleShardingStrategy): readonly Socket[] {
  const shards: unknown = Reflect.get(strategy, "shards");
  if (!(shards instanceof Map)) return [];
  return [...shards.values()].flatMap((shard: unknown) => {
    const { data } = socketSchema.safeParse(Reflect.get(Object(shard), "connection"));
    return data === undefined ? [] : [data];
  });
}
