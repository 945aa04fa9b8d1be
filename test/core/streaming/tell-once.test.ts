import { describe, expect, it } from "vitest";
import type { CommandAnswer } from "../../../src/core/chat.ts";
import { createPaces } from "../../../src/core/streaming/pace.ts";
import { tellOnce } from "../../../src/core/streaming/tell-once.ts";
import { createCapturedLog } from "../../fakes/captured-log.ts";
import { createManualClock, settle } from "../../fakes/manual-clock.ts";
import {
  createRecordingSurface,
  gone,
  rateLimited,
  rejected,
  unavailable,
} from "../../fakes/recording-surface.ts";
import { answered, NIGHT, openReply } from "./open-reply.ts";

const FORGOTTEN: CommandAnswer = { sentence: "Forgot 4 messages.", control: "undo" };

function setUp() {
  const clock = createManualClock();
  const paces = createPaces(clock);
  const surface = createRecordingSurface(clock);
  const ending = new AbortController();

  /** Tells `answer`; gives a way to see what came of it so far. */
  function tell(answer = FORGOTTEN) {
    const state: { outcome: unknown } = { outcome: "under way" };
    void tellOnce(surface, answer, { clock, log: createCapturedLog(), paces }, ending.signal).then(
      () => (state.outcome = "told"),
      (error: unknown) => (state.outcome = error),
    );
    return () => state.outcome;
  }
  return { clock, paces, surface, ending, tell };
}

describe("what a command says", () => {
  it("is posted once, with its button", async () => {
    const { surface, tell } = setUp();
    const outcome = tell();
    await settle();
    expect(outcome()).toBe("told");
    expect(surface.changes()).toMatchObject([{ kind: "post", text: "Forgot 4 messages.", control: "undo" }]);
  });

  it("has no button where none is asked for", async () => {
    const { surface, tell } = setUp();
    tell({ sentence: "Nothing to stop.", control: null });
    await settle();
    expect(surface.controls()).toEqual([null]);
  });

  it("keeps the pace of its chat, and goes before the words of a reply there", async () => {
    const { clock, paces, surface, tell } = setUp();
    const { reply, times, finish } = openReply({ clock, paces });
    reply.show(NIGHT);
    await clock.advance(500);
    reply.show(`${NIGHT} a`);
    tell();
    await clock.advance(5_000);
    expect(surface.changes().map(({ startedAt }) => startedAt)).toEqual([1_000]);
    expect(times()).toEqual([0, 2_000]);
    await finish(answered(NIGHT));
  });

  it("is said again when that may help, after the pause that the platform asks for", async () => {
    const { clock, surface, tell } = setUp();
    surface.failNext(rateLimited(30_000), unavailable);
    const outcome = tell();
    await clock.advance(29_999);
    expect(outcome()).toBe("under way");
    await clock.advance(5_000);
    expect(outcome()).toBe("told");
    expect(surface.shown()).toEqual(["Forgot 4 messages."]);
  });

  it.each([gone, rejected])("fails at once where that is of no use: $code", async (error) => {
    const { surface, tell } = setUp();
    surface.failNext(error);
    const outcome = tell();
    await settle();
    expect(outcome()).toBe(error);
  });

  it("is given up after ten minutes, when nobody wants to know any more", async () => {
    const { clock, surface, tell } = setUp();
    surface.failAlways(unavailable);
    const outcome = tell();
    await clock.advance(9 * 60_000);
    expect(outcome()).toBe("under way");
    await clock.advance(2 * 60_000);
    expect(outcome()).toBe(unavailable);
  });

  it("waits no longer than it is asked to", async () => {
    const { clock, surface, ending, tell } = setUp();
    surface.failAlways(rateLimited(60_000));
    const outcome = tell();
    await clock.advance(1_000);
    const reason = new Error("closing");
    ending.abort(reason);
    await settle();
    expect(outcome()).toBe(reason);
    expect(clock.sleepers()).toBe(0);
  });
});
