import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { channelId } from "../../../../../src/core/chat.ts";
import {
  memoryKey,
  type ParkedMemory,
} from "../../../../../src/core/engine/process/parking/parked-memory.ts";
import type { Parking } from "../../../../../src/core/engine/process/parking/parking.ts";
import { createPaperSequence } from "./paper-sequence.ts";
import { makeParkingPlace, type ParkingPlace } from "./parking-place.ts";

const CATS = channelId("web", "the-cats-room");
const DOGS = channelId("web", "the-dogs-room");
const BIRDS = channelId("web", "the-birds-room");

const MEMORY: ParkedMemory = {
  answers: [{ key: memoryKey("a secret answer"), start: 1, end: 3 }],
  windowKey: memoryKey("a first question"),
  windowExchanges: 2,
};

let place: ParkingPlace;
beforeEach(() => {
  place = makeParkingPlace();
});
afterEach(() => place[Symbol.dispose]());

/** Parks a state of about 1000 bytes; its header takes some hundred more. */
async function parkSome(parking: Parking, channel = CATS, token = 7) {
  const sequence = createPaperSequence(1000);
  sequence.hold(token);
  await parking.park(channel, sequence, MEMORY);
}

async function restored(parking: Parking, channel = CATS) {
  const sequence = createPaperSequence();
  sequence.hold(99);
  const memory = await parking.restore(channel, sequence);
  if (memory === null) expect(sequence.tokens).toEqual([]);
  return memory && sequence.tokens;
}

describe("parking", () => {
  it("gives back what was parked, again and again, with its memory", async () => {
    const parking = await place.open();
    const sequence = createPaperSequence();
    sequence.hold(1, 2, 3);
    await parking.park(CATS, sequence, MEMORY);
    for (let time = 0; time < 2; time++) {
      const other = createPaperSequence();
      other.hold(99);
      expect(await parking.restore(CATS, other)).toEqual(MEMORY);
      expect(other.tokens).toEqual([1, 2, 3]);
    }
  });

  it("has nothing for a channel that was never parked, and empties the sequence", async () => {
    expect(await restored(await place.open())).toBeNull();
    expect(place.problems).toEqual([]);
  });

  it("keeps only the newest state of a channel", async () => {
    const parking = await place.open();
    await parkSome(parking, CATS, 7);
    await parkSome(parking, CATS, 8);
    expect(await restored(parking)).toEqual([8]);
    expect(place.files()).toHaveLength(2);
  });

  it("keeps what an earlier run parked, and goes on from there", async () => {
    await parkSome(await place.open(), CATS, 7);
    const parking = await place.open();
    expect(await restored(parking)).toEqual([7]);
    await parkSome(parking, CATS, 8);
    expect(await restored(await place.open())).toEqual([8]);
    expect(place.files()).toHaveLength(2);
  });

  it("does not write again what is there already", async () => {
    const parking = await place.open();
    await parkSome(parking);
    const before = place.files();
    await parkSome(parking);
    expect(place.files()).toEqual(before);
    await parkSome(await place.open());
    expect(place.files()).toEqual(before);
  });

  it("writes again when the tokens are the same and the memory is not", async () => {
    const parking = await place.open();
    const sequence = createPaperSequence();
    sequence.hold(1, 2, 3);
    await parking.park(CATS, sequence, MEMORY);
    await parking.park(CATS, sequence, { ...MEMORY, windowExchanges: 3 });
    expect(await parking.restore(CATS, sequence)).toMatchObject({ windowExchanges: 3 });
  });

  it("knows at once for which channels it keeps something", async () => {
    const parking = await place.open();
    await parkSome(parking);
    expect([CATS, DOGS].map((channel) => parking.has(channel))).toEqual([true, false]);
    expect((await place.open()).has(CATS)).toBe(true);
    await parking.forget(CATS);
    expect(parking.has(CATS)).toBe(false);
  });

  it("does not park an empty sequence", async () => {
    const parking = await place.open();
    await parking.park(CATS, createPaperSequence(), MEMORY);
    expect(place.files()).toEqual([]);
  });

  it("removes the files of a channel that is to be forgotten, also while they are written", async () => {
    const parking = await place.open();
    await parkSome(parking, DOGS);
    const parked = parkSome(parking, CATS);
    const forgotten = parking.forget(CATS);
    await Promise.all([parked, forgotten]);
    expect(await restored(parking, CATS)).toBeNull();
    expect(await restored(parking, DOGS)).toEqual([7]);
    expect(place.files()).toHaveLength(2);
    await parking.forget(CATS); // and once more does no harm
  });

  it("has everything on its way written when it is closed", async () => {
    const parking = await place.open();
    void parkSome(parking);
    await parking.close();
    expect(await restored(await place.open())).toEqual([7]);
  });
});

describe("the files of parking", () => {
  it("can be read by their owner alone, however open the folder was before", async () => {
    mkdirSync(place.folder, { mode: 0o755 });
    await parkSome(await place.open());
    const mode = (path: string) => statSync(path).mode & 0o777;
    expect(mode(place.folder)).toBe(0o700);
    expect(mode(place.file(".json"))).toBe(0o600);
    expect(mode(place.file(".state"))).toBe(0o600);
  });

  it("name no channel and hold no words of the memory", async () => {
    await parkSome(await place.open());
    const seen = place.files().join() + readFileSync(place.file(".json"), "utf8");
    expect(seen).not.toMatch(/cats|room|web|secret|question|answer[^s]/);
  });

  it("are not written with a memory that names an answer by its text", async () => {
    const parking = await place.open();
    const sequence = createPaperSequence();
    sequence.hold(1, 2, 3);
    await parking.park(CATS, sequence, { ...MEMORY, windowKey: "a first question" });
    expect(place.problems).toHaveLength(1);
    expect(place.files()).toEqual([]);
  });
});

describe("the cap", () => {
  /** Bytes that one pair of files takes here. */
  async function pairBytes(): Promise<number> {
    await parkSome(await place.open());
    const bytes = statSync(place.file(".json")).size + statSync(place.file(".state")).size;
    rmSync(place.folder, { recursive: true });
    return bytes;
  }

  it("costs the channel that was silent longest its place", async () => {
    const parking = await place.open({ maxBytes: 2 * (await pairBytes()) });
    await parkSome(parking, CATS);
    await parkSome(parking, DOGS);
    await restored(parking, CATS); // so the dogs are silent longest
    await parkSome(parking, BIRDS);
    expect(await restored(parking, DOGS)).toBeNull();
    expect(await restored(parking, CATS)).toEqual([7]);
    expect(await restored(parking, BIRDS)).toEqual([7]);
    expect(place.files()).toHaveLength(4);
  });

  it("does not count what a channel's newer state takes the place of", async () => {
    const parking = await place.open({ maxBytes: 2 * (await pairBytes()) });
    await parkSome(parking, CATS);
    await parkSome(parking, DOGS);
    await parkSome(parking, CATS, 8);
    expect(await restored(parking, DOGS)).toEqual([7]);
    expect(await restored(parking, CATS)).toEqual([8]);
  });

  it("knows after a new start who was silent longest, and holds when it was lowered", async () => {
    const bytes = await pairBytes();
    const first = await place.open();
    await parkSome(first, CATS);
    await parkSome(first, DOGS);
    for (const name of place.files().filter((name) => name.endsWith(".json"))) {
      utimesSync(join(place.folder, name), 1000, 1000);
    }
    await restored(first, CATS);
    const second = await place.open({ maxBytes: bytes });
    expect(place.files()).toHaveLength(2);
    expect(await restored(second, CATS)).toEqual([7]);
  });

  it("lets a state that is larger than itself push nobody out", async () => {
    const parking = await place.open({ maxBytes: await pairBytes() });
    await parkSome(parking, CATS);
    const large = createPaperSequence(5000);
    large.hold(1);
    await parking.park(DOGS, large, MEMORY);
    expect(await restored(parking, DOGS)).toBeNull();
    expect(await restored(parking, CATS)).toEqual([7]);
    expect(place.files()).toHaveLength(2);
    expect(place.problems).toEqual([]);
  });
});

describe("parking where files cannot be written", () => {
  it("says so, keeps nothing, and works again once the reason is gone", async () => {
    writeFileSync(place.folder, "a file where the folder should be");
    const parking = await place.open();
    await parkSome(parking);
    expect(place.problems.length).toBeGreaterThanOrEqual(2);
    expect(await restored(parking)).toBeNull();
    rmSync(place.folder);
    await parkSome(parking);
    expect(await restored(parking)).toEqual([7]);
  });

  it("leaves no half state, and keeps the one before, when the disk fills up while it writes", async () => {
    const parking = await place.open();
    await parkSome(parking, CATS, 7);
    const before = place.files();
    const sequence = createPaperSequence();
    sequence.hold(8);
    const full = new Error("no space left on device");
    sequence.failToSave = (file) => {
      writeFileSync(file, "half of i");
      throw full;
    };
    await parking.park(CATS, sequence, MEMORY);
    expect(place.problems).toEqual([full]);
    expect(place.files()).toEqual(before);
    expect(await restored(parking)).toEqual([7]);
  });

  it("leaves no state behind when its header cannot take its place", async () => {
    const parking = await place.open();
    await parkSome(parking);
    const header = place.file(".json");
    rmSync(header);
    mkdirSync(join(header, "in-the-way"), { recursive: true });
    await parkSome(parking, CATS, 8);
    expect(place.problems).toHaveLength(1);
    expect(place.files()).toHaveLength(2); // the one before, and what is in the way
  });

  it("goes on when the folder was cleared away while it was open", async () => {
    const parking = await place.open();
    await parkSome(parking);
    rmSync(dirname(place.folder), { recursive: true });
    expect(await restored(parking)).toBeNull();
    await parkSome(parking);
    expect(await restored(parking)).toEqual([7]);
  });
});
