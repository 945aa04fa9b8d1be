import { expect, it } from "vitest";
import { channelId } from "../../../src/core/chat.ts";
import { exchange, historyStoreContract } from "../../contracts/history-store.ts";
import { createMemoryHistory } from "../../fakes/memory-history.ts";

const CATS = channelId("web", "cats");

historyStoreContract("createMemoryHistory", () =>
  Promise.resolve({ store: createMemoryHistory(), reopen: null }),
);

it("fails when told to, once, and changes nothing", async () => {
  const history = createMemoryHistory([[CATS, exchange("one")]]);
  history.failNext("append");
  expect(await history.load(CATS)).toEqual(exchange("one"));
  await expect(history.append(CATS, exchange("two"), 0)).rejects.toMatchObject({ code: "unwritable" });
  await history.append(CATS, exchange("three"), 0);
  expect(history.turns(CATS)).toEqual([...exchange("one"), ...exchange("three")]);
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
