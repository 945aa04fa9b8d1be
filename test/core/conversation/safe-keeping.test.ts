import { describe, expect, it } from "vitest";
import { createSafeKeeping } from "../../../src/core/conversation/safe-keeping.ts";
import { HistoryError } from "../../../src/core/errors.ts";
import { entry } from "../../contracts/inbox.ts";
import { createCapturedLog } from "../../fakes/captured-log.ts";
import { createManualClock } from "../../fakes/manual-clock.ts";
import { createMemoryInbox } from "../../fakes/memory-inbox.ts";

function open() {
  const clock = createManualClock();
  const inbox = createMemoryInbox();
  const keeping = createSafeKeeping({ inbox, clock, log: createCapturedLog() });
  const one = entry("m1");
  return { clock, inbox, keeping, one, kept: () => inbox.get(one.channel, one.messageId)?.state ?? null };
}

const FULL = new HistoryError("unwritable", "The disk is full.");

describe("what could not be stored", () => {
  it("is stored as soon as that works again", async () => {
    const { clock, inbox, keeping, one, kept } = open();
    await keeping.save(one);
    inbox.failWith(FULL);
    await keeping.save({ ...one, state: "done" });
    await clock.advance(60_000);
    expect(kept()).toBe("open");
    inbox.failWith(null);
    await clock.advance(5_000);
    expect(kept()).toBe("done");
  });

  it("gives way to what is newer", async () => {
    const { clock, inbox, keeping, one, kept } = open();
    inbox.failWith(FULL);
    await keeping.save(one);
    inbox.failWith(null);
    await keeping.save({ ...one, state: "done" });
    await clock.advance(60_000);
    expect(kept()).toBe("done");
  });

  it("is tried a last time at the end", async () => {
    const { inbox, keeping, one, kept } = open();
    await keeping.save(one);
    inbox.failWith(FULL);
    await keeping.save({ ...one, state: "done" });
    inbox.failWith(null);
    await keeping.close();
    expect(kept()).toBe("done");
  });

  it("is let go when it is done and nothing of it was ever stored, or it was forgotten meanwhile", async () => {
    const { clock, inbox, keeping, one, kept } = open();
    inbox.failWith(FULL);
    await keeping.save({ ...one, state: "done" });
    inbox.failWith(null);
    await clock.advance(60_000);
    await keeping.close();
    expect(kept()).toBeNull();
  });
});
