import type { ChannelId } from "../../chat.ts";
import type { Token } from "./llama.ts";
import type { TokenSequence } from "./token-model.ts";

/** A sequence on loan to one answer. */
export interface Place {
  readonly sequence: TokenSequence;
  /** Gives it back; what it holds stays for the channel's next turn. */
  release(): void;
}

/** The model's sequences, and whose words each holds. */
export interface Places {
  readonly free: number;
  /**
   * Lends a free sequence to `channel`: the one that holds its words; else one that holds nobody's; else the one that
   * was silent longest, which is the one place where a channel loses what was read. Throws when none is free.
   */
  take(channel: ChannelId): Place;
  /** Wipes what is held for `channel`, which must have no answer under way. */
  forget(channel: ChannelId): Promise<void>;
}

interface Slot {
  readonly sequence: TokenSequence;
  owner: ChannelId | null;
  busy: boolean;
}

export function createPlaces(sequences: readonly TokenSequence[]): Places {
  /** Free ones in the order in which they were given back, so the first is the one silent longest. */
  const slots: Slot[] = sequences.map((sequence) => ({ sequence, owner: null, busy: false }));

  return {
    get free() {
      return slots.filter(({ busy }) => !busy).length;
    },
    take(channel) {
      const free = slots.filter(({ busy }) => !busy);
      const slot =
        free.find(({ owner }) => owner === channel) ?? free.find(({ owner }) => owner === null) ?? free[0];
      if (!slot) throw new Error("no sequence is free");
      slot.owner = channel;
      slot.busy = true;
      return {
        sequence: slot.sequence,
        release() {
          slot.busy = false;
          slots.splice(slots.indexOf(slot), 1);
          slots.push(slot);
        },
      };
    },
    async forget(channel) {
      const slot = slots.find(({ owner }) => owner === channel);
      if (!slot) return;
      slot.owner = null;
      await slot.sequence.trimTo(0);
    },
  };
}

/** How many tokens at the beginning of both are the same. */
export function commonPrefix(held: readonly Token[], wanted: readonly Token[]): number {
  const end = Math.min(held.length, wanted.length);
  let length = 0;
  while (length < end && held[length] === wanted[length]) length++;
  return length;
}
