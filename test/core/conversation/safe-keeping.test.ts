import { describe, expect, it } from "vitest";
import { channelId } from "../../../src/core/chat.ts";
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

describe("what is forgotten", () => {
  it("is gone when its answer had ended and the disk did not know it yet", async () => {
    const { clock, inbox, keeping, one, kept } = open();
    await keeping.save(one);
    inbox.failWith(FULL);
    await keeping.save({ ...one, state: "done" });
    inbox.failWith(null);
    await keeping.forget(one.channel);
    await clock.advance(60_000);
    await keeping.close();
    expect(kept()).toBeNull();
  });

  it("is gone while its answer is being stopped, and nothing of it is stored any more", async () => {
    const { keeping, one, kept } = open();
    await keeping.save(one);
    const forgetting = keeping.forget(one.channel);
    await keeping.save({ ...one, parts: ["p1"] });
    await forgetting;
    await keeping.save({ ...one, parts: ["p1"], state: "done" });
    expect(kept()).toBeNull();
  });

  it("is that of one person, where one is named, and of one channel", async () => {
    const { inbox, keeping, one, kept } = open();
    const bobs = entry("m2", { asker: { id: "discord:2", name: "Bob" } });
    const elsewhere = entry("m3", { channel: channelId("discord", "1", "9") });
    for (const each of [one, bobs, elsewhere]) await keeping.save(each);
    await keeping.forget(one.channel, one.asker.id);
    await keeping.save({ ...bobs, state: "done" });
    expect(kept()).toBeNull();
    expect(inbox.get(bobs.channel, "m2")?.state).toBe("done");
    expect(inbox.get(elsewhere.channel, "m3")?.state).toBe("open");
  });

  it("is told when it cannot be, and then is not answered after the next start all the same", async () => {
    const { clock, inbox, keeping, one, kept } = open();
    await keeping.save(one);
    inbox.failWith(FULL);
    await expect(keeping.forget(one.channel)).rejects.toBe(FULL);
    expect(kept()).toBe("open");
    inbox.failWith(null);
    await clock.advance(5_000);
    expect(kept()).toBe("done");
    await keeping.forget(one.channel);
    expect(kept()).toBeNull();
  });
});
