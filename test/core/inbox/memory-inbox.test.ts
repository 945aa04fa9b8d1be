import { expect, it } from "vitest";
import { HistoryError } from "../../../src/core/errors.ts";
import { entry, inboxContract } from "../../contracts/inbox.ts";
import { createMemoryInbox } from "../../fakes/memory-inbox.ts";

inboxContract("createMemoryInbox", () => Promise.resolve(createMemoryInbox()));

it("fails for as long as it is told to", async () => {
  const inbox = createMemoryInbox();
  const failure = new HistoryError("unwritable", "The disk is full.");
  inbox.failWith(failure);
  await expect(inbox.put(entry("m1"))).rejects.toBe(failure);
  inbox.failWith(null);
  expect(inbox.open("discord")).toEqual([]);
  await inbox.put(entry("m1"));
  expect(inbox.open("discord")).toHaveLength(1);
});
