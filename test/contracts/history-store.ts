import { afterEach, describe, expect, it } from "vitest";
import { channelId } from "../../src/core/chat.ts";
import { HistoryError } from "../../src/core/errors.ts";
import type { HistoryStore } from "../../src/core/history/history-store.ts";
import type { Turn } from "../../src/core/turn.ts";

const CATS = channelId("discord", "1", "2");
const DOGS = channelId("telegram", "-1002");

/** A question and its answer. */
export function exchange(question: string, answer = `about ${question}`): readonly Turn[] {
  return [
    { role: "user", speaker: "Ann", text: question },
    { role: "assistant", text: answer },
  ];
}

export interface HistoryUnderTest {
  readonly store: HistoryStore;
}

/** What the core relies on, wherever history is kept. `open` makes a new, empty one for each test. */
export function historyStoreContract(name: string, open: () => Promise<HistoryUnderTest>): void {
  describe(`${name}, a history store`, () => {
    const opened: HistoryStore[] = [];

    async function openStore() {
      const test = await open();
      opened.push(test.store);
      return test;
    }

    afterEach(async () => {
      for (const store of opened.splice(0)) await store[Symbol.asyncDispose]();
    });

    it("is empty for a channel that nothing was said in", async () => {
      const { store } = await openStore();
      expect(await store.load(CATS)).toEqual([]);
      expect(await store.clear(CATS)).toBe(0);
    });

    it("keeps what was said, oldest first", async () => {
      const { store } = await openStore();
      await store.append(CATS, exchange("one"), 0);
      await store.append(CATS, exchange("two"), 0);
      expect(await store.load(CATS)).toEqual([...exchange("one"), ...exchange("two")]);
    });

    it("keeps two channels apart", async () => {
      const { store } = await openStore();
      await Promise.all([store.append(CATS, exchange("cats"), 0), store.append(DOGS, exchange("dogs"), 0)]);
      expect(await store.load(CATS)).toEqual(exchange("cats"));
      expect(await store.load(DOGS)).toEqual(exchange("dogs"));
      expect(await store.clear(DOGS)).toBe(2);
      expect(await store.load(CATS)).toEqual(exchange("cats"));
    });

    it("takes no sign in a channel's name for a wildcard", async () => {
      const { store } = await openStore();
      const channels = [
        "a_c",
        "abc",
        "ABC",
        "a%c",
        "%",
        "_",
        "a",
        "a:c",
        "a*c",
        "a?c",
        "A_C",
        "频道",
        "'; --",
      ].map((native) => channelId("web", native));
      for (const channel of channels) await store.append(channel, exchange(channel), 0);
      for (const channel of channels) expect(await store.load(channel)).toEqual(exchange(channel));
      for (const [index, channel] of channels.entries()) {
        expect(await store.clear(channel)).toBe(2);
        for (const later of channels.slice(index + 1))
          expect(await store.load(later)).toEqual(exchange(later));
      }
    });

    it("takes up everything appended at the same time, in the order of the calls", async () => {
      const { store } = await openStore();
      const questions = Array.from({ length: 20 }, (_, index) => `question ${index}`);
      await Promise.all(questions.map((question) => store.append(CATS, exchange(question), 0)));
      expect(await store.load(CATS)).toEqual(questions.flatMap((question) => exchange(question)));
    });

    it("reads what was appended before, waited for or not", async () => {
      const { store } = await openStore();
      const appended = store.append(CATS, exchange("one"), 0);
      expect(await store.load(CATS)).toEqual(exchange("one"));
      await appended;
    });

    it("puts an exchange in the place of the newest turns", async () => {
      const { store } = await openStore();
      await store.append(CATS, exchange("one"), 0);
      await store.append(CATS, exchange("two"), 0);
      await store.append(CATS, exchange("two", "another answer"), 2);
      expect(await store.load(CATS)).toEqual([...exchange("one"), ...exchange("two", "another answer")]);
      await store.append(CATS, exchange("three"), 100);
      expect(await store.load(CATS)).toEqual(exchange("three"));
    });

    it("forgets a channel and says how many turns it had", async () => {
      const { store } = await openStore();
      await store.append(CATS, exchange("one"), 0);
      await store.append(CATS, exchange("two"), 0);
      expect(await store.clear(CATS)).toBe(4);
      expect(await store.load(CATS)).toEqual([]);
      expect(await store.clear(CATS)).toBe(0);
    });

    it("lets the oldest exchanges go when there are too many", async () => {
      const { store } = await openStore();
      for (let count = 0; count < 210; count++) await store.append(CATS, exchange(`question ${count}`), 0);
      const turns = await store.load(CATS);
      expect(turns).toHaveLength(400);
      expect(turns.slice(0, 2)).toEqual(exchange("question 10"));
      expect(turns.slice(-2)).toEqual(exchange("question 209"));
    });

    it("keeps every text exactly, whatever characters are in it", async () => {
      const { store } = await openStore();
      const texts = [
        "",
        " \n",
        "a\u0000b",
        "\ud83d half",
        "half \ude00",
        ":colon",
        ":base64:AAAA",
        "::",
        "“😀”",
        "\u2028'\"\\",
        "\ufeff",
      ];
      for (const text of texts) await store.append(CATS, [{ role: "user", speaker: text, text }], 0);
      expect(await store.load(CATS)).toEqual(texts.map((text) => ({ role: "user", speaker: text, text })));
    });

    it("gives out turns that later changes do not touch", async () => {
      const { store } = await openStore();
      await store.append(CATS, exchange("one"), 0);
      const turns = await store.load(CATS);
      await store.append(CATS, exchange("two"), 0);
      expect(turns).toEqual(exchange("one"));
    });

    it("can be closed twice, and throws from then on", async () => {
      const { store } = await openStore();
      await store.append(CATS, exchange("one"), 0);
      await Promise.all([store[Symbol.asyncDispose](), store[Symbol.asyncDispose]()]);
      await store[Symbol.asyncDispose]();
      await expect(store.load(CATS)).rejects.toThrow(HistoryError);
      await expect(store.append(CATS, exchange("two"), 0)).rejects.toThrow(HistoryError);
      await expect(store.clear(CATS)).rejects.toThrow(HistoryError);
    });
  });
}
