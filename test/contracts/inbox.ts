import { afterEach, describe, expect, it } from "vitest";
import { channelId } from "../../src/core/chat.ts";
import { HistoryError } from "../../src/core/errors.ts";
import type { Inbox, InboxEntry } from "../../src/core/inbox/inbox.ts";

const CATS = channelId("discord", "1", "2");
const DOGS = channelId("discord", "1", "3");
const DEN = channelId("telegram", "-1002");

/** All at one moment, unless a test says otherwise. */
const NOW = Date.now();

/** A question that was accepted, as most are. */
export function entry(messageId: string, changes: Partial<InboxEntry> = {}): InboxEntry {
  return {
    channel: CATS,
    messageId,
    asker: { id: "discord:1", name: "Ann" },
    direct: false,
    language: "en",
    preface: "",
    words: [{ messageId, text: `question ${messageId}` }],
    place: "{}",
    acceptedAt: NOW,
    replaces: 0,
    parts: [],
    posting: false,
    parent: null,
    sources: [],
    state: "open",
    ...changes,
  };
}

/** What the core relies on, wherever the inbox is kept. `open` makes a new, empty one for each test. */
export function inboxContract(name: string, open: () => Promise<Inbox>): void {
  describe(`${name}, an inbox`, () => {
    const opened: Inbox[] = [];

    async function openInbox() {
      const inbox = await open();
      opened.push(inbox);
      return inbox;
    }

    afterEach(async () => {
      for (const inbox of opened.splice(0)) await inbox[Symbol.asyncDispose]();
    });

    it("owes nobody anything at first", async () => {
      const inbox = await openInbox();
      expect(inbox.get(CATS, "m1")).toBeNull();
      expect(inbox.find(CATS, "m1")).toBeNull();
      expect(inbox.latest(CATS)).toBeNull();
      expect(inbox.open("discord")).toEqual([]);
      expect(inbox.channels("discord")).toEqual([]);
      await inbox.forget(CATS);
    });

    it("keeps an entry under its channel and message", async () => {
      const inbox = await openInbox();
      const one = entry("m1");
      await inbox.put(one);
      await inbox.put(entry("m1", { channel: DOGS, preface: "of dogs" }));
      expect(inbox.get(CATS, "m1")).toEqual(one);
      expect(inbox.get(DOGS, "m1")?.preface).toBe("of dogs");
      expect(inbox.get(CATS, "m2")).toBeNull();
    });

    it("shows a change at once, before it is on disk", async () => {
      const inbox = await openInbox();
      const put = inbox.put(entry("m1"));
      expect(inbox.get(CATS, "m1")).not.toBeNull();
      const changed = inbox.put(entry("m1", { parts: ["p1"], state: "done" }));
      expect(inbox.get(CATS, "m1")?.parts).toEqual(["p1"]);
      const forgotten = inbox.forget(CATS);
      expect(inbox.get(CATS, "m1")).toBeNull();
      await Promise.all([put, changed, forgotten]);
      expect(inbox.get(CATS, "m1")).toBeNull();
    });

    it("finds the entry that a message is a part of", async () => {
      const inbox = await openInbox();
      const words = ["m1", "m2", "m3"].map((messageId) => ({ messageId, text: messageId }));
      await inbox.put(entry("m3", { words }));
      for (const { messageId } of words) expect(inbox.find(CATS, messageId)?.messageId).toBe("m3");
      expect(inbox.get(CATS, "m1")).toBeNull();
      expect(inbox.find(DOGS, "m1")).toBeNull();
    });

    it("replaces an entry where it stands", async () => {
      const inbox = await openInbox();
      await inbox.put(entry("m1"));
      await inbox.put(entry("m2"));
      await inbox.put(entry("m1", { parts: ["p1"], posting: true }));
      expect(inbox.get(CATS, "m1")).toMatchObject({ parts: ["p1"], posting: true });
      expect(inbox.latest(CATS)?.messageId).toBe("m2");
      expect(inbox.open("discord").map(({ messageId }) => messageId)).toEqual(["m1", "m2"]);
    });

    it("gives out the same entry whoever asks", async () => {
      const inbox = await openInbox();
      await inbox.put(entry("m1"));
      expect(inbox.latest(CATS)).toBe(inbox.get(CATS, "m1"));
    });

    it("lists what is open on a platform, the oldest first", async () => {
      const inbox = await openInbox();
      await inbox.put(entry("m1"));
      await inbox.put(entry("m2", { channel: DOGS }));
      await inbox.put(entry("m3", { channel: DEN }));
      await inbox.put(entry("m4"));
      await inbox.put(entry("m1", { state: "done" }));
      expect(inbox.open("discord").map(({ messageId }) => messageId)).toEqual(["m2", "m4"]);
      expect(inbox.open("telegram").map(({ messageId }) => messageId)).toEqual(["m3"]);
      expect(inbox.open("web")).toEqual([]);
    });

    it("counts a question that is accepted anew from then on, and two of one moment as they came", async () => {
      const inbox = await openInbox();
      for (const id of ["m1", "m2", "m3"]) await inbox.put(entry(id));
      await inbox.put(entry("m1", { acceptedAt: NOW + 1 }));
      expect(inbox.open("discord").map(({ messageId }) => messageId)).toEqual(["m2", "m3", "m1"]);
    });

    it("keeps the order in which they were accepted when the clock is set back", async () => {
      const inbox = await openInbox();
      for (const id of ["m1", "m2", "m3"]) await inbox.put(entry(id));
      await inbox.put(entry("m4", { acceptedAt: NOW - 3_600_000 }));
      await inbox.put(entry("m1", { acceptedAt: NOW - 3_600_000 }));
      await inbox.put(entry("m4", { acceptedAt: NOW - 3_600_000, parts: ["p1"] }));
      expect(inbox.open("discord").map(({ messageId }) => messageId)).toEqual(["m2", "m3", "m4", "m1"]);
    });

    it("lists the latest of each channel of a platform, the most recent first", async () => {
      const inbox = await openInbox();
      await inbox.put(entry("m1"));
      await inbox.put(entry("m2", { channel: DOGS, state: "done" }));
      await inbox.put(entry("m3", { channel: DEN }));
      await inbox.put(entry("m4", { state: "done" }));
      expect(inbox.channels("discord").map(({ messageId }) => messageId)).toEqual(["m4", "m2"]);
      expect(inbox.latest(CATS)?.messageId).toBe("m4");
    });

    it("forgets what is done in a channel, of one person or of all, and nothing that it owes", async () => {
      const inbox = await openInbox();
      const bob = { id: "discord:2", name: "Bob" } as const;
      await inbox.put(entry("m1", { state: "done" }));
      await inbox.put(entry("m2", { state: "done", asker: bob }));
      await inbox.put(entry("m3"));
      await inbox.put(entry("m1", { state: "done", channel: DOGS }));
      await inbox.forget(CATS, "discord:1");
      expect(inbox.get(CATS, "m1")).toBeNull();
      expect(inbox.get(CATS, "m2")).not.toBeNull();
      await inbox.forget(CATS);
      expect(inbox.get(CATS, "m2")).toBeNull();
      expect(inbox.get(CATS, "m3")).not.toBeNull();
      expect(inbox.get(DOGS, "m1")).not.toBeNull();
    });

    it("can be closed twice, and takes nothing from then on", async () => {
      const inbox = await openInbox();
      await Promise.all([inbox[Symbol.asyncDispose](), inbox[Symbol.asyncDispose]()]);
      await inbox[Symbol.asyncDispose]();
      await expect(inbox.put(entry("m1"))).rejects.toThrow(HistoryError);
      await expect(inbox.forget(CATS)).rejects.toThrow(HistoryError);
      expect(inbox.get(CATS, "m1")).toBeNull();
    });
  });
}
