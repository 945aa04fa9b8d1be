import type { ChannelId } from "../../chat.ts";
import type { Token } from "./llama.ts";
import type { Parking } from "./parking/parking.ts";
import type { Prompts } from "./prompts.ts";
import type { TokenSequence } from "./token-model.ts";

/** A sequence on loan. */
export interface Place {
  /** Of the sequence, among all of them. */
  readonly index: number;
  readonly sequence: TokenSequence;
  /** Gives it back; what it holds stays for the channel's next turn. */
  readonly release: () => void;
}

/** The model's sequences, and whose words each holds. Its calls must not overlap, but for {@link Place.release}. */
export interface Places {
  readonly free: number;
  /**
   * Lends a free sequence to `channel`, with what is known of it from memory or from a file. Beside others that are lent,
   * it is one next to theirs where that is possible: llama.cpp takes a step's tokens in one pass over the weights only
   * when their sequences follow one another. Of several, it is the channel's own; else one that holds nobody's words; else
   * one whose words are in a file; else the one silent longest, whose words are put into a file first, which takes some
   * 30 ms for a full window. Throws when none is free.
   */
  take(channel: ChannelId): Promise<Place>;
  /** Wipes all that is held for `channel`, which must have no place. */
  forget(channel: ChannelId): Promise<void>;
  /**
   * Milliseconds until the next channel should be parked; null when all are. Soon, when no sequence could be lent
   * without parking; else after a while, in case the engine dies. Not after each answer: a full window is 24 MB with the
   * default model.
   */
  msUntilParking(): number | null;
  /** Parks the channel that was silent longest, of those whose words are in no file and that have no place. */
  parkOne(): Promise<void>;
  /** Parks all that is in no file yet. */
  parkAll(): Promise<void>;
}

export interface PlacesOptions {
  readonly sequences: readonly TokenSequence[];
  readonly prompts: Pick<Prompts, "pack" | "unpack">;
  /** Null: what loses its place has to be read again. */
  readonly parking: Parking | null;
  /** What every channel's prompt begins with; it stays in a sequence that is wiped. */
  readonly head: readonly Token[];
  /** Milliseconds. */
  readonly now: () => number;
}

interface Slot {
  readonly index: number;
  readonly sequence: TokenSequence;
  owner: ChannelId | null;
  busy: boolean;
  /** Holds words that are in no file. */
  unparked: boolean;
  /** When it was given back. */
  since: number;
}

const PARK_AFTER_MS = 30_000;
/** The same, when the next newcomer would have to wait for it. */
const MAKE_ROOM_AFTER_MS = 2000;

export function createPlaces({ sequences, prompts, parking, head, now }: PlacesOptions): Places {
  const slots = sequences.map((sequence, index): Slot => ({
    index,
    sequence,
    owner: null,
    busy: false,
    unparked: false,
    since: 0,
  }));
  /** The one silent longest first. */
  const freeOnes = () => slots.filter(({ busy }) => !busy).toSorted((a, b) => a.since - b.since);
  const unparkedOnes = () =>
    parking ? freeOnes().filter(({ owner, unparked }) => owner !== null && unparked) : [];

  async function park(slot: Slot): Promise<void> {
    const { owner, sequence, unparked } = slot;
    if (owner === null || !unparked) return;
    slot.unparked = false;
    await parking?.park(owner, sequence, prompts.pack(owner, sequence.tokens.length));
  }

  /** Makes `slot` nobody's, without a word but the head. */
  async function empty(slot: Slot): Promise<void> {
    slot.owner = null;
    slot.unparked = false;
    await slot.sequence.trimTo(commonPrefix(slot.sequence.tokens, head));
  }

  /** Makes `slot` the channel's, with what was parked for it. */
  async function hand(slot: Slot, channel: ChannelId): Promise<void> {
    await park(slot);
    slot.owner = channel;
    if (!parking?.has(channel)) return;
    const memory = await parking.restore(channel, slot.sequence);
    if (memory) prompts.unpack(channel, memory, slot.sequence.tokens);
  }

  return {
    get free() {
      return freeOnes().length;
    },
    async take(channel) {
      const busy = slots.filter((slot) => slot.busy);
      const slot = choose(freeOnes(), busy, channel);
      if (slot.owner !== channel) {
        const own = slots.find(({ owner }) => owner === channel);
        if (own) {
          await park(own); // it moves, by way of the file
          await empty(own);
        }
        await hand(slot, channel);
      }
      slot.busy = true;
      slot.unparked = true;
      return {
        index: slot.index,
        sequence: slot.sequence,
        release() {
          slot.busy = false;
          slot.since = now();
        },
      };
    },
    async forget(channel) {
      await parking?.forget(channel);
      const slot = slots.find(({ owner }) => owner === channel);
      if (slot) await empty(slot);
    },
    msUntilParking() {
      const [slot] = unparkedOnes();
      const after = freeOnes().some(isReady) ? PARK_AFTER_MS : MAKE_ROOM_AFTER_MS;
      return slot ? Math.max(0, slot.since + after - now()) : null;
    },
    async parkOne() {
      const [slot] = unparkedOnes();
      if (slot) await park(slot);
    },
    async parkAll() {
      for (const slot of unparkedOnes()) await park(slot);
    },
  };

  function choose(free: readonly Slot[], busy: readonly Slot[], channel: ChannelId): Slot {
    const own = free.find(({ owner }) => owner === channel);
    const beside = parking ? free.filter((slot) => extendsRow(busy, slot)) : []; // moving needs the files
    const among = beside.length > 0 ? beside : free;
    const slot =
      (own && among.includes(own) ? own : undefined) ??
      (beside.length > 0 ? undefined : own) ??
      among.find(({ owner }) => owner === null) ??
      among.find(isReady) ??
      among[0];
    if (!slot) throw new Error("no sequence is free");
    return slot;
  }
}

/** Can be lent without parking. */
function isReady({ owner, unparked }: Slot): boolean {
  return owner === null || !unparked;
}

/** Whether `slot` stands at an end of the busy ones. */
function extendsRow(busy: readonly Slot[], slot: Slot): boolean {
  return busy.some(({ index }) => Math.abs(index - slot.index) === 1);
}

/** How many tokens at the beginning of both are the same. */
export function commonPrefix(held: readonly Token[], wanted: readonly Token[]): number {
  const end = Math.min(held.length, wanted.length);
  let length = 0;
  while (length < end && held[length] === wanted[length]) length++;
  return length;
}
