import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { settle } from "../../fakes/manual-clock.ts";
import { rateLimited } from "../../fakes/recording-surface.ts";
import { answered, MINUTE, NIGHT, openReply } from "./open-reply.ts";

describe("a process that has to stop", () => {
  it("ends the patience of a reply at once, and lets it fail", async () => {
    const stop = new AbortController();
    const { clock, surface, reply, end } = openReply({ signal: stop.signal });
    surface.failAlways(rateLimited(MINUTE));
    const outcome = end(answered(NIGHT));
    await clock.advance(10_000);
    expect(outcome()).toBe("under way");
    stop.abort(new Error("stopping"));
    await settle();
    expect(outcome()).toMatchObject({ name: "SurfaceError", code: "unavailable" });
    expect(reply.lost.aborted).toBe(false);
    expect(clock.sleepers()).toBe(0);
  });

  it("ends a call that hangs", async () => {
    const stop = new AbortController();
    const { clock, surface, reply, end } = openReply({ signal: stop.signal });
    surface.hold();
    reply.show(NIGHT);
    await clock.advance(10_000);
    const outcome = end(answered(NIGHT));
    await clock.advance(10_000);
    expect(outcome()).toBe("under way");
    stop.abort(new Error("stopping"));
    await settle();
    expect(outcome()).toMatchObject({ code: "unavailable" });
  });

  it("takes no more calls for replies that are under way, nor for those that begin", async () => {
    const stop = new AbortController();
    const { clock, surface, reply, finish } = openReply({ signal: stop.signal });
    reply.show(NIGHT);
    await clock.advance(5_000);
    stop.abort(new Error("stopping"));
    reply.show(`${NIGHT} More.`);
    await clock.advance(5_000);
    expect(surface.calls).toHaveLength(1);
    expect(await finish(answered(NIGHT))).toMatchObject({ code: "unavailable" });

    const late = openReply({ signal: stop.signal });
    expect(await late.finish(answered(NIGHT))).toMatchObject({ code: "unavailable" });
    expect(late.surface.calls).toEqual([]);
  });

  it("has nothing to tell replies that have ended, or that were never used", async () => {
    const stop = new AbortController();
    const { clock, reply, finish } = openReply({ signal: stop.signal });
    openReply({ signal: stop.signal });
    reply.show(NIGHT);
    await clock.advance(5_000);
    expect(getEventListeners(stop.signal, "abort")).toHaveLength(1);
    await finish(answered(NIGHT));
    expect(getEventListeners(stop.signal, "abort")).toEqual([]);
  });
});
