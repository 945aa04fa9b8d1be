import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ChannelId } from "../../../chat.ts";
import type { Token } from "../llama.ts";
import type { TokenSequence } from "../token-model.ts";
import { headerName, newStateName, type Owner, ownerOf, unfinishedHeaderName } from "./file-names.ts";
import { sumOfFile } from "./file-sum.ts";
import { readHeader } from "./find-pairs.ts";
import { contentOf, encodeHeader, type Header } from "./header.ts";
import { type ParkedMemory, parkedMemory } from "./parked-memory.ts";
import { openShelf } from "./shelf.ts";

export interface ParkingOptions {
  /** Made when it is missing; ours alone, since what is of no use in it is removed. */
  readonly folder: string;
  /** Made by `parkingIdentity`; states of another identity are removed. */
  readonly identity: string;
  /** What all files together may take; the channels that were silent longest lose theirs first. */
  readonly maxBytes: number;
  /** Hears why something could not be written or removed, or that a file was found damaged; nothing stops for it. */
  readonly onProblem: (error: unknown) => void;
}

/**
 * Keeps what was read for a channel in files, so that it need not be read again when the channel lost its sequence or
 * the bot was started anew. Calls run one after another, in the order in which they were made; while one runs, its
 * sequence must not be used otherwise. Whatever happens to the files, a channel gets back exactly what was parked for
 * it, or nothing.
 */
export interface Parking {
  /** Whether anything is kept for `channel` just now, so that there is a point in restoring it. */
  has(channel: ChannelId): boolean;
  /**
   * Keeps what `sequence` holds, and `memory` with it, in place of what was kept for the channel. Writes nothing when
   * that is just the same, when the sequence is empty, or when the state alone is larger than the cap. A failure is
   * told to `onProblem`, and what was kept before stays.
   */
  park(channel: ChannelId, sequence: TokenSequence, memory: ParkedMemory): Promise<void>;
  /**
   * Puts into `sequence`, in place of what it holds, what was last parked for `channel`, and gives back the memory of
   * it. Null, with the sequence empty, when nothing was or when there is the slightest doubt about the files, which
   * are then removed.
   */
  restore(channel: ChannelId, sequence: TokenSequence): Promise<ParkedMemory | null>;
  /** Removes what is kept for `channel`. */
  forget(channel: ChannelId): Promise<void>;
  /** Resolves when all calls made so far have ended; none may follow. */
  close(): Promise<void>;
}

/**
 * Opens the folder, cleans up what a crash left in it, and goes on from what it holds. Never rejects: where the folder
 * cannot be used, nothing is kept.
 *
 * A state is written under a name of its own; the renaming of its header is the moment from which it counts, and only
 * then the state before it goes. Nothing is synced to the disk: a killed process loses nothing that it wrote, and what
 * a power cut makes of the files, their sums tell. To sync 24 MB would hold up every answer under way, for 10 ms on a
 * fast disk and for a second on a memory card.
 */
export async function openParking(options: ParkingOptions): Promise<Parking> {
  const { folder, identity, maxBytes, onProblem } = options;
  const shelf = openShelf(options);
  let last: Promise<unknown> = Promise.resolve();

  async function inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
    const result = last.then(task);
    last = result.catch(() => undefined); // who called hears of the failure
    return result;
  }

  async function write(owner: Owner, sequence: TokenSequence, given: ParkedMemory): Promise<void> {
    const { tokens } = sequence;
    const memory = parkedMemory.parse(given);
    const content = contentOf({ tokens, memory });
    if (shelf.get(owner)?.content === content) {
      shelf.touch(owner);
      return;
    }
    const state = newStateName(owner);
    const stateFile = join(folder, state);
    const unfinished = join(folder, unfinishedHeaderName(owner));
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 }); // someone may have cleared the whole folder away
      writeFileSync(stateFile, "", { flag: "wx", mode: 0o600 }); // native code would make it readable for all
      await sequence.save(stateFile);
      const { bytes, sum } = await sumOfFile(stateFile);
      const text = encodeHeader({ owner, identity, state, bytes, sum, tokens, memory });
      const pairBytes = bytes + Buffer.byteLength(text);
      if (pairBytes > maxBytes) {
        rmSync(stateFile);
        return;
      }
      shelf.makeRoom(pairBytes, owner);
      writeFileSync(unfinished, text, { mode: 0o600 });
      renameSync(unfinished, join(folder, headerName(owner)));
      shelf.put(owner, { state, bytes: pairBytes, content });
    } catch (error) {
      for (const file of [stateFile, unfinished]) rmSync(file, { force: true });
      throw error;
    }
  }

  /** Throws on any doubt. */
  async function load(owner: Owner, sequence: TokenSequence): Promise<ParkedMemory> {
    const header = readHeader(folder, owner, identity);
    if (!header) throw new Error("a parked state's header is damaged");
    const stateFile = join(folder, header.state);
    const { bytes, sum } = await sumOfFile(stateFile);
    // Before it is loaded: native code may crash on a file that is not what it seems.
    if (bytes !== header.bytes || sum !== header.sum) throw new Error("a parked state is damaged");
    await sequence.load(stateFile);
    if (!sameTokens(sequence.tokens, header)) throw new Error("a parked state holds other tokens");
    return header.memory;
  }

  return {
    has: (channel) => shelf.get(ownerOf(channel, identity)) !== undefined,
    park: async (channel, sequence, memory) =>
      inTurn(async () => {
        if (sequence.tokens.length === 0) return;
        await write(ownerOf(channel, identity), sequence, memory).catch(onProblem);
      }),
    restore: async (channel, sequence) =>
      inTurn(async () => {
        const owner = ownerOf(channel, identity);
        try {
          if (!shelf.get(owner)) {
            await sequence.trimTo(0);
            return null;
          }
          const memory = await load(owner, sequence);
          shelf.touch(owner);
          return memory;
        } catch (error) {
          onProblem(error);
          shelf.remove(owner);
          await sequence.trimTo(0);
          return null;
        }
      }),
    forget: async (channel) => inTurn(async () => shelf.remove(ownerOf(channel, identity))),
    close: async () => inTurn(async () => undefined),
  };
}

function sameTokens(held: readonly Token[], { tokens }: Header): boolean {
  return held.length === tokens.length && held.every((token, index) => token === tokens[index]);
}
