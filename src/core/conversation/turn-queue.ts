import type { ChannelId } from "../chat.ts";

/** Runs the turns of one channel in order, and channels side by side. */
export interface TurnQueue {
  /** Runs `turn` after the channel's earlier ones. Returns false, running nothing, when too many already wait. */
  enqueue(channel: ChannelId, turn: () => Promise<void>): boolean;
  /** Resolves once every turn accepted so far has ended. */
  drained(): Promise<void>;
}

/** `maxTurns`: of one channel at a time, the running one included. `onFailure` hears what a turn threw; it must not throw itself. */
export function createTurnQueue(maxTurns: number, onFailure: (error: unknown) => void): TurnQueue {
  const lines = new Map<ChannelId, { tail: Promise<void>; turns: number }>();
  return {
    enqueue(channel, turn) {
      const line = lines.get(channel) ?? { tail: Promise.resolve(), turns: 0 };
      if (line.turns >= maxTurns) return false;
      lines.set(channel, line);
      line.turns++;
      line.tail = line.tail
        .then(turn)
        .catch(onFailure)
        .finally(() => {
          if (--line.turns === 0) lines.delete(channel); // an idle channel costs nothing
        });
      return true;
    },
    async drained() {
      await Promise.all([...lines.values()].map((line) => line.tail));
    },
  };
}
