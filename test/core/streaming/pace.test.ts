import { describe, expect, it } from "vitest";
import type { Slot } from "../../../src/core/streaming/chat-budget.ts";
import { createPaces, type Pace } from "../../../src/core/streaming/pace.ts";
import { createManualClock, settle } from "../../fakes/manual-clock.ts";
import { rateLimited } from "../../fakes/recording-surface.ts";

const MINUTE = 60_000;

/** A signal that nobody aborts. */
function never(): AbortSignal {
  return new AbortController().signal;
}

type PatientPurpose = Parameters<Pace["turn"]>[0];

function setUp() {
  const clock = createManualClock();
  const paces = createPaces(clock);
  /** Calls that went out, by name, with their times. */
  const log: [string, number][] = [];

  /** Makes a call that takes no time as soon as it may. */
  async function call(pace: Pace, purpose: PatientPurpose, name: string = purpose) {
    const slot = await pace.turn(purpose, never());
    log.push([name, clock.now()]);
    slot.ended();
  }

  /** Makes one call after another for `ms`; gives their times. */
  async function keepCalling(pace: Pace, purpose: PatientPurpose, ms: number): Promise<readonly number[]> {
    const end = clock.now() + ms;
    const times: number[] = [];
    const ended = new AbortController();
    async function goOn() {
      for (;;) {
        const slot = await pace.turn(purpose, ended.signal);
        times.push(clock.now());
        slot.ended();
      }
    }
    const calling = goOn().catch(() => undefined);
    await clock.advance(end - clock.now());
    ended.abort();
    await calling;
    return times;
  }

  return { clock, paces, log, call, keepCalling };
}

/** A call that is under way: to be ended by the test. */
async function begin(pace: Pace, purpose: PatientPurpose = "words"): Promise<Slot> {
  return pace.turn(purpose, never());
}

describe("the calls in one chat", () => {
  it("keep the interval, whoever makes them", async () => {
    const { clock, paces, log, call } = setUp();
    void call(paces.of("x:1", 1_000), "words", "a");
    void call(paces.of("x:1", 1_000), "words", "b");
    void call(paces.of("x:1", 1_000), "closing", "c");
    void call(paces.of("x:2", 1_000), "words", "another chat");
    await clock.advance(5_000);
    expect(log).toEqual([
      ["a", 0],
      ["another chat", 0],
      ["c", 1_000],
      ["b", 2_000],
    ]);
  });

  it("are made one at a time, with the interval from the end of one to the beginning of the next", async () => {
    const { clock, paces, log, call } = setUp();
    const slow = await begin(paces.of("x:1", 1_000));
    void call(paces.of("x:1", 1_000), "words");
    await clock.advance(4_000);
    expect(log).toEqual([]);
    slow.ended();
    await clock.advance(5_000);
    expect(log).toEqual([["words", 5_000]]);
  });

  it("are not held up for more than 15 s by one that hangs", async () => {
    const { clock, paces, log, call } = setUp();
    const hung = await begin(paces.of("x:1", 1_000));
    void call(paces.of("x:1", 1_000), "closing", "first");
    await clock.advance(20_000);
    expect(log).toEqual([["first", 15_000]]);
    const next = await begin(paces.of("x:1", 1_000));
    void call(paces.of("x:1", 1_000), "closing", "second");
    hung.ended();
    await clock.advance(3_000);
    expect(log).toHaveLength(1); // the end of the first is not the end of the one that followed
    next.ended();
    await clock.advance(1_000);
    expect(log.at(-1)).toEqual(["second", 24_000]);
  });

  it("go by how urgent they are, else in the order in which they came", async () => {
    const { clock, paces, log, call } = setUp();
    const pace = paces.of("x:1", 1_000);
    const first = await begin(pace);
    for (const purpose of ["progress", "words", "opening", "closing"] as const) void call(pace, purpose);
    void call(pace, "progress", "more progress");
    void call(pace, "closing", "another closing");
    first.ended();
    await clock.advance(10_000);
    expect(log.map(([name]) => name)).toEqual([
      "closing",
      "another closing",
      "opening",
      "progress",
      "words",
      "more progress",
    ]);
  });

  it("cost nothing when they are not made", async () => {
    const { clock, paces, log, call } = setUp();
    const pace = paces.of("x:1", 1_000);
    const slot = await begin(pace);
    void call(pace, "words");
    await settle();
    slot.giveBack();
    await settle();
    expect(log).toEqual([["words", 0]]);
    expect(clock.sleepers()).toBe(0);
  });

  it("can be given up while they wait, and leave nothing behind", async () => {
    const { clock, paces, log, call } = setUp();
    const pace = paces.of("x:1", 1_000);
    (await begin(pace)).ended();
    const given = new AbortController();
    const turn = pace.turn("closing", given.signal);
    void call(pace, "words");
    const reason = new Error("given up");
    given.abort(reason);
    await expect(turn).rejects.toBe(reason);
    await expect(pace.turn("closing", AbortSignal.abort(reason))).rejects.toBe(reason);
    await clock.advance(1_000);
    expect(log).toEqual([["words", 1_000]]);
    expect(clock.sleepers()).toBe(0);
  });
});

describe("a minute", () => {
  it("has never more than twenty calls of all kinds in a group, one of which is kept for the end of a reply", async () => {
    const { clock, paces, call, log, keepCalling } = setUp();
    const pace = paces.of("telegram:-1", 3_100);
    expect(pace.typingTurn()).toBeDefined();
    const times = await keepCalling(pace, "words", MINUTE - 1);
    expect(times).toHaveLength(18); // with the typing that is 19
    void call(pace, "closing");
    await settle();
    expect(log).toEqual([["closing", clock.now()]]);
    expect(await keepCalling(pace, "words", 10 * MINUTE)).toSatisfy((all: readonly number[]) =>
      all.every((time, index) => index < 19 || time - (all[index - 19] ?? 0) >= MINUTE),
    );
  });

  it("is spent on typing by half at most, and then has room for all the words", async () => {
    const { clock, paces, log, call } = setUp();
    const pace = paces.of("telegram:-1", 3_100);
    let typed = 0;
    for (let second = 0; second < 60; second += 2) {
      const slot = pace.typingTurn();
      slot?.ended();
      if (slot !== undefined) typed++;
      await clock.advance(2_000);
    }
    expect(typed).toBe(10);
    void call(pace, "opening");
    await settle();
    expect(log).toEqual([["opening", MINUTE]]);
  });
});

describe("typing", () => {
  it("does not delay the first words, nor they it", async () => {
    const { paces, log, call } = setUp();
    const pace = paces.of("telegram:1", 3_100);
    const typing = pace.typingTurn();
    expect(typing).toBeDefined();
    void call(pace, "opening");
    await settle();
    expect(log).toEqual([["opening", 0]]);
    typing?.ended();
  });

  it("is left out where it was shown a moment ago, by any reply", async () => {
    const { clock, paces } = setUp();
    expect(paces.of("x:1", 1_000).typingTurn()).toBeDefined();
    expect(paces.of("x:1", 1_000).typingTurn()).toBeUndefined();
    expect(paces.of("x:2", 1_000).typingTurn()).toBeDefined();
    await clock.advance(1_200);
    expect(paces.of("x:1", 1_000).typingTurn()).toBeDefined();
  });
});

describe("a pause that the platform asks for", () => {
  it("holds for every call in the chat, and in no other", async () => {
    const { clock, paces, log, call } = setUp();
    (await begin(paces.of("x:1", 1_000))).ended(rateLimited(30_000));
    void call(paces.of("x:1", 1_000), "closing");
    void call(paces.of("x:1", 1_000), "opening");
    void call(paces.of("x:2", 1_000), "words", "another chat");
    expect(paces.of("x:1", 1_000).typingTurn()).toBeUndefined();
    expect(paces.of("x:2", 1_000).typingTurn()).toBeDefined();
    await clock.advance(29_999);
    expect(paces.of("x:1", 1_000).typingTurn()).toBeUndefined();
    await clock.advance(10_000);
    expect(log).toEqual([
      ["another chat", 0],
      ["closing", 30_000],
      ["opening", 32_000],
    ]);
  });

  it("doubles the interval for what is not the end of a reply, for two minutes", async () => {
    const { clock, paces, keepCalling } = setUp();
    const pace = paces.of("x:1", 1_000);
    (await begin(pace)).ended(rateLimited(10_000));
    expect(await keepCalling(pace, "words", 15_000)).toEqual([10_000, 12_000, 14_000]);
    expect(await keepCalling(pace, "closing", 2_500)).toEqual([15_000, 16_000, 17_000]);
    await clock.advance(130_000 - clock.now());
    expect(await keepCalling(pace, "words", 2_500)).toEqual([130_000, 131_000, 132_000]);
  });

  it("widens it to eight times at most, and that wears off step by step", async () => {
    const { clock, paces, keepCalling } = setUp();
    const pace = paces.of("x:1", 1_000);
    for (let time = 0; time < 5; time++) {
      (await begin(pace, "closing")).ended(rateLimited(0));
      await clock.advance(1_000);
    }
    const since = clock.now();
    const intervals = [];
    for (let period = 0; period < 5; period++) {
      const [first = 0, second = 0] = await keepCalling(pace, "words", 20_000);
      intervals.push(second - first);
      await clock.advance(since + (period + 1) * 2 * MINUTE - clock.now());
    }
    expect(intervals).toEqual([8_000, 4_000, 2_000, 1_000, 1_000]);
  });
});

describe("all chats of a platform together", () => {
  /** One call that has to wait in each of `count` chats; gives how many went out within the first second. */
  async function inFirstSecond(count: number, purpose: PatientPurpose) {
    const { clock, paces, log, call } = setUp();
    for (let chat = 0; chat < count; chat++) void call(paces.of(`telegram:${chat}`, 1_100), purpose);
    await clock.advance(999);
    const early = log.length;
    await clock.advance(60_000);
    expect(log).toHaveLength(count);
    return early;
  }

  it("make 25 calls a second at most, and fewer for what is less urgent", async () => {
    expect(await inFirstSecond(100, "closing")).toBe(25);
    expect(await inFirstSecond(100, "opening")).toBe(25);
    expect(await inFirstSecond(100, "words")).toBe(22);
    expect(await inFirstSecond(100, "progress")).toBe(12);
  });

  it("keep nobody waiting for the words of an answer because many wait for theirs", async () => {
    const { clock, paces, log, call } = setUp();
    for (let chat = 0; chat < 200; chat++) void call(paces.of(`telegram:${chat}`, 1_100), "progress");
    await settle();
    void call(paces.of("telegram:busy", 1_100), "words", "words");
    void call(paces.of("discord:1", 1_200), "progress", "another platform");
    await settle();
    expect(log.slice(12)).toEqual([
      ["words", 0],
      ["another platform", 0],
    ]);
    await clock.advance(30_000);
    expect(log).toHaveLength(202);
  });

  it("are forgotten when nothing has happened in them, and only then", async () => {
    const { clock, paces, call } = setUp();
    (await begin(paces.of("x:paused", 1_000))).ended(rateLimited(10 * MINUTE));
    for (let chat = 0; chat < 500; chat++) void call(paces.of(`x:${chat}`, 1_000), "closing");
    await clock.advance(2 * MINUTE);
    expect(paces.size).toBe(501);
    void call(paces.of("x:new", 1_000), "words");
    await settle();
    expect(paces.size).toBe(2);
    expect(paces.of("x:paused", 1_000).typingTurn()).toBeUndefined();
    expect(clock.sleepers()).toBe(0);
  });
});

describe("a pause that the platform asks for over typing", () => {
  it("holds back what people can do without, and neither the first words nor the last", async () => {
    const { clock, paces, log, call } = setUp();
    const pace = paces.of("x:1", 1_000);
    pace.typingTurn()?.ended(rateLimited(30_000));
    await clock.advance(2_000);
    expect(pace.typingTurn()).toBeUndefined();
    void call(pace, "words");
    void call(pace, "opening");
    void call(pace, "closing");
    await clock.advance(60_000);
    expect(log).toEqual([
      ["opening", 2_000],
      ["closing", 3_000],
      ["words", 30_000],
    ]);
    expect(pace.typingTurn()).toBeDefined();
  });
});
