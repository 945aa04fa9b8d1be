import { describe, expect, it } from "vitest";
import type { PostTracker } from "../../../src/core/chat.ts";
import { SurfaceError } from "../../../src/core/errors.ts";
import { settle } from "../../fakes/manual-clock.ts";
import { gone, rateLimited, rejected, unavailable } from "../../fakes/recording-surface.ts";
import { answered, NIGHT, openReply, sentences } from "./open-reply.ts";

/** A tracker that writes down what it hears and takes as long as it is told to. */
function listen(saved: Promise<void> = Promise.resolve()) {
  const heard: string[] = [];
  async function hear(what: string) {
    heard.push(what);
    await saved;
  }
  const tracker: PostTracker = {
    posting: () => hear("posting"),
    posted: (part) => hear(part),
    notPosted: () => hear("not posted"),
  };
  return { tracker, heard };
}

describe("the tracker of a reply", () => {
  it("is waited for before each post, and hears of no edit", async () => {
    const gate: { open: () => void } = { open: () => {} };
    const saved = new Promise<void>((resolve) => (gate.open = resolve));
    const { clock, reply, surface, finish } = openReply();
    const { tracker, heard } = listen(saved);
    reply.track(tracker);
    reply.show(NIGHT);
    await clock.advance(5_000);
    expect(heard).toEqual(["posting"]);
    expect(surface.changes()).toEqual([]);
    gate.open();
    await settle();
    expect(surface.shown()).toEqual([NIGHT]);
    await finish(answered(sentences(8)));
    const [first, second] = surface.ids();
    expect(heard).toEqual(["posting", first, "posting", second]);
  });

  it.each([rejected, rateLimited(1_000), gone])("hears when a post was not taken: $code", async (error) => {
    const { surface, reply, finish } = openReply();
    const { tracker, heard } = listen();
    reply.track(tracker);
    surface.failNext(error);
    await finish(answered(NIGHT));
    expect(heard.slice(0, 2)).toEqual(["posting", "not posted"]);
  });

  it("hears nothing of a post of which nobody knows, until another one has succeeded", async () => {
    const { surface, reply, finish } = openReply();
    const { tracker, heard } = listen();
    reply.track(tracker);
    surface.failNext(unavailable);
    expect(await finish(answered(NIGHT))).toBe("shown");
    expect(heard).toEqual(["posting", "posting", ...surface.ids()]);
  });

  it.each([
    ["at its end", false],
    ["while it is written", true],
  ])("says so below the answer when a message may stand there twice: %s", async (_, early) => {
    const { surface, reply, clock, finish } = openReply();
    surface.failNext(unavailable);
    if (early) {
      reply.show(NIGHT);
      await clock.advance(20_000);
    }
    expect(await finish({ ...answered(NIGHT), whenDoubled: "Twice." })).toBe("shown");
    expect(surface.shown()).toEqual([`${NIGHT}\n\nⓘ Twice.`]);
  });

  it("says nothing of it where the platform shows a repeated post once", async () => {
    const { surface, finish } = openReply({ postsOnce: true });
    surface.failNext(unavailable);
    expect(await finish({ ...answered(NIGHT), whenDoubled: "Twice." })).toBe("shown");
    expect(surface.shown()).toEqual([NIGHT]);
  });

  it.each([
    ["it is said where the platform would show it twice", false, [], ["note"]],
    ["it is not where the next post tells what became of it", true, [], []],
    ["it is where no further post is needed", true, ["m1"], ["note"]],
  ])("of a post of an earlier run that nobody knows of, %s", async (_, postsOnce, parts, notes) => {
    const { surface, finish } = openReply({ postsOnce, parts });
    expect(await finish({ ...answered(NIGHT), notes: ["note"], whenDoubled: "note" })).toBe("shown");
    expect(surface.shown()).toEqual([[NIGHT, ...notes.map((note) => `ⓘ ${note}`)].join("\n\n")]);
  });

  it("keeps its other notes", async () => {
    const { surface, finish } = openReply({ postsOnce: true });
    const ending = { ...answered(NIGHT), notes: ["Late.", "Twice."], whenDoubled: "Twice." };
    expect(await finish(ending)).toBe("shown");
    expect(surface.shown()).toEqual([`${NIGHT}\n\nⓘ Late.`]);
  });

  it("hears that a post was not taken which never reached the platform, and says nothing of it", async () => {
    const { surface, reply, finish } = openReply();
    const { tracker, heard } = listen();
    reply.track(tracker);
    surface.failNext(new SurfaceError("unavailable", "nobody listens there", { neverSent: true }));
    expect(await finish({ ...answered(NIGHT), whenDoubled: "Twice." })).toBe("shown");
    expect(surface.shown()).toEqual([NIGHT]);
    expect(heard).toEqual(["posting", "not posted", "posting", ...surface.ids()]);
  });

  it("hears nothing of messages that were posted before", async () => {
    const { reply, finish } = openReply({ parts: ["m1"] });
    const { tracker, heard } = listen();
    reply.track(tracker);
    await finish(answered(NIGHT));
    expect(heard).toEqual([]);
  });
});
