import { describe, expect, it } from "vitest";
import type { Ending, FailureCode } from "../../../src/core/chat.ts";
import { answered, MINUTE, NIGHT, openReply, reading, sentences, stopped } from "./open-reply.ts";

function failed(text: string, code: FailureCode): Ending {
  return { kind: "failed", text, code, sentence: "Sorry.", incident: "" };
}

describe("the button below a reply", () => {
  it("stops it, from the first sentence about the work to the last word", async () => {
    const { clock, reply, looks, finish } = openReply();
    reply.working(reading(1));
    await clock.advance(1_500);
    reply.working(reading(2));
    await clock.advance(1_000);
    reply.show(NIGHT);
    await clock.advance(1_000);
    reply.show(`${NIGHT} The wind`);
    await clock.advance(1_000);
    expect(looks()).toEqual([
      [0, "Read 1.", "stop"],
      [0, "Read 2.", "stop"],
      [0, NIGHT, "stop"],
      [0, `${NIGHT} The wind`, "stop"],
    ]);
    expect(await finish(answered(`${NIGHT} The wind.`))).toBe("shown");
    expect(looks().slice(4)).toEqual([[0, `${NIGHT} The wind.`, "retry"]]);
  });

  it("changes in the end even when nothing else does", async () => {
    const { clock, reply, surface, finish } = openReply();
    reply.show(NIGHT);
    await clock.advance(5_000);
    expect(surface.controls()).toEqual(["stop"]);
    expect(await finish(answered(NIGHT))).toBe("shown");
    expect(surface.controls()).toEqual(["retry"]);
    expect(surface.changes()).toHaveLength(2);
  });

  it("stands below the last part alone, and moves on without a call of its own", async () => {
    const { clock, reply, surface, looks, finish } = openReply();
    const [first = "", second = "", third = ""] = ["a", "b", "c"].map((letter) => letter.repeat(90));
    reply.show(first.slice(0, 50));
    await clock.advance(1_000);
    reply.show(`${first}\n\n${second.slice(0, 50)}`);
    await clock.advance(2_000);
    reply.show(`${first}\n\n${second}\n\n${third}`);
    await clock.advance(2_000);
    expect(looks()).toEqual([
      [0, first.slice(0, 50), "stop"],
      [0, first, null],
      [1, second.slice(0, 50), "stop"],
      [1, second, null],
      [2, third, "stop"],
    ]);
    expect(await finish(answered(`${first}\n\n${second}\n\n${third}`))).toBe("shown");
    expect(looks().slice(5)).toEqual([[2, third, "retry"]]);
    expect(surface.controls()).toEqual([null, null, "retry"]);
  });

  it("stays while a further part has too few words to announce itself", async () => {
    const { clock, reply, surface, looks, finish } = openReply();
    const full = "a".repeat(90);
    reply.show(`${full}\n\nBut`);
    await clock.advance(10_000);
    expect(surface.controls()).toEqual(["stop"]);
    reply.show(`${full}\n\nBut then he went home, and that`);
    await clock.advance(10_000);
    expect(looks().slice(1)).toEqual([
      [0, full, null],
      [1, "But then he went home, and that", "stop"],
    ]);
    expect(await finish(answered(`${full}\n\nBut then he went home, and that was all.`))).toBe("shown");
    expect(surface.controls()).toEqual([null, "retry"]);
  });

  it("stands below the last part that has text when a message is left over", async () => {
    const { clock, reply, surface, finish } = openReply();
    reply.show(sentences(12));
    await clock.advance(10_000);
    expect(surface.shown().length).toBeGreaterThan(2);
    expect(await finish(answered("Short."))).toBe("shown");
    expect(surface.shown()).toEqual(["Short.", ...surface.shown().slice(1).fill("⬆️")]);
    expect(surface.controls()).toEqual(["retry", ...surface.controls().slice(1).fill(null)]);
  });

  it.each<[string, Ending, string | null]>([
    ["an answer", answered(NIGHT), "retry"],
    ["a stop with text", stopped(NIGHT, ["Stopped."]), "retry"],
    ["a stop without", stopped("", ["Stopped."]), null],
    ["a failure with text", failed(NIGHT, "model"), "retry"],
    ["a failure of the model", failed("", "model"), "retry"],
    ["a failure of the store", failed("", "history"), "retry"],
    ["the bot's own end", failed("", "stopping"), "retry"],
    ["too much to do", failed("", "busy"), null],
    ["too long a question", failed("", "too-long"), null],
    ["no question", failed("", "empty"), null],
    ["nobody who may ask", failed("", "not-allowed"), null],
    ["nothing to try again", failed("", "nothing-to-retry"), null],
  ])("after %s is the right one", async (_, ending, control) => {
    const { surface, finish } = openReply();
    await finish(ending);
    expect(surface.controls()).toEqual([control]);
  });

  it("goes when there is nothing to say in the end", async () => {
    const { clock, reply, surface, finish } = openReply();
    reply.working(reading(1));
    await clock.advance(MINUTE);
    expect(await finish(stopped(""))).toBe("shown");
    expect([surface.shown(), surface.controls()]).toEqual([["⏹"], [null]]);
  });
});
