import type { ChannelId } from "../../src/core/chat.ts";
import { HistoryError } from "../../src/core/errors.ts";
import {
  type ChannelSettings,
  NOTHING_SET,
  type SettingsStore,
} from "../../src/core/settings/settings-store.ts";

/** Settings that live as long as the test, and can be made to fail. */
export interface MemorySettings extends SettingsStore {
  /** From now on every change fails with `error`, having changed nothing; null ends that. */
  failWith(error: HistoryError | null): void;
}

export function createMemorySettings(): MemorySettings {
  const channels = new Map<ChannelId, readonly [now: ChannelSettings, before: ChannelSettings | null]>();
  let failure: HistoryError | null = null;
  const own = (channel: ChannelId) => channels.get(channel)?.[0] ?? NOTHING_SET;

  async function carryOut<Result>(change: () => Result): Promise<Result> {
    if (failure !== null) throw failure;
    return change();
  }

  return {
    failWith: (error) => void (failure = error),
    own,
    of(channel, parent) {
      const set = Object.entries(own(channel)).filter(([, value]) => value !== null);
      return { ...(parent === null ? NOTHING_SET : own(parent)), ...Object.fromEntries(set) };
    },
    change: (channel, change) =>
      carryOut(() => {
        const { answerTokens = null, temperature = null } = change;
        if ((answerTokens ?? 1) < 1 || (temperature ?? 0) < 0 || (temperature ?? 0) > 2)
          throw new RangeError("A setting is out of its bounds.");
        const before = own(channel);
        const now = { ...before, ...change };
        if (JSON.stringify(now) !== JSON.stringify(before)) channels.set(channel, [now, before]);
      }),
    undoable: (channel) => channels.get(channel)?.[1] ?? null,
    undo: (channel) =>
      carryOut(() => {
        const before = channels.get(channel)?.[1] ?? null;
        if (before !== null) channels.set(channel, [before, null]);
        return before !== null;
      }),
    erase: (channel) =>
      carryOut(() => void channels.set(channel, [{ ...NOTHING_SET, folders: own(channel).folders }, null])),
    move: (from, to) =>
      carryOut(() => {
        const kept = channels.get(from);
        if (kept === undefined || from === to) return;
        if (Object.values(own(to)).some((value) => value !== null)) return;
        channels.set(to, kept);
        channels.delete(from);
      }),
    async [Symbol.asyncDispose]() {
      failure = new HistoryError("unwritable", "The settings are closed.");
    },
  };
}
