import { afterEach, describe, expect, it } from "vitest";
import { channelId } from "../../src/core/chat.ts";
import { HistoryError } from "../../src/core/errors.ts";
import { ALL_FOLDERS, NOTHING_SET, type SettingsStore } from "../../src/core/settings/settings-store.ts";

const CATS = channelId("discord", "1");
const THREAD = channelId("discord", "2");
const DOGS = channelId("telegram", "-1002");

/** What the core relies on, wherever settings are kept. `open` makes a new, empty store for each test. */
export function settingsStoreContract(name: string, open: () => Promise<SettingsStore>): void {
  describe(`${name}, a store of settings`, () => {
    const opened: SettingsStore[] = [];

    async function openStore() {
      const store = await open();
      opened.push(store);
      return store;
    }

    afterEach(async () => {
      for (const store of opened.splice(0)) await store[Symbol.asyncDispose]();
    });

    it("has nothing set at first, and nothing to take back", async () => {
      const store = await openStore();
      expect(store.own(CATS)).toEqual(NOTHING_SET);
      expect(store.of(CATS, DOGS)).toEqual(NOTHING_SET);
      expect(store.undoable(CATS)).toBeNull();
      expect(await store.undo(CATS)).toBe(false);
      await store.erase(CATS);
      await store.move(CATS, DOGS);
      expect(store.own(DOGS)).toEqual(NOTHING_SET);
    });

    it("sets what a change names, for that channel alone", async () => {
      const store = await openStore();
      await store.change(CATS, { persona: "You are a cat.", temperature: 0 });
      await store.change(CATS, { alwaysOn: false });
      expect(store.own(CATS)).toEqual({
        ...NOTHING_SET,
        persona: "You are a cat.",
        temperature: 0,
        alwaysOn: false,
      });
      expect(store.own(DOGS)).toEqual(NOTHING_SET);
    });

    it("takes what is not set from the channel above, also off, zero and nothing at all", async () => {
      const store = await openStore();
      await store.change(CATS, { temperature: 1, alwaysOn: true, folders: [ALL_FOLDERS], language: "zh" });
      await store.change(THREAD, { temperature: 0, alwaysOn: false, folders: [] });
      expect(store.of(THREAD, CATS)).toEqual({
        ...NOTHING_SET,
        temperature: 0,
        alwaysOn: false,
        folders: [],
        language: "zh",
      });
      expect(store.of(THREAD, null)).toEqual(store.own(THREAD));
      await store.change(THREAD, { temperature: null });
      expect(store.of(THREAD, CATS).temperature).toBe(1);
    });

    it("takes back the last change, once", async () => {
      const store = await openStore();
      await store.change(CATS, { answerTokens: 100 });
      await store.change(CATS, { answerTokens: 200, language: "en" });
      expect(store.undoable(CATS)).toEqual({ ...NOTHING_SET, answerTokens: 100 });
      expect(await store.undo(CATS)).toBe(true);
      expect(store.own(CATS)).toEqual({ ...NOTHING_SET, answerTokens: 100 });
      expect(store.undoable(CATS)).toBeNull();
      expect(await store.undo(CATS)).toBe(false);
      await store.change(CATS, { answerTokens: null });
      expect(store.own(CATS)).toEqual(NOTHING_SET);
      expect(await store.undo(CATS)).toBe(true);
      expect(store.own(CATS).answerTokens).toBe(100);
    });

    it("does not count as a change what is so already", async () => {
      const store = await openStore();
      await store.change(CATS, { folders: ["a", "b"] });
      await store.change(CATS, { folders: ["a", "b"] });
      expect(await store.undo(CATS)).toBe(true);
      expect(store.own(CATS).folders).toBeNull();
    });

    it("carries out changes of a channel in the order in which they came", async () => {
      const store = await openStore();
      await Promise.all([
        store.change(CATS, { answerTokens: 20 }),
        store.change(CATS, { temperature: 1 }),
        store.change(CATS, { answerTokens: 30 }),
        store.undo(CATS),
      ]);
      expect(store.own(CATS)).toEqual({ ...NOTHING_SET, answerTokens: 20, temperature: 1 });
    });

    it("refuses what is out of its bounds, and changes nothing", async () => {
      const store = await openStore();
      await store.change(CATS, { temperature: 1 });
      await expect(store.change(CATS, { temperature: 2.1 })).rejects.toThrow(RangeError);
      await expect(store.change(CATS, { answerTokens: 0 })).rejects.toThrow(RangeError);
      expect(store.own(CATS)).toEqual({ ...NOTHING_SET, temperature: 1 });
    });

    it("lets go of everything in a channel but its folders", async () => {
      const store = await openStore();
      await store.change(THREAD, { folders: ["public"] });
      await store.change(THREAD, { persona: "You are a cat." });
      await store.erase(THREAD);
      expect(store.own(THREAD)).toEqual({ ...NOTHING_SET, folders: ["public"] });
      expect(await store.undo(THREAD)).toBe(false);
      await store.change(CATS, { persona: "You are a cat." });
      await store.change(DOGS, { persona: "You are a dog." });
      await store.erase(CATS);
      expect(store.own(CATS)).toEqual(NOTHING_SET);
      expect(await store.undo(CATS)).toBe(false);
      expect(store.own(DOGS).persona).toBe("You are a dog.");
    });

    it("gives a channel's settings to the one that it has become, with what can be undone", async () => {
      const store = await openStore();
      await store.change(CATS, { temperature: 1 });
      await store.change(CATS, { temperature: 2 });
      await store.move(CATS, DOGS);
      expect(store.own(CATS)).toEqual(NOTHING_SET);
      expect(store.own(DOGS).temperature).toBe(2);
      expect(await store.undo(DOGS)).toBe(true);
      expect(store.own(DOGS).temperature).toBe(1);
    });

    it("keeps what is set already where a channel moves to, and where it stays", async () => {
      const store = await openStore();
      await store.change(CATS, { temperature: 1 });
      await store.change(DOGS, { language: "zh" });
      await store.move(CATS, DOGS);
      await store.move(DOGS, DOGS);
      expect(store.own(DOGS)).toEqual({ ...NOTHING_SET, language: "zh" });
    });

    it("can be closed twice, and changes nothing from then on", async () => {
      const store = await openStore();
      await store.change(CATS, { temperature: 1 });
      await Promise.all([store[Symbol.asyncDispose](), store[Symbol.asyncDispose]()]);
      await store[Symbol.asyncDispose]();
      await expect(store.change(CATS, { temperature: 2 })).rejects.toThrow(HistoryError);
      await expect(store.undo(CATS)).rejects.toThrow(HistoryError);
      await expect(store.erase(CATS)).rejects.toThrow(HistoryError);
      await expect(store.move(CATS, DOGS)).rejects.toThrow(HistoryError);
      expect(store.own(CATS).temperature).toBe(1);
    });
  });
}
