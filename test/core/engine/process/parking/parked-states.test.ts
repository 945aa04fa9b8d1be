import { createHash } from "node:crypto";
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { channelId } from "../../../../../src/core/chat.ts";
import type { Token } from "../../../../../src/core/engine/process/llama.ts";
import {
  memoryKey,
  type ParkedMemory,
} from "../../../../../src/core/engine/process/parking/parked-memory.ts";
import { ownerOf } from "../../../../../src/core/engine/process/parking/file-names.ts";
import { type DemoTalk, openDemo } from "./demo-talk.ts";
import { makeParkingPlace, type ParkingPlace } from "./parking-place.ts";

const CATS = channelId("web", "cats");
const DOGS = channelId("web", "dogs");
const MEMORY: ParkedMemory = { answers: [], windowKey: memoryKey("first"), windowExchanges: 1 };
const OTHER_MEMORY: ParkedMemory = { ...MEMORY, windowExchanges: 2 };

let demo: DemoTalk;
let cats: Token[];
let dogs: Token[];
beforeAll(async () => {
  demo = await openDemo();
  cats = demo.asked("Repeat after me: river honey east");
  dogs = demo.asked("My name is Torvek");
});
afterAll(async () => demo.model.dispose());

let place: ParkingPlace;
beforeEach(async () => {
  place = makeParkingPlace();
  await demo.one.trimTo(0);
  await demo.other.trimTo(0);
});
afterEach(() => place[Symbol.dispose]());

/** All of a prompt but its last token, which is read when the answer is asked for. */
const body = (tokens: readonly Token[]) => tokens.slice(0, -1);
const tail = (tokens: readonly Token[]) => tokens.slice(-1);

/** Parks the cats' and the dogs' words, each read by a sequence of the demo model. */
async function parkBoth(): Promise<void> {
  const parking = await place.open();
  await demo.one.read(body(cats));
  await parking.park(CATS, demo.one, MEMORY);
  await demo.other.read(body(dogs));
  await parking.park(DOGS, demo.other, OTHER_MEMORY);
  expect(place.problems).toEqual([]);
}

describe("a parked state", () => {
  it("goes on in another sequence just as in its own", async () => {
    await parkBoth();
    const expected = await demo.follows(demo.one, tail(cats));
    expect(expected).toBe("river honey east");
    const parking = await place.open();
    expect(await parking.restore(CATS, demo.other)).toEqual(MEMORY);
    expect(demo.other.tokens).toEqual(body(cats));
    expect(await demo.follows(demo.other, tail(cats))).toBe(expected);
  });

  it("goes on in another engine that has the same settings", async () => {
    await parkBoth();
    const second = await openDemo();
    try {
      expect(await (await place.open()).restore(DOGS, second.one)).toEqual(OTHER_MEMORY);
      expect(second.one.tokens).toEqual(body(dogs));
      expect(await second.follows(second.one, tail(dogs))).toBe(await demo.follows(demo.other, tail(dogs)));
    } finally {
      await second.model.dispose();
    }
  });

  it("is refused, without a crash, by an engine with other settings that claims the same identity", async () => {
    await parkBoth();
    const others = await openDemo({ sequences: 3, contextTokens: 16 });
    try {
      const parking = await place.open();
      expect(await parking.restore(CATS, others.one)).toBeNull();
      expect(others.one.tokens).toEqual([]);
      expect(place.files()).toHaveLength(2);
    } finally {
      await others.model.dispose();
    }
  });

  it("is not for a channel of another name, nor for another identity", async () => {
    await parkBoth();
    const parking = await place.open();
    expect(await parking.restore(channelId("web", "cats", ""), demo.one)).toBeNull();
    expect(demo.one.tokens).toEqual([]);
    const otherModel = await place.open({ identity: "another model" });
    expect(await otherModel.restore(CATS, demo.one)).toBeNull();
    expect(place.files()).toEqual([]); // they would never be of use again, and nobody could have them forgotten
  });
});

const header = (of = CATS) => join(place.folder, `${ownerOf(of, "this model")}.json`);
const state = (of = CATS) =>
  join(
    place.folder,
    readdirSync(place.folder).find(
      (name) => name.startsWith(ownerOf(of, "this model")) && name.endsWith(".state"),
    ) ?? "none",
  );

function garble(file: string, where: (size: number) => number): void {
  const bytes = readFileSync(file);
  const at = where(bytes.length);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  writeFileSync(file, bytes);
}

/** As someone would who knows how sums are made. */
function rewriteHeader(change: (json: string) => string): void {
  const [, json = ""] = readFileSync(header(), "utf8").split("\n");
  const changed = change(json);
  expect(changed).not.toBe(json);
  writeFileSync(header(), `${createHash("sha256").update(changed).digest("hex")}\n${changed}`);
}

/** What may happen to the cats' files; the dogs' stay as they are. */
const DAMAGES: readonly (readonly [string, () => void])[] = [
  ["the state is cut off", () => truncateSync(state(), 1000)],
  ["the state is empty", () => truncateSync(state(), 0)],
  ["the state is longer", () => appendFileSync(state(), "x")],
  ["the state is missing", () => rmSync(state())],
  ["the state's first byte is wrong", () => garble(state(), () => 0)],
  ["a byte in the middle of the state is wrong", () => garble(state(), (size) => Math.floor(size / 2))],
  ["the state's last byte is wrong", () => garble(state(), (size) => size - 1)],
  ["the state is another channel's", () => copyFileSync(state(DOGS), state())],
  [
    "the state is a folder",
    () => {
      const taken = state();
      rmSync(taken);
      mkdirSync(taken);
    },
  ],
  ["the header is cut off", () => truncateSync(header(), 200)],
  ["the header is empty", () => truncateSync(header(), 0)],
  ["the header is missing", () => rmSync(header())],
  ["a letter of the header's sum is wrong", () => garble(header(), () => 5)],
  ["a letter in the middle of the header is wrong", () => garble(header(), (size) => Math.floor(size / 2))],
  ["the header's last letter is wrong", () => garble(header(), (size) => size - 1)],
  ["the header is something else", () => writeFileSync(header(), "null")],
  ["the header is another channel's", () => copyFileSync(header(DOGS), header())],
  [
    "both files are another channel's under our name",
    () => {
      const taken = state();
      copyFileSync(header(DOGS), header());
      copyFileSync(state(DOGS), taken);
    },
  ],
  [
    "the header is of an older version",
    () => rewriteHeader((json) => json.replace('"version":1', '"version":0')),
  ],
  [
    "the header is of another identity",
    () => rewriteHeader((json) => json.replace("this model", "that model")),
  ],
  [
    "the header tells another owner",
    () =>
      rewriteHeader((json) => json.replace(/"owner":"[^"]+"/, `"owner":"${ownerOf(DOGS, "this model")}"`)),
  ],
  [
    "the header names a file outside",
    () => rewriteHeader((json) => json.replace(/"state":"/, '"state":"../')),
  ],
  [
    "the header tells other tokens",
    () => rewriteHeader((json) => json.replace(/"tokens":\[/, '"tokens":[1,')),
  ],
  ["the header has no memory", () => rewriteHeader((json) => json.replace(/,"memory":.*\}$/, "}"))],
  [
    "the header names another channel's state",
    () =>
      rewriteHeader((json) => {
        const named = /"state":"[^"]+","bytes":\d+,"sum":"[^"]+"/;
        return json.replace(named, named.exec(readFileSync(header(DOGS), "utf8"))?.[0] ?? "none");
      }),
  ],
  [
    "someone put another channel's state there, and made the header fit",
    () => {
      copyFileSync(state(DOGS), state());
      rewriteHeader((json) => {
        const dogs = readFileSync(state(DOGS));
        const sum = createHash("sha256").update(dogs).digest("hex");
        return json.replace(/"bytes":\d+,"sum":"[^"]+"/, `"bytes":${dogs.length},"sum":"${sum}"`);
      });
    },
  ],
  [
    "someone put noise there, and made the header fit",
    () => {
      const noise = Buffer.alloc(5000, "noise");
      writeFileSync(state(), noise);
      rewriteHeader((json) => {
        const sum = createHash("sha256").update(noise).digest("hex");
        return json.replace(/"bytes":\d+,"sum":"[^"]+"/, `"bytes":${noise.length},"sum":"${sum}"`);
      });
    },
  ],
];

describe("a damaged parked state", () => {
  /** Nothing of the cats' comes back, nothing of them stays, and the dogs' is as it was. */
  async function expectRefused(parking: Awaited<ReturnType<ParkingPlace["open"]>>) {
    await demo.one.trimTo(0);
    await demo.one.read(demo.asked("What is my name?")); // words that must not shine through either
    expect(await parking.restore(CATS, demo.one)).toBeNull();
    expect(demo.one.tokens).toEqual([]);
    expect(await demo.follows(demo.one, cats)).toBe("river honey east");
    expect(await parking.restore(DOGS, demo.one)).toEqual(OTHER_MEMORY);
    expect(demo.one.tokens).toEqual(body(dogs));
    await place.open(); // sweeps what the damage itself may have left beside
    expect(place.files().map((name) => name.slice(0, 64))).toEqual(
      Array(2).fill(ownerOf(DOGS, "this model")),
    );
  }

  it.each(DAMAGES)("is refused and removed when %s", async (_, damage) => {
    await parkBoth();
    const parking = await place.open();
    damage();
    await expectRefused(parking);
  });

  it.each(DAMAGES)("is refused and removed by the next run when %s", async (_, damage) => {
    await parkBoth();
    damage();
    await expectRefused(await place.open());
  });
});

describe("parking after a crash", () => {
  /** The folder before and after a second parking of the cats' longer words. */
  async function parkTwice() {
    await parkBoth();
    const old = { header: readFileSync(header()), state: state(), bytes: readFileSync(state()) };
    await demo.one.read(tail(cats));
    const parking = await place.open();
    await parking.park(CATS, demo.one, OTHER_MEMORY);
    expect(place.files()).toHaveLength(4);
    return old;
  }

  async function expectRestored(tokens: readonly Token[], memory: ParkedMemory) {
    const parking = await place.open();
    expect(place.files()).toHaveLength(4); // no more than the two pairs
    expect(await parking.restore(CATS, demo.other)).toEqual(memory);
    expect(demo.other.tokens).toEqual(tokens);
    expect(await parking.restore(DOGS, demo.other)).toEqual(OTHER_MEMORY);
    expect(place.problems).toEqual([]);
  }

  it("finds the old state when the new one was half written", async () => {
    const old = await parkTwice();
    truncateSync(state(), 1000);
    writeFileSync(old.state, old.bytes);
    writeFileSync(header(), old.header);
    await expectRestored(body(cats), MEMORY);
  });

  it("finds the old state when the new one was there, but no header for it", async () => {
    const old = await parkTwice();
    writeFileSync(old.state, old.bytes);
    writeFileSync(header(), old.header);
    await expectRestored(body(cats), MEMORY);
  });

  it("finds the old state when the new header was half written", async () => {
    const old = await parkTwice();
    renameSync(header(), `${header()}.tmp`);
    truncateSync(`${header()}.tmp`, 300);
    writeFileSync(old.state, old.bytes);
    writeFileSync(header(), old.header);
    await expectRestored(body(cats), MEMORY);
  });

  it("finds the old state when the new header was whole, but not yet in its place", async () => {
    const old = await parkTwice();
    renameSync(header(), `${header()}.tmp`);
    writeFileSync(old.state, old.bytes);
    writeFileSync(header(), old.header);
    await expectRestored(body(cats), MEMORY);
  });

  it("finds the new state when the old one was not yet removed", async () => {
    const old = await parkTwice();
    writeFileSync(old.state, old.bytes);
    await expectRestored(cats, OTHER_MEMORY);
  });

  it("removes a state whose header was removed first, and leaves what is not its own", async () => {
    await parkBoth();
    rmSync(header());
    writeFileSync(join(place.folder, "README"), "someone's note");
    const parking = await place.open();
    expect(place.files()).toHaveLength(3);
    expect(place.files()).toContain("README");
    expect(await parking.restore(CATS, demo.one)).toBeNull();
  });
});
