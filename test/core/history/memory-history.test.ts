import { expect, it } from "vitest";
import { channelId } from "../../../src/core/chat.ts";
import { HistoryError } from "../../../src/core/errors.ts";
import { exchange, historyStoreContract } from "../../contracts/history-store.ts";
import { createManualClock } from "../../fakes/manual-clock.ts";
import { createMemoryHistory } from "../../fakes/memory-history.ts";

const CATS = channelId("web", "cats");

historyStoreContract("createMemoryHistory", () => {
  const clock = createManualClock();
  return Promise.resolve({ store: createMemoryHistory([], clock), clock });
});

it("fails for as long as it is told to", async () => {
  const history = createMemoryHistory([[CATS, exchange("one")]]);
  const failure = new HistoryError("unreadable", "The disk is on fire.");
  history.failWith(failure);
  await expect(history.load(CATS)).rejects.toBe(failure);
  await expect(history.clear(CATS)).rejects.toBe(failure);
  history.failWith(null);
  expect(await history.load(CATS)).toEqual(exchange("one"));
});

it("waits while it is held", async () => {
  const history = createMemoryHistory();
  const release = history.hold("append");
  const appended = history.append(CATS, exchange("one"), 0);
  expect(history.turns(CATS)).toEqual([]);
  release();
  await appended;
  expect(history.turns(CATS)).toEqual(exchange("one"));
});
