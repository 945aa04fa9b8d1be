import { describe, expect, it, vi } from "vitest";
import type { Clock } from "../../../../src/core/clock.ts";
import { FITTING_SCORE } from "../../../../src/core/knowledge/knowledge.ts";
import {
  type Library,
  type LibraryOptions,
  openLibrary,
} from "../../../../src/core/knowledge/process/library.ts";
import type { Ranker } from "../../../../src/core/knowledge/process/ranker.ts";
import { createCapturedLog } from "../../../fakes/captured-log.ts";
import { createManualClock } from "../../../fakes/manual-clock.ts";
import { makeShelf, type Shelf } from "./shelf.ts";

const NEVER = new AbortController().signal;
/** What a search may wait for its ranking. */
const BUDGET_MS = 250;

/** Ranks as `score` says, and keeps what it was asked. */
function rankerOf(
  score: (passage: string, question: string) => number | Promise<number>,
  model = "ranker",
): Ranker & { readonly asked: { question: string; passage: string }[] } {
  const asked: { question: string; passage: string }[] = [];
  return {
    model,
    asked,
    async rank(question, passage) {
      asked.push({ question, passage });
      return score(passage, question);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** A clock on which only the ranker's work takes time. */
function workClock(): Clock & { pass(ms: number): void } {
  let time = 0;
  return {
    now: () => time,
    sleep: (_, signal) => new Promise((_resolve, reject) => signal.addEventListener("abort", reject)),
    pass: (ms) => (time += ms),
  };
}

async function openOn({ folder, file }: Shelf, options: Partial<LibraryOptions>): Promise<Library> {
  const library = await openLibrary({ folder, file, log: createCapturedLog(), ...options });
  await library.update(NEVER);
  return library;
}

const query = (question: string, limit = 10) => ({ question, before: [], folders: null, limit });

/** All of them have the words; only one says how much. */
const documents = {
  "age.md": "The heron ticket is for people of all ages.",
  "lost.md": "A lost heron ticket is not replaced.",
  "price.md": "Six euros are due for a heron ticket.",
};
const saysHowMuch = (passage: string) => (passage.includes("euros") ? 0.95 : 0.02);
const numbered = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`${n + 10}.md`, `Heron number ${n + 10}.`]));

describe("a library with a ranking model", () => {
  it("puts first what the model takes for the answer, and trusts that alone", async () => {
    await using shelf = await makeShelf(documents);
    await using plain = await openOn(shelf, {});
    const found = await plain.search(query("How much is the heron ticket?"));
    expect(found.every(({ score, ranking }) => score >= FITTING_SCORE && ranking === null)).toBe(true);
    await using library = await openOn(shelf, { ranker: rankerOf(saysHowMuch) });
    const ranked = await library.search(query("How much is the heron ticket?"));
    expect(ranked.map(({ file, ranking }) => [file, ranking])).toEqual([
      ["price.md", 0.95],
      [expect.any(String), 0.02],
      [expect.any(String), 0.02],
    ]);
    expect(ranked.map(({ score }) => score >= FITTING_SCORE)).toEqual([true, false, false]);
  });

  it("takes what hardly shares a word for the answer when the model is sure of it", async () => {
    await using shelf = await makeShelf({ "a.md": "Herons nest, wade, fish and sleep here." });
    const asked = query("Herons: opening times, fees, parking, accessible entrance?");
    await using plain = await openOn(shelf, {});
    expect((await plain.search(asked))[0]?.score).toBeLessThan(FITTING_SCORE);
    await using library = await openOn(shelf, { ranker: rankerOf(() => 0.99) });
    expect((await library.search(asked))[0]?.score).toBeGreaterThan(FITTING_SCORE);
  });

  it("looks beyond what is asked for, and gives no more than that", async () => {
    await using shelf = await makeShelf(numbered(12));
    const ranker = rankerOf((passage) => (passage.includes("21") ? 0.9 : 0.1));
    await using library = await openOn(shelf, { ranker });
    expect((await library.search(query("herons", 2))).map(({ file }) => file)).toEqual([
      "21.md",
      expect.any(String),
    ]);
    expect(ranker.asked).toHaveLength(12);
  });

  it("reads headings too, and a short question with the one before it", async () => {
    await using shelf = await makeShelf({ "a.md": "# Opening hours\n\n## Sunday\n\nThe heronry is closed." });
    const ranker = rankerOf(() => 0.9);
    await using library = await openOn(shelf, { ranker });
    await library.search({ ...query("And on Sunday?"), before: ["When is the heronry open?"] });
    await library.search({ ...query("When is the heronry closed?"), before: ["Hello there"] });
    expect(ranker.asked).toEqual([
      {
        question: "When is the heronry open?\nAnd on Sunday?",
        passage: "Opening hours › Sunday\nThe heronry is closed.",
      },
      { question: "When is the heronry closed?", passage: "Opening hours › Sunday\nThe heronry is closed." },
    ]);
  });

  it("says another version with another model, or none", async () => {
    await using shelf = await makeShelf(documents);
    const versions = new Set<string>();
    for (const ranker of [null, rankerOf(() => 1, "one"), rankerOf(() => 1, "other")]) {
      await using library = await openOn(shelf, { ranker });
      versions.add(library.version());
    }
    expect(versions.size).toBe(3);
  });
});

describe("a ranking model that takes its time", () => {
  it("ranks as many as there is time for", async () => {
    await using shelf = await makeShelf(numbered(9));
    const clock = workClock();
    const ranker = rankerOf(() => {
      clock.pass(80);
      return 0.9;
    });
    await using library = await openOn(shelf, { ranker, clock });
    const found = await library.search(query("herons"));
    expect(clock.now()).toBe(240);
    expect(found.map(({ ranking }) => ranking)).toEqual([0.9, 0.9, 0.9, ...Array<null>(6).fill(null)]);
  });

  it("leaves what it had no time for as it was, after what it is for and before what it is against", async () => {
    await using shelf = await makeShelf(numbered(9));
    await using plain = await openOn(shelf, {});
    const before = new Map((await plain.search(query("herons"))).map(({ id, score }) => [id, score]));
    const clock = workClock();
    let calls = 0;
    const ranker = rankerOf(() => {
      clock.pass(80);
      return ++calls % 3 === 2 ? 0.9 : 0.01;
    });
    await using library = await openOn(shelf, { ranker, clock });
    const found = await library.search(query("herons"));
    expect(found.map(({ ranking }) => ranking)).toEqual([0.9, ...Array<null>(6).fill(null), 0.01, 0.01]);
    const others = found.filter(({ ranking }) => ranking === null);
    const most = found[0]?.score ?? 0;
    expect(others.map(({ score }) => score)).toEqual(
      others.map(({ id }) => Math.min(most, before.get(id) ?? 0)),
    );
  });

  it("is not waited for beyond its time, and what it has said until then counts", async () => {
    await using shelf = await makeShelf(numbered(5));
    const clock = createManualClock();
    const stuck = new Promise<number>(() => {});
    let calls = 0;
    await using library = await openOn(shelf, { ranker: rankerOf(() => (++calls < 3 ? 0.9 : stuck)), clock });
    const searching = library.search(query("herons"));
    await vi.waitFor(() => expect(calls).toBe(3));
    await clock.advance(BUDGET_MS);
    expect((await searching).map(({ ranking }) => ranking)).toEqual([0.9, 0.9, null, null, null]);
    expect(clock.sleepers()).toBe(0);
  });

  it("is free for the next search as soon as one is done", async () => {
    await using shelf = await makeShelf(numbered(3));
    const clock = createManualClock();
    await using library = await openOn(shelf, { ranker: rankerOf(() => 0.9), clock });
    for (const question of ["herons", "heron"]) {
      const found = await library.search(query(question));
      expect(found.map(({ ranking }) => ranking)).toEqual([0.9, 0.9, 0.9]);
      expect(clock.sleepers()).toBe(0);
    }
  });

  it("is left out once it proved too slow, tried again later, and told of once", async () => {
    await using shelf = await makeShelf(documents);
    const clock = workClock();
    const log = createCapturedLog();
    let ms = 2 * BUDGET_MS;
    const ranker = rankerOf(() => {
      clock.pass(ms);
      return 0.9;
    });
    await using library = await openOn(shelf, { ranker, clock, log });
    await library.search(query("heron ticket")); // now its pace is known
    ms = 1;
    const takes: number[] = [];
    for (let search = 0; search < 12; search++) {
      const before = ranker.asked.length;
      await library.search(query("heron ticket"));
      takes.push(ranker.asked.length - before);
    }
    expect(takes[0]).toBe(0);
    expect(takes.at(-1)).toBe(3);
    expect(log.lines.filter(({ message }) => message.includes("too slow"))).toHaveLength(1);
  });

  it("ends with a search that is aborted", async () => {
    await using shelf = await makeShelf(documents);
    const stop = new AbortController();
    const reason = new Error("enough");
    const ranker = rankerOf(() => {
      stop.abort(reason);
      return 0.9;
    });
    await using library = await openOn(shelf, { ranker });
    await expect(library.search(query("heron ticket"), stop.signal)).rejects.toBe(reason);
    expect(ranker.asked).toHaveLength(1);
    const never = rankerOf(() => new Promise(() => {}));
    await using other = await openOn(shelf, { ranker: never });
    const again = new AbortController();
    const searching = other.search(query("heron ticket"), again.signal);
    await vi.waitFor(() => expect(never.asked).toHaveLength(1));
    again.abort(reason);
    await expect(searching).rejects.toBe(reason);
  });
});

describe("a ranking model that fails", () => {
  it("leaves what was found as it was, and is told of once", async () => {
    await using shelf = await makeShelf(documents);
    const log = createCapturedLog();
    const ranker = rankerOf(() => Promise.reject(new Error("out of order")));
    await using plain = await openOn(shelf, {});
    await using library = await openOn(shelf, { ranker, log });
    for (const question of ["heron ticket", "lost ticket"]) {
      expect(await library.search(query(question))).toEqual(await plain.search(query(question)));
    }
    expect(log.lines.map(({ level, message }) => [level, message])).toEqual([
      ["warn", expect.stringContaining("the ranking model failed")],
    ]);
  });
});
