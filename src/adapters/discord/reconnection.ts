import { type Client, Events, SimpleShardingStrategy, type WebSocketOptions } from "discord.js";
import type { Clock } from "../../core/clock.ts";
import { cutSockets, isSayingGoodbye, type Socket, socketsSayingGoodbye } from "./gateway-sockets.ts";
import { pauseAfter } from "./persistence.ts";

/**
 * Keeps a rein on how the library's shards reconnect. Left alone they try twice a second for ever, which can use up
 * the day's logins, and they go on after the client was destroyed if that happened between two attempts.
 */
export interface Reconnection {
  /** For the client's options. */
  readonly buildStrategy: NonNullable<WebSocketOptions["buildStrategy"]>;
  /** Follows the shards of `client`. */
  watch(client: Client): void;
  /** Lets no shard connect any more. Connections that are open stay. */
  end(): void;
  /** Breaks the connections that are still open. */
  cut(): void;
}

interface Shard {
  connected: boolean;
  /** Drops in a row. */
  drops: number;
  /** When it was connected last. */
  since: number;
}

/** A connection that held for so long was a good one: the next drop is the first. */
const STEADY_MS = 60_000;
/** A goodbye that is not answered by then will not be. */
const GOODBYE_MS = 2_000;

export function createReconnection(clock: Clock): Reconnection {
  const ending = new AbortController();
  const shards = new Map<number, Shard>();
  /** Those whose next question for their session means that they are about to connect. */
  const dropped = new Set<Shard>();
  /** Sockets whose goodbye is being heard out. */
  const goodbyes = new WeakSet<Socket>();
  let strategy: SimpleShardingStrategy | undefined;

  function shardOf(id: number): Shard {
    const shard = shards.get(id) ?? { connected: false, drops: 0, since: 0 };
    shards.set(id, shard);
    return shard;
  }

  function onConnected(id: number): void {
    const shard = shardOf(id);
    shard.connected = true;
    shard.since = clock.now();
  }

  function onDropped(id: number): void {
    const shard = shardOf(id);
    const wasSteady = shard.connected && clock.now() - shard.since >= STEADY_MS;
    shard.drops = wasSteady ? 1 : shard.drops + 1;
    shard.connected = false;
    dropped.add(shard);
  }

  /**
   * A peer that has gone silent is noticed by its heartbeat. But the library then says goodbye to it, and waits half a minute
   * for an answer before it connects anew. It tells nothing of that but that it does something.
   */
  async function onStep(): Promise<void> {
    await Promise.resolve(); // what was told of is done now
    const saying = strategy ? socketsSayingGoodbye(strategy) : [];
    await Promise.all(saying.filter((socket) => !goodbyes.has(socket)).map(hearOut));
  }

  async function hearOut(socket: Socket): Promise<void> {
    goodbyes.add(socket);
    await clock.sleep(GOODBYE_MS, ending.signal);
    if (isSayingGoodbye(socket)) socket.terminate();
  }

  return {
    buildStrategy(manager) {
      const { options } = manager;
      const retrieve = options.retrieveSessionInfo.bind(options);
      // A shard asks for its session right before it connects, which makes this the one place to hold it back.
      options.retrieveSessionInfo = (id) => {
        // Never settles: the shard stays where it is, and is collected with its client.
        if (ending.signal.aborted) return new Promise(() => {});
        const shard = shardOf(id);
        // The library's own pause of half a second is enough after a first drop.
        if (!dropped.delete(shard) || shard.drops < 2) return retrieve(id);
        return clock.sleep(pauseAfter(shard.drops - 1), ending.signal).then(
          () => retrieve(id),
          () => new Promise(() => {}),
        );
      };
      strategy = new SimpleShardingStrategy(manager);
      return strategy;
    },
    watch(client) {
      client.on(Events.ShardReconnecting, onDropped);
      client.on(Events.ShardReady, onConnected);
      client.on(Events.ShardResume, onConnected);
      client.on(Events.Debug, () => {
        onStep().catch(() => undefined); // the session is being ended, and all sockets with it
      });
    },
    end() {
      ending.abort();
      if (strategy) cutSockets(strategy, "opening");
    },
    cut() {
      if (strategy) cutSockets(strategy, "all");
    },
  };
}
