import { expect, it } from "vitest";
import { channelId, type PostTracker } from "../../../src/core/chat.ts";
import { createTask } from "../../../src/core/conversation/task.ts";
import type { InboxEntry } from "../../../src/core/inbox/inbox.ts";
import { createRecordingReply } from "../../fakes/recording-reply.ts";

const ENTRY: InboxEntry = {
  channel: channelId("telegram", "1"),
  messageId: "q",
  asker: { id: "telegram:1", name: "Ann" },
  direct: true,
  language: "en",
  preface: "",
  words: [{ messageId: "q", text: "one" }],
  place: "den",
  acceptedAt: 0,
  replaces: 0,
  parts: [],
  posting: false,
  parent: null,
  sources: [],
  state: "open",
};

/** A task whose reply is shown by the caller, and what of it is on disk. */
function open(entry: InboxEntry) {
  const disk = { entry };
  let tracker: PostTracker | undefined;
  const reply = { ...createRecordingReply(), track: (one: PostTracker) => void (tracker = one) };
  const task = createTask({ entry, reply, save: async (saved) => void (disk.entry = saved) });
  if (!tracker) throw new Error("nobody listens");
  return { task, disk, tracker };
}

it("remembers over any number of crashes that a message may stand there twice", async () => {
  const first = open(ENTRY);
  await first.tracker.posting();
  // Killed here.
  const second = open(first.disk.entry);
  await second.tracker.posting();
  await second.tracker.posted("p2", false);
  // And here.
  const third = open(second.disk.entry);
  expect(third.task.mayBeDoubled).toBe(true);
  expect(third.task.entry.parts).toEqual(["p2"]);
});

it("remembers it also of a post in this run, which was made again", async () => {
  const { task, disk, tracker } = open(ENTRY);
  await tracker.posting();
  await tracker.posting();
  await tracker.posted("p1", false);
  expect(task.mayBeDoubled).toBe(true);
  expect(disk.entry.posting).toBe(true);
});

it("has no doubt where the platform knows the message again, or did not take it", async () => {
  const found = open({ ...ENTRY, posting: true });
  await found.tracker.posting();
  await found.tracker.posted("p1", true);
  expect(found.task.mayBeDoubled).toBe(false);
  const refused = open(ENTRY);
  await refused.tracker.posting();
  await refused.tracker.notPosted();
  await refused.tracker.posting();
  await refused.tracker.posted("p1", false);
  expect(refused.disk.entry.posting).toBe(false);
});
