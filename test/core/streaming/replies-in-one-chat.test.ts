import { describe, expect, it } from "vitest";
import { createPaces } from "../../../src/core/streaming/pace.ts";
import { createManualClock, settle } from "../../fakes/manual-clock.ts";
import { rateLimited } from "../../fakes/recording-surface.ts";
import { answered, MINUTE, NIGHT, openReply, reading, stopped } from "./open-reply.ts";

/** Opens replies in one chat, which keep one pace. */
function setUp() {
  const clock = createManualClock();
  const paces = createPaces(clock);
  return { clock, open: (chat = "test:chat") => openReply({ clock, paces, chat }) };
}

/** When the calls of all of them went out that changed something, in order. */
function timesOf(...replies: readonly ReturnType<typeof openReply>[]): readonly number[] {
  return replies.flatMap(({ times }) => times()).toSorted((a, b) => a - b);
}

describe("replies in one chat", () => {
  it("share its pace and take turns", async () => {
    const { clock, open } = setUp();
    const [one, two] = [open(), open()];
    for (let count = 0; count < 99; count++) {
      one.reply.show(`${NIGHT} ${"a".repeat(count / 10)}`);
      two.reply.show(`${NIGHT} ${"b".repeat(count / 10)}`);
      await clock.advance(100);
    }
    const times = timesOf(one, two);
    expect(times).toEqual(times.map((_, index) => index * 1_000));
    expect(one.times()).toHaveLength(5);
    expect(two.times()).toHaveLength(5);
    await one.finish(answered(NIGHT));
    await two.finish(answered(NIGHT));
  });

  it("do not hold up those of another chat", async () => {
    const { clock, open } = setUp();
    const [one, other] = [open(), open("test:another")];
    one.reply.show(NIGHT);
    other.reply.show(NIGHT);
    await settle();
    expect(timesOf(one, other)).toEqual([0, 0]);
    await Promise.all([one.finish(answered(NIGHT)), other.finish(answered(NIGHT))]);
    expect(clock.sleepers()).toBe(0);
  });

  it("let the end of one go first, then the first words of another", async () => {
    const { clock, open } = setUp();
    const [writing, ending, beginning] = [open(), open(), open()];
    writing.reply.show(NIGHT);
    await clock.advance(500);
    writing.reply.show(`${NIGHT} a`);
    beginning.reply.show(NIGHT);
    const outcome = ending.end(answered(NIGHT));
    await clock.advance(3_000);
    expect(outcome()).toBe("shown");
    expect(ending.times()).toEqual([1_000]);
    expect(beginning.times()).toEqual([2_000]);
    expect(writing.times()).toEqual([0, 3_000]);
    await writing.finish(stopped(NIGHT));
    await beginning.finish(stopped(NIGHT));
  });

  it("put the first words of one that waits with progress before the words of the others", async () => {
    const { clock, open } = setUp();
    const [one, two, late] = [open(), open(), open()];
    one.reply.show(NIGHT);
    two.reply.show(NIGHT);
    late.reply.working(reading(1));
    await clock.advance(1_500);
    one.reply.show(`${NIGHT} a`);
    two.reply.show(`${NIGHT} b`);
    await settle();
    late.reply.show(NIGHT);
    await clock.advance(500);
    expect(late.times()).toEqual([2_000]);
    expect(late.texts()).toEqual([NIGHT]);
    await Promise.all([one, two, late].map(({ finish }) => finish(answered(NIGHT))));
  });

  it("all pause when the platform asks one of them to, and type no more", async () => {
    const { clock, open } = setUp();
    const [one, two] = [open(), open()];
    one.reply.show(NIGHT);
    await clock.advance(1_000);
    one.surface.failNext(rateLimited(30_000));
    one.reply.show(`${NIGHT} a`);
    await settle();
    two.reply.working(reading(1));
    const outcome = one.end(answered(`${NIGHT} a`));
    await clock.advance(29_000);
    expect(two.surface.calls).toEqual([]);
    expect(timesOf(one)).toEqual([0, 1_000]);
    await clock.advance(MINUTE);
    expect(outcome()).toBe("shown");
    expect(one.times().at(-1)).toBe(31_000);
    expect(two.times()[0]).toBeGreaterThan(31_000);
    await two.finish(answered(NIGHT));
  });

  it("show typing once for all of them", async () => {
    const { clock, open } = setUp();
    const replies = [open(), open(), open()];
    for (const { reply } of replies) reply.working({ kind: "started" });
    await clock.advance(1_000);
    expect(replies.flatMap(({ surface }) => surface.calls)).toMatchObject([{ kind: "typing" }]);
    for (const { finish } of replies) await finish(answered(NIGHT));
  });
});
