import { describe, expect, it } from "vitest";
import { EARLIER } from "../../fakes/recording-surface.ts";
import { answered, NIGHT, openReply, reading, sentences } from "./open-reply.ts";

describe("a reply that goes on in earlier messages", () => {
  it("writes in them before it posts another one", async () => {
    const { clock, reply, surface, finish } = openReply({ parts: ["m1", "m2"] });
    const text = sentences(14);
    for (let length = 20; length < text.length; length += 5) {
      reply.show(text.slice(0, length));
      await clock.advance(200);
    }
    expect(await finish(answered(text))).toBe("shown");
    expect(surface.ids().slice(0, 2)).toEqual(["m1", "m2"]);
    expect(surface.shown().length).toBeGreaterThan(2);
    expect(surface.shown().join(" ")).toBe(text);
    expect(surface.changes().map(({ part }) => part)).toEqual(
      surface
        .changes()
        .map(({ part }) => part)
        .toSorted((a, b) => a - b),
    );
  });

  it("shows its first words in the first of them, and leaves the others for later", async () => {
    const { clock, reply, surface, looks, finish } = openReply({ parts: ["m1", "m2"] });
    reply.show(NIGHT);
    await clock.advance(10_000);
    expect(looks()).toEqual([[0, NIGHT, "stop"]]);
    expect(surface.shown()).toEqual([NIGHT, EARLIER]);
    expect(await finish(answered(NIGHT))).toBe("shown");
    expect(surface.shown()).toEqual([NIGHT, "⬆️"]);
    expect(surface.controls()).toEqual(["retry", null]);
  });

  it("says in the first of them what it does before it has words", async () => {
    const { clock, reply, surface, finish } = openReply({ parts: ["m1"] });
    reply.working(reading(1));
    await clock.advance(1_500);
    expect(surface.shown()).toEqual(["Read 1."]);
    await finish(answered(NIGHT));
    expect(surface.shown()).toEqual([NIGHT]);
  });

  it("does not believe that they show what they should", async () => {
    const { surface, finish, looks } = openReply({ parts: ["m1", "m2"] });
    expect(await finish(answered(sentences(8)))).toBe("shown");
    expect(looks().map(([part]) => part)).toEqual([0, 1]);
    expect(surface.shown().join(" ")).toBe(sentences(8));
  });
});
