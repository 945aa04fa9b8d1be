import { expect, it } from "vitest";
import { channelId } from "../../../src/core/chat.ts";
import { HistoryError } from "../../../src/core/errors.ts";
import { settingsStoreContract } from "../../contracts/settings-store.ts";
import { createMemorySettings } from "../../fakes/memory-settings.ts";

settingsStoreContract("createMemorySettings", () => Promise.resolve(createMemorySettings()));

it("fails for as long as it is told to", async () => {
  const store = createMemorySettings();
  const failure = new HistoryError("unwritable", "The disk is full.");
  store.failWith(failure);
  await expect(store.change(channelId("web", "a"), { temperature: 1 })).rejects.toBe(failure);
  store.failWith(null);
  expect(store.own(channelId("web", "a")).temperature).toBeNull();
});
