import type { ChannelId } from "../chat.ts";
import type { Clock } from "../clock.ts";
import type { Exchange } from "./exchange.ts";

/** How long what was cleared can be put back. */
const HOLD_MS = 10 * 60_000;

/** Remembers for 10 minutes what was cleared, in memory only. Disposing forgets everything. */
export interface RecentlyCleared extends Disposable {
  /** Empty where nothing is held, or no longer. */
  get(channel: ChannelId): readonly Exchange[];
  /** Holds `exchanges` in place of what was held of the channel. */
  hold(channel: ChannelId, exchanges: readonly Exchange[]): void;
  /** Holds no more than `exchanges` of what is held, for as long as that was to be. */
  keep(channel: ChannelId, exchanges: readonly Exchange[]): void;
  /** What is held of `from` is held of `to`, unless something of its own is, for as long as it was to be. */
  move(from: ChannelId, to: ChannelId): void;
}

interface Held {
  readonly exchanges: readonly Exchange[];
  readonly until: number;
  readonly release: AbortController;
}

export function createRecentlyCleared(clock: Clock): RecentlyCleared {
  const channels = new Map<ChannelId, Held>();

  function drop(channel: ChannelId): void {
    channels.get(channel)?.release.abort();
    channels.delete(channel);
  }

  function holdUntil(until: number, channel: ChannelId, exchanges: readonly Exchange[]): void {
    drop(channel);
    if (exchanges.length === 0) return;
    const held = { exchanges, until, release: new AbortController() };
    channels.set(channel, held);
    // The words of people are forgotten in time even when nobody ever asks for them.
    const expired = clock.sleep(until - clock.now(), held.release.signal);
    void expired.then(
      () => void (channels.get(channel) === held && channels.delete(channel)),
      () => {}, // released before
    );
  }

  return {
    get: (channel) => channels.get(channel)?.exchanges ?? [],
    hold: (channel, exchanges) => holdUntil(clock.now() + HOLD_MS, channel, exchanges),
    keep(channel, exchanges) {
      const held = channels.get(channel);
      if (held !== undefined) holdUntil(held.until, channel, exchanges);
    },
    move(from, to) {
      const held = channels.get(from);
      if (held !== undefined && !channels.has(to)) holdUntil(held.until, to, held.exchanges);
      drop(from);
    },
    [Symbol.dispose]() {
      for (const channel of channels.keys()) drop(channel);
    },
  };
}
