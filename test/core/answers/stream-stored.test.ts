import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { piecesOf, streamStored } from "../../../src/core/answers/stream-stored.ts";
import type { Clock } from "../../../src/core/clock.ts";
import { createManualClock, settle } from "../../fakes/manual-clock.ts";

const LONG = "The shop is open from nine to six, and on Saturdays until noon. ".repeat(40);

/** An answer that is being shown, in a time that stands still. */
function begin(text: string, clock: Clock = createManualClock()) {
  const shown: string[] = [];
  const stopping = new AbortController();
  const reply = { show: (text: string) => void shown.push(text) };
  return { shown, stopping, done: streamStored(text, { reply, clock, signal: stopping.signal }) };
}

describe("the pieces of an answer", () => {
  it.each([
    ["nothing", ""],
    ["a word", "Yes."],
    ["all that is taken in at a glance", "a".repeat(280)],
  ])("are one at the most where it is short: %s", (_, text) => {
    expect([...piecesOf(text)]).toEqual(text === "" ? [] : [text]);
  });

  it.each([
    ["English", LONG, /\w$/, /^\w/],
    ["Chinese", "我们的营业时间是上午九点到下午六点，星期六到中午。".repeat(40), /营$/, /^业/],
  ])("are cut between words: %s", (_, text, before, after) => {
    const pieces = [...piecesOf(text)];
    expect(pieces).toHaveLength(16);
    const torn = pieces
      .slice(1)
      .filter((piece, index) => before.test(pieces[index] ?? "") && after.test(piece));
    expect(torn).toEqual([]);
  });

  it("are cut inside of a word that is longer than they are", () => {
    const pieces = [...piecesOf("x".repeat(8_000))];
    expect(pieces.map(({ length }) => length)).toEqual(Array.from({ length: 16 }, () => 500));
  });

  it("never tear a character, are never empty, few, and the answer when put together", () => {
    const unit = fc.constantFrom(
      "👩‍👩‍👧‍👦",
      "🇩🇪",
      "e\u0301",
      "क्षि",
      "한",
      "word ",
      "长",
      "\ud83d",
      "\r\n",
      "a",
      "https://x.y/",
      "ไทย",
    );
    fc.assert(
      fc.property(fc.array(unit, { minLength: 1, maxLength: 600, size: "max" }), (units) => {
        const text = units.join("");
        const pieces = [...piecesOf(text)];
        expect(pieces.join("")).toBe(text);
        expect(pieces.length).toBeLessThanOrEqual(16);
        const starts = new Set(Array.from(new Intl.Segmenter().segment(text), ({ index }) => index));
        let start = 0;
        for (const piece of pieces) {
          expect(piece).not.toBe("");
          expect(starts).toContain(start);
          start += piece.length;
        }
      }),
      { seed: 42, numRuns: 100 },
    );
  });
});

describe("an answer that is at hand", () => {
  it("shows its first words before anything is waited for", () => {
    expect(begin("Until 6.").shown).toEqual(["Until 6."]);
    const { shown } = begin(LONG);
    expect(shown).toHaveLength(1);
    expect(LONG.startsWith(shown[0] ?? "?")).toBe(true);
  });

  it("grows to all of it within 300 ms", async () => {
    const clock = createManualClock();
    const { shown, done } = begin(LONG, clock);
    await clock.advance(20);
    expect(shown).toHaveLength(2);
    await clock.advance(280);
    expect(shown).toHaveLength(16);
    expect(shown).toEqual(shown.toSorted((a, b) => a.length - b.length));
    expect(shown.at(-1)).toBe(LONG);
    expect(await done).toBe(LONG);
    expect(clock.sleepers()).toBe(0);
  });

  it("is shown as a whole as soon as a slow machine has taken that long", async () => {
    const clock = createManualClock();
    const slow: Clock = { now: () => clock.now(), sleep: (ms, signal) => clock.sleep(ms * 8, signal) };
    const { shown, done } = begin(LONG, slow);
    await clock.advance(320);
    expect(await done).toBe(LONG);
    expect(shown).toHaveLength(3);
  });

  it("stops where it is, and tells how far it came", async () => {
    const clock = createManualClock();
    const { shown, stopping, done } = begin(LONG, clock);
    await clock.advance(40);
    stopping.abort();
    expect(await done).toBe(shown.at(-1));
    expect(shown).toHaveLength(3);
    expect(clock.sleepers()).toBe(0);
    await settle();
    expect(shown).toHaveLength(3);
  });

  it("shows nothing when it was stopped before", async () => {
    const stopping = new AbortController();
    stopping.abort();
    const shown: string[] = [];
    const reply = { show: (text: string) => void shown.push(text) };
    const end = { reply, clock: createManualClock(), signal: stopping.signal };
    expect(await streamStored(LONG, end)).toBe("");
    expect(shown).toEqual([]);
  });

  it("has its first words within a few milliseconds, however long it is", () => {
    const text = "答案".repeat(4_000);
    const lasted = Array.from({ length: 5 }, () => {
      const before = performance.now();
      expect(begin(text).shown).toHaveLength(1);
      return performance.now() - before;
    });
    // Others use the machine as well.
    expect(Math.min(...lasted)).toBeLessThan(30);
  });
});
