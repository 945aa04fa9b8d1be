import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Ending } from "../../../src/core/chat.ts";
import type { SurfaceLimits } from "../../../src/core/reply-surface.ts";
import { replyContract } from "../../contracts/reply.ts";
import { settle } from "../../fakes/manual-clock.ts";
import { gone, rateLimited, rejected, unavailable } from "../../fakes/recording-surface.ts";
import { FIGURES } from "../../fakes/scripted-conversation.ts";
import { answered, MINUTE, NIGHT, openReply, reading, sentences } from "./open-reply.ts";

const unhandled: unknown[] = [];
const collect = (error: unknown) => void unhandled.push(error);

beforeEach(() => {
  unhandled.length = 0;
  process.on("unhandledRejection", collect);
});

afterEach(async () => {
  await settle();
  process.off("unhandledRejection", collect);
  expect(unhandled).toEqual([]);
});

function setUp(limits: Partial<SurfaceLimits> = {}) {
  return openReply({ limits });
}

replyContract("createReplyStream", true, () => {
  const { clock, surface, reply } = setUp();
  return {
    reply,
    shown: () => surface.shown().join("\n"),
    pass: () => clock.advance(MINUTE),
    lose: () => surface.failAlways(gone),
    posted: () => surface.ids(),
  };
});

describe("the first words", () => {
  it("come as soon as there are 24 characters", async () => {
    const { clock, reply, surface, finish } = setUp();
    reply.show("It was a dark and storm");
    await clock.advance(500);
    expect(surface.shown()).toEqual([]);
    reply.show("It was a dark and stormy");
    await settle();
    expect(surface.shown()).toEqual(["It was a dark and stormy"]);
    await finish(answered(NIGHT));
  });

  it.each(["Yes. No", "你好！", "Really? ", "好。"])(
    "come as soon as there is a whole sentence, as in %j",
    async (text) => {
      const { reply, surface, finish } = setUp();
      reply.show(text);
      await settle();
      expect(surface.shown()).toEqual([text.trim()]);
      await finish(answered(text));
    },
  );

  it("come 1.5 seconds after the first piece at the latest", async () => {
    const { clock, reply, surface, finish } = setUp();
    reply.show("");
    await clock.advance(10_000);
    reply.show("Wel");
    await clock.advance(1_000);
    reply.show("Well");
    await clock.advance(499);
    expect(surface.shown()).toEqual([]);
    await clock.advance(1);
    expect(surface.shown()).toEqual(["Well"]);
    await finish(answered("Well"));
  });

  it("are the whole answer when it ends before", async () => {
    const { reply, finish, surface, clock } = setUp();
    reply.show("Yes");
    expect(await finish(answered("Yes"))).toBe("shown");
    expect(clock.now()).toBe(0);
    expect(surface.calls).toMatchObject([{ kind: "post", text: "Yes" }]);
  });

  it("give way to the end when that comes at the same moment", async () => {
    const { reply, finish, surface, times } = setUp();
    reply.show(NIGHT);
    expect(await finish(answered(`${NIGHT} The end.`))).toBe("shown");
    expect(times()).toEqual([0]);
    expect(surface.shown()).toEqual([`${NIGHT} The end.`]);
  });
});

describe("typing", () => {
  it("shows from the start of work until the first words, again and again", async () => {
    const { clock, reply, surface, finish } = setUp();
    reply.working({ kind: "started" });
    await clock.advance(9_000);
    reply.show(NIGHT);
    await clock.advance(20_000);
    reply.working(reading(1));
    await clock.advance(20_000);
    expect(surface.calls.map(({ kind, startedAt }) => [kind, startedAt])).toEqual([
      ["typing", 0],
      ["typing", 4_000],
      ["typing", 8_000],
      ["post", 9_000],
    ]);
    await finish(answered(NIGHT));
  });

  it("is cut short by the first words, which never overlap it", async () => {
    const { reply, surface, finish } = setUp();
    const release = surface.hold();
    reply.working({ kind: "waiting", ahead: 0, sentence: "In line…" });
    await settle();
    reply.show(NIGHT);
    await settle();
    release();
    await settle();
    expect(surface.calls.map(({ kind, failed }) => [kind, failed])).toEqual([
      ["typing", false],
      ["post", false],
    ]);
    await finish(answered(NIGHT));
  });

  it("ends with a reply that has no words", async () => {
    const { clock, reply, surface, finish } = setUp();
    reply.working({ kind: "waiting", ahead: 0, sentence: "In line…" });
    await clock.advance(1_000);
    await finish({ kind: "failed", text: "", code: "busy", sentence: "Too busy.", incident: "" });
    expect(surface.shown()).toEqual(["⚠️ Too busy."]);
    expect(clock.sleepers()).toBe(0);
  });
});

describe("progress before the first words", () => {
  it("is told 1.5 seconds after the work began, and no sooner", async () => {
    const { clock, reply, surface, finish } = setUp();
    reply.working({ kind: "started" });
    await clock.advance(1_000);
    reply.working(reading(40));
    await clock.advance(499);
    expect(surface.shown()).toEqual([]);
    reply.working(reading(50));
    await clock.advance(1);
    expect(surface.shown()).toEqual(["Read 50."]);
    await finish(answered(NIGHT));
  });

  it("is told as soon as there is any, when the work began long ago", async () => {
    const { clock, reply, surface, finish } = setUp();
    reply.working({ kind: "started" });
    await clock.advance(5_000);
    expect(surface.shown()).toEqual([]);
    reply.working({ kind: "waiting", ahead: 1, sentence: "2nd in line…" });
    await settle();
    expect(surface.shown()).toEqual(["2nd in line…"]);
    await finish(answered(NIGHT));
  });

  it.each([NIGHT, "Well"])("is not told when %j comes before it", async (words) => {
    const { clock, reply, texts, finish } = setUp();
    reply.working(reading(1));
    await clock.advance(1_400);
    reply.show(words);
    reply.working(reading(2));
    await clock.advance(1_499);
    reply.working(reading(3));
    await clock.advance(10_000);
    expect(texts()).toEqual([words]);
    await finish(answered(words));
  });

  it("follows the newest number at the pace of the platform, in one message", async () => {
    const { clock, reply, surface, times, texts, finish } = setUp();
    for (let done = 0; done < 40; done++) {
      reply.working(reading(done));
      await clock.advance(100);
    }
    expect(times()).toEqual([1_500, 2_500, 3_500]);
    expect(texts()).toEqual(["Read 14.", "Read 24.", "Read 34."]);
    await clock.advance(20_000);
    expect(texts()).toEqual(["Read 14.", "Read 24.", "Read 34.", "Read 39."]);
    expect(surface.shown()).toHaveLength(1);
    await finish(answered(NIGHT));
  });

  it("turns into the answer, by an edit that keeps the pace and waits for nothing else", async () => {
    const { clock, reply, surface, times, texts, finish } = setUp();
    reply.working(reading(1));
    await clock.advance(1_600);
    reply.show("It");
    await clock.advance(5_000);
    expect(times()).toEqual([1_500, 2_500]);
    expect(texts()).toEqual(["Read 1.", "It"]);
    expect(await finish(answered(NIGHT))).toBe("shown");
    expect(surface.changes().map(({ kind }) => kind)).toEqual(["post", "replace", "replace"]);
    expect(surface.shown()).toEqual([NIGHT]);
  });

  it("is the first part of an answer that needs several", async () => {
    const { clock, reply, surface, finish } = setUp();
    reply.working(reading(1));
    await clock.advance(2_000);
    reply.show(sentences(12));
    await clock.advance(20_000);
    expect(await finish(answered(sentences(12)))).toBe("shown");
    expect(surface.shown().join(" ")).toBe(sentences(12));
  });

  it("leaves the typing on, shown anew after the message that clears it, and never two calls at once", async () => {
    const { clock, reply, surface, finish } = setUp();
    reply.working(reading(1));
    await clock.advance(3_000);
    reply.working(reading(2));
    await clock.advance(7_000);
    reply.show(NIGHT);
    await clock.advance(20_000);
    expect(surface.calls.map(({ kind, startedAt }) => [kind, startedAt])).toEqual([
      ["typing", 0],
      ["post", 1_500],
      ["typing", 1_500],
      ["replace", 3_000],
      ["typing", 5_500],
      ["typing", 9_500],
      ["replace", 10_000],
    ]);
    expect(surface.calls.some(({ failed }) => failed)).toBe(false);
    await finish(answered(NIGHT));
  });

  it("cuts a slow typing call short", async () => {
    const { clock, reply, surface, finish } = setUp();
    const release = surface.hold();
    reply.working(reading(1));
    await clock.advance(1_500);
    release();
    await settle();
    expect(surface.shown()).toEqual(["Read 1."]);
    expect(surface.calls.some(({ failed }) => failed)).toBe(false);
    await finish(answered(NIGHT));
  });

  it.each<[string, Ending, string]>([
    ["an answer", answered(NIGHT), NIGHT],
    [
      "a failure",
      { kind: "failed", text: "", code: "model", sentence: "It rests.", incident: "" },
      "⚠️ It rests.",
    ],
    ["a stop", { kind: "stopped", text: "", notes: ["Stopped."], figures: FIGURES }, "⏹ Stopped."],
    ["nothing to say", { kind: "stopped", text: "", notes: [], figures: FIGURES }, "⏹"],
  ])("does not outlive the work when that ends in %s", async (_, ending, text) => {
    const { clock, reply, surface, finish } = setUp();
    reply.working(reading(1));
    await clock.advance(2_000);
    expect(surface.shown()).toEqual(["Read 1."]);
    expect(await finish(ending)).toBe("shown");
    expect(surface.shown()).toEqual([text]);
    expect(clock.sleepers()).toBe(0);
    await clock.advance(MINUTE);
    expect(surface.shown()).toEqual([text]);
  });

  it("leaves no trace of work that ends sooner with nothing to say", async () => {
    const { clock, reply, surface, finish } = setUp();
    reply.working(reading(1));
    await clock.advance(1_000);
    expect(await finish({ kind: "stopped", text: "", notes: [], figures: FIGURES })).toBe("shown");
    await clock.advance(MINUTE);
    expect(surface.changes()).toEqual([]);
    expect(clock.sleepers()).toBe(0);
  });

  it("is replaced by an end that comes while it is being posted", async () => {
    const { clock, reply, surface, finish } = setUp();
    reply.working(reading(1));
    await clock.advance(1_000);
    const release = surface.hold();
    await clock.advance(1_000);
    const finished = finish({ kind: "stopped", text: "", notes: [], figures: FIGURES });
    release();
    expect(await finished).toBe("shown");
    expect(surface.shown()).toEqual(["⏹"]);
  });

  it("stops, and the typing with it, for as long as the platform asks", async () => {
    const { clock, reply, surface, finish } = setUp();
    reply.working(reading(1));
    await clock.advance(1_000);
    surface.failNext(rateLimited(60_000));
    for (let done = 2; done < 60; done++) {
      reply.working(reading(done));
      await clock.advance(1_000);
    }
    expect(surface.calls.map(({ startedAt }) => startedAt)).toEqual([0, 1_500]);
    await clock.advance(2_500);
    expect(surface.calls.slice(2)).toMatchObject([
      { kind: "post", text: "Read 59.", startedAt: 61_500 },
      { kind: "typing", startedAt: 61_500 },
    ]);
    await finish(answered(NIGHT));
  });

  it.each([unavailable, rejected])("is posted once at most: after $code it is only typed", async (error) => {
    const { clock, reply, surface, texts, finish } = setUp();
    surface.failNext(error);
    for (let done = 0; done < 20; done++) {
      reply.working(reading(done));
      await clock.advance(1_000);
    }
    expect(texts()).toEqual(["Read 1."]);
    expect(surface.calls.filter(({ kind }) => kind === "typing").length).toBeGreaterThan(3);
    reply.show(NIGHT);
    await settle();
    expect(surface.shown()).toEqual([NIGHT]);
    await finish(answered(NIGHT));
  });

  it("does not mind an edit that fails", async () => {
    const { clock, reply, surface, finish } = setUp();
    reply.working(reading(1));
    await clock.advance(1_500);
    surface.failNext(unavailable);
    reply.working(reading(2));
    await clock.advance(5_000);
    expect(surface.shown()).toEqual(["Read 2."]);
    await finish(answered(NIGHT));
    expect(surface.shown()).toEqual([NIGHT]);
  });

  it("notices that the reply cannot be seen any more, and ends with all it does", async () => {
    const { clock, reply, surface, finish } = setUp();
    reply.working(reading(1));
    await clock.advance(1_500);
    surface.failNext(gone);
    reply.working(reading(2));
    await clock.advance(MINUTE);
    expect(reply.lost.aborted).toBe(true);
    expect(surface.calls.at(-1)).toMatchObject({ kind: "replace", startedAt: 2_500 });
    expect(clock.sleepers()).toBe(0);
    expect(await finish(answered(NIGHT))).toBe(gone);
  });
});

describe("the pace", () => {
  it("leaves the interval between the end of a call and the next, each with the newest text", async () => {
    const { clock, reply, times, texts, finish } = setUp();
    reply.show(NIGHT);
    await settle();
    for (let count = 1; count <= 25; count++) {
      reply.show(NIGHT + "!".repeat(count));
      await clock.advance(100);
    }
    expect(times()).toEqual([0, 1_000, 2_000]);
    expect(texts()).toEqual([NIGHT, NIGHT + "!".repeat(10), NIGHT + "!".repeat(20)]);
    await finish(answered(NIGHT));
  });

  it("makes one call at a time and catches up after a slow one", async () => {
    const { clock, reply, surface, times, texts, finish } = setUp();
    const release = surface.hold();
    reply.show(NIGHT);
    await clock.advance(700);
    reply.show(`${NIGHT} a`);
    await clock.advance(5_000);
    reply.show(`${NIGHT} b`);
    release();
    await clock.advance(10_000);
    expect(times()).toEqual([0, 6_700]);
    expect(texts()).toEqual([NIGHT, `${NIGHT} b`]);
    await finish(answered(`${NIGHT} b`));
  });

  it("never sends what is already shown", async () => {
    const { clock, reply, surface, finish } = setUp();
    reply.show(NIGHT);
    await clock.advance(5_000);
    reply.show(`${NIGHT}\n`);
    reply.show(`${NIGHT}\n\n`);
    await clock.advance(5_000);
    expect(surface.calls).toHaveLength(1);
    expect(await finish(answered(`${NIGHT}\n`))).toBe("shown");
    expect(surface.calls.slice(1)).toMatchObject([{ kind: "replace", text: NIGHT, control: "retry" }]);
  });

  it("holds for the final text too, which waits for its turn and for the call under way", async () => {
    const { clock, reply, surface, times, texts, finish } = setUp();
    const release = surface.hold();
    reply.show(NIGHT);
    await clock.advance(300);
    const finished = finish(answered(`${NIGHT} The end.`));
    release();
    expect(await finished).toBe("shown");
    expect(texts()).toEqual([NIGHT, `${NIGHT} The end.`]);
    expect((times()[1] ?? 0) - (surface.changes()[0]?.endedAt ?? 0)).toBe(1_000);
  });
});

describe("a long answer", () => {
  it("freezes parts that are full and goes on in new ones", async () => {
    const { clock, reply, surface, finish } = setUp();
    const text = sentences(20);
    for (let length = 1; length <= text.length; length += 3) {
      reply.show(text.slice(0, length));
      await clock.advance(50);
    }
    expect(await finish(answered(text))).toBe("shown");
    expect(surface.shown().join(" ")).toBe(text);
    expect(surface.shown().length).toBeGreaterThan(3);
    const partsInOrder = surface.changes().map((call) => call.part);
    expect(partsInOrder).toEqual(partsInOrder.toSorted((a, b) => a - b));
    expect(surface.changes().every((call) => !call.failed)).toBe(true);
  });

  it("comes whole when it comes all at once", async () => {
    const { surface, finish, times } = setUp();
    const text = sentences(20);
    expect(await finish(answered(text))).toBe("shown");
    expect(surface.shown().join(" ")).toBe(text);
    expect(times()).toEqual(surface.shown().map((_, index) => index * 1_000));
  });

  it("has its code closed in everything that is ever shown", async () => {
    const { clock, reply, surface, finish } = setUp();
    const lines = Array.from({ length: 20 }, (_, index) => `print(${index})`).join("\n");
    const text = `Look at this:\n\n\`\`\`python\n${lines}\n\`\`\`\n\nDone.`;
    for (let length = 1; length <= text.length; length++) {
      reply.show(text.slice(0, length));
      await clock.advance(250);
    }
    expect(await finish(answered(text))).toBe("shown");
    for (const { text: shown } of surface.changes()) {
      expect(shown.match(/^```/gm)?.length ?? 0).toSatisfy((marks: number) => marks % 2 === 0);
    }
    expect(surface.shown().length).toBeGreaterThan(1);
  });

  it("announces a further part only when it has words", async () => {
    const { clock, reply, surface, finish } = setUp();
    const full = "a".repeat(90);
    reply.show(`${full}\n\nBut`);
    await clock.advance(10_000);
    reply.show(`${full}\n\nBut then he`);
    await clock.advance(10_000);
    expect(surface.shown()).toEqual([full]);
    expect(await finish(answered(`${full}\n\nBut then he`))).toBe("shown");
    expect(surface.shown()).toEqual([full, "But then he"]);
  });
});

describe("an engine that starts over", () => {
  it("changes the message in place", async () => {
    const { clock, reply, surface, finish } = setUp();
    reply.show(sentences(4, "attempt"));
    await clock.advance(2_000);
    reply.show("");
    await clock.advance(2_000);
    reply.show("Another one");
    await clock.advance(2_000);
    expect(surface.shown()).toEqual(["Another one"]);
    await finish(answered("Another one."));
    expect(surface.shown()).toEqual(["Another one."]);
  });

  it("brings frozen parts in line in the end, and only then", async () => {
    const { clock, reply, surface, finish } = setUp();
    reply.show(sentences(12, "attempt"));
    await clock.advance(10_000);
    const before = surface.shown();
    expect(before.length).toBeGreaterThan(2);
    reply.show("Something else altogether.");
    await clock.advance(10_000);
    expect(surface.shown()).toEqual(before);
    expect(await finish(answered(sentences(8, "try")))).toBe("shown");
    expect(surface.shown().slice(0, -1).join(" ")).toBe(sentences(8, "try"));
    expect(surface.shown().at(-1)).toBe("⬆️");
  });
});

describe("a platform that fails while the answer is written", () => {
  it("gets no call of any kind for as long as it asks, then the newest text", async () => {
    const { clock, reply, surface, times, texts, finish } = setUp();
    reply.show(NIGHT);
    await clock.advance(1_000);
    surface.failNext(rateLimited(60_000));
    reply.show(`${NIGHT} a`);
    await clock.advance(10_000);
    reply.working({ kind: "reading", done: 1, total: 2, sentence: "Reading…" });
    reply.show(`${NIGHT} b`);
    await clock.advance(MINUTE);
    expect(times()).toEqual([0, 1_000, 61_000]);
    expect(texts().at(-1)).toBe(`${NIGHT} b`);
    expect(surface.calls.some((call) => call.kind === "typing")).toBe(false);
    await finish(answered(`${NIGHT} b`));
  });

  it("is asked more and more rarely, and never answered with another message", async () => {
    const { clock, reply, surface, times, log, finish } = setUp();
    reply.show(NIGHT);
    await clock.advance(1_000);
    surface.failAlways(unavailable);
    reply.show(`${NIGHT} a`);
    await clock.advance(20_000);
    expect(times()).toEqual([0, 1_000, 2_000, 4_000, 8_000, 16_000]);
    surface.failAlways(undefined);
    expect(await finish(answered(`${NIGHT} b`))).toBe("shown");
    expect(surface.changes().filter((call) => call.kind === "post")).toHaveLength(1);
    expect(surface.shown()).toEqual([`${NIGHT} b`]);
    expect(log.lines.some((line) => line.level === "error")).toBe(false);
  });

  it("is not sent again what it has refused", async () => {
    const { clock, reply, surface, texts, finish } = setUp();
    reply.show(NIGHT);
    await clock.advance(1_000);
    surface.failNext(rejected);
    reply.show(`${NIGHT} a`);
    await clock.advance(MINUTE);
    reply.show(`${NIGHT} b`);
    await clock.advance(MINUTE);
    expect(texts()).toEqual([NIGHT, `${NIGHT} a`, `${NIGHT} b`]);
    await finish(answered(`${NIGHT} b`));
  });

  it("is sent again what it may show already or not, after an edit of which nobody knows", async () => {
    const { clock, reply, surface, texts, finish } = setUp();
    reply.show(NIGHT);
    await clock.advance(1_000);
    surface.failNext(unavailable);
    reply.show(`${NIGHT} Or was`);
    await clock.advance(500);
    reply.show(NIGHT);
    await clock.advance(5_000);
    expect(texts()).toEqual([NIGHT, `${NIGHT} Or was`, NIGHT]);
    await finish(answered(NIGHT));
  });

  it("does not hold up the end", async () => {
    const { clock, reply, surface, finish } = setUp();
    surface.failAlways(unavailable);
    reply.show(NIGHT);
    await clock.advance(10 * MINUTE);
    surface.failAlways(undefined);
    const before = clock.now();
    expect(await finish(answered(NIGHT))).toBe("shown");
    expect(clock.now() - before).toBeLessThanOrEqual(1_000);
  });

  it("may throw what no platform throws", async () => {
    const { clock, reply, surface, log, finish } = setUp();
    surface.failNext(new TypeError("a mistake"));
    reply.show(NIGHT);
    await clock.advance(10_000);
    expect(log.lines).toContainEqual(expect.objectContaining({ level: "warn" }));
    expect(await finish(answered(`${NIGHT} The end.`))).toBe("shown");
  });

  it("says that a message is gone: the reply is lost, and asks for nothing more", async () => {
    const { clock, reply, surface, finish } = setUp();
    reply.show(NIGHT);
    await clock.advance(1_000);
    surface.failNext(gone);
    reply.show(`${NIGHT} a`);
    await clock.advance(1_000);
    expect(reply.lost.aborted).toBe(true);
    const calls = surface.calls.length;
    reply.show(`${NIGHT} b`);
    await clock.advance(MINUTE);
    expect(await finish(answered(NIGHT))).toBe(gone);
    expect(surface.calls).toHaveLength(calls);
  });
});

describe("a platform that fails at the end", () => {
  it("is waited for, ten times in a row and a minute each, and shows the whole text once", async () => {
    const { clock, reply, surface, finish } = setUp();
    reply.show(NIGHT);
    await clock.advance(2_000);
    surface.failNext(...Array.from({ length: 10 }, () => rateLimited(60_000)));
    expect(await finish(answered(`${NIGHT} The end.`))).toBe("shown");
    expect(surface.shown()).toEqual([`${NIGHT} The end.`]);
    const closing = surface.changes().slice(1);
    expect(closing.map((call) => call.startedAt)).toEqual(
      Array.from({ length: 11 }, (_, index) => 2_000 + index * 60_000),
    );
  });

  it("is given up when it asks for an eleventh pause", async () => {
    const { surface, finish } = setUp();
    surface.failAlways(rateLimited(60_000));
    expect(await finish(answered(NIGHT))).toMatchObject({ code: "rate-limited" });
    expect(surface.calls).toHaveLength(11);
  });

  it("is still left alone when it asked for that before the end", async () => {
    const { clock, reply, surface, times, finish } = setUp();
    surface.failNext(rateLimited(60_000));
    reply.show(NIGHT);
    await clock.advance(1_000);
    expect(await finish(answered(NIGHT))).toBe("shown");
    expect(times()).toEqual([0, 60_000]);
  });

  it("is tried again after growing pauses when it does not answer", async () => {
    const { surface, times, finish } = setUp({ minEditIntervalMs: 100 });
    surface.failNext(...Array.from({ length: 8 }, () => unavailable));
    expect(await finish(answered(NIGHT))).toBe("shown");
    const seconds = times().map((time) => time / 1_000);
    expect(seconds).toEqual([0, 1, 3, 7, 15, 31, 61, 91, 121]);
  });

  it("is waited for over night, with one warning in the log, and shows the whole text once", async () => {
    const { clock, log, surface, end } = setUp();
    surface.failAlways(unavailable);
    const outcome = end(answered(NIGHT));
    await clock.advance(8 * 60 * MINUTE);
    surface.failAlways(undefined);
    await clock.advance(MINUTE);
    expect(outcome()).toBe("shown");
    expect(surface.shown()).toEqual([NIGHT]);
    expect(log.lines.filter(({ level }) => level === "warn")).toHaveLength(1);
  });

  it("is given up when it has not answered for a day", async () => {
    const { clock, surface, end } = setUp();
    surface.failAlways(unavailable);
    const outcome = end(answered(NIGHT));
    await clock.advance(23 * 60 * MINUTE);
    expect(outcome()).toBe("under way");
    await clock.advance(2 * 60 * MINUTE);
    expect(outcome()).toBe(unavailable);
    expect(clock.sleepers()).toBe(0);
  });

  it("makes the end fail at once when the message is gone or refused", async () => {
    const first = setUp();
    first.surface.failAlways(gone);
    expect(await first.finish(answered(NIGHT))).toBe(gone);
    expect(first.reply.lost.aborted).toBe(true);

    const second = setUp();
    second.surface.failAlways(rejected);
    expect(await second.finish(answered(NIGHT))).toBe(rejected);
    expect(second.surface.calls).toHaveLength(1);
    expect(second.log.lines).toContainEqual(expect.objectContaining({ level: "warn" }));
  });

  it("shows all other parts when it refuses to change one", async () => {
    const { clock, reply, surface, finish } = setUp();
    reply.show(sentences(3, "attempt"));
    await clock.advance(5_000);
    surface.failNext(rejected);
    expect(await finish(answered(sentences(12)))).toBe(rejected);
    expect(surface.shown().slice(1).join(" ")).toBe(
      sentences(12).slice(sentences(12).indexOf(surface.shown()[1] ?? "?")),
    );
  });

  it.each([
    ["well", undefined],
    ["badly", rejected],
    ["late", rateLimited(5_000)],
  ])("leaves no timer when it ends %s", async (_, error) => {
    const { clock, reply, surface, finish } = setUp();
    reply.working({ kind: "waiting", ahead: 0, sentence: "In line…" });
    await clock.advance(100);
    reply.show("Hm");
    await clock.advance(100);
    if (error !== undefined) surface.failNext(error);
    await finish(answered(NIGHT));
    expect(clock.sleepers()).toBe(0);
  });
});

it("shows the mark of a stop and the text of a failure below what there is", async () => {
  const stopped = setUp();
  stopped.reply.show(NIGHT);
  await stopped.finish({ kind: "stopped", text: NIGHT, notes: ["Stopped."], figures: FIGURES });
  expect(stopped.surface.shown()).toEqual([`${NIGHT}\n\n⏹ Stopped.`]);

  const failed = setUp();
  failed.reply.show(NIGHT);
  await failed.finish({
    kind: "failed",
    text: NIGHT,
    code: "model",
    sentence: "It is resting.",
    incident: "k3x9",
  });
  expect(failed.surface.shown()).toEqual([`${NIGHT}\n\n⚠️ It is resting. (k3x9)`]);
});
