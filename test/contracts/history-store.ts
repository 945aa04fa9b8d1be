import { afterEach, describe, expect, it } from "vitest";
import { channelId } from "../../src/core/chat.ts";
import { HistoryError } from "../../src/core/errors.ts";
import type { HistoryStore, Source } from "../../src/core/history/history-store.ts";
import type { Turn } from "../../src/core/turn.ts";
import type { ManualClock } from "../fakes/manual-clock.ts";

const CATS = channelId("discord", "1", "2");
const DOGS = channelId("telegram", "-1002");

/** A question and its answer. */
export function exchange(question: string, answer = `about ${question}`): readonly Turn[] {
  return [
    { role: "user", speaker: "Ann", text: question },
    { role: "assistant", text: answer },
  ];
}

const ANN = "discord:1";
const BOB = "discord:2";
const MINUTE = 60_000;

const by = (person: Source["person"], messageId: string): Source => ({ person, messageId });

export interface HistoryUnderTest {
  readonly store: HistoryStore;
  /** The clock that the store goes by. */
  readonly clock: ManualClock;
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

    describe("the exchange that a message asked for", () => {
      it("is found by the message, with its answer and whether it is the last", async () => {
        const { store } = await openStore();
        await store.append(CATS, exchange("one"), 0, by(ANN, "m1"));
        await store.append(CATS, exchange("two"), 0, by(BOB, "m2"));
        expect(await store.find(CATS, "m1")).toEqual({ answer: "about one", isLast: false });
        expect(await store.find(CATS, "m2")).toEqual({ answer: "about two", isLast: true });
      });

      it("is not there when it was never kept, is of another channel, or has gone", async () => {
        const { store } = await openStore();
        await store.append(CATS, exchange("one"), 0, by(ANN, "m1"));
        await store.append(CATS, exchange("nobody's"), 0);
        expect(await store.find(CATS, "m2")).toBeNull();
        expect(await store.find(DOGS, "m1")).toBeNull();
        await store.clear(CATS);
        expect(await store.find(CATS, "m1")).toBeNull();
      });

      it("is the new one once another has taken its place", async () => {
        const { store } = await openStore();
        await store.append(CATS, exchange("one"), 0, by(ANN, "m1"));
        await store.append(CATS, exchange("one", "another answer"), 2, by(ANN, "m1"));
        expect(await store.find(CATS, "m1")).toEqual({ answer: "another answer", isLast: true });
        await store.append(CATS, exchange("edited"), 2, by(ANN, "m2"));
        expect(await store.find(CATS, "m1")).toBeNull();
        expect(await store.find(CATS, "m2")).toEqual({ answer: "about edited", isLast: true });
      });

      it("is still one when only its answer was replaced", async () => {
        const { store } = await openStore();
        await store.append(CATS, exchange("one"), 0, by(ANN, "m1"));
        await store.append(CATS, [{ role: "assistant", text: "better" }], 1, by(ANN, "m1"));
        expect(await store.load(CATS)).toEqual(exchange("one", "better"));
        expect(await store.find(CATS, "m1")).toEqual({ answer: "better", isLast: true });
        expect(await store.forgetPerson(CATS, ANN)).toBe(2);
      });

      it("goes with its turns when there are too many", async () => {
        const { store } = await openStore();
        for (let count = 0; count < 201; count++)
          await store.append(CATS, exchange(`question ${count}`), 0, by(ANN, `m${count}`));
        expect(await store.find(CATS, "m0")).toBeNull();
        expect(await store.find(CATS, "m1")).toEqual({ answer: "about question 1", isLast: false });
      });
    });

    describe("what was cleared", () => {
      it("can be put back, in front of what was said since", async () => {
        const { store } = await openStore();
        await store.append(CATS, exchange("one"), 0, by(ANN, "m1"));
        expect(await store.clear(CATS)).toBe(2);
        await store.append(CATS, exchange("two"), 0, by(BOB, "m2"));
        expect(await store.restore(CATS)).toBe(2);
        expect(await store.load(CATS)).toEqual([...exchange("one"), ...exchange("two")]);
        expect(await store.find(CATS, "m1")).toEqual({ answer: "about one", isLast: false });
      });

      it("is put back once", async () => {
        const { store } = await openStore();
        await store.append(CATS, exchange("one"), 0);
        await store.clear(CATS);
        expect(await store.restore(CATS)).toBe(2);
        expect(await store.restore(CATS)).toBe(0);
        expect(await store.load(CATS)).toEqual(exchange("one"));
      });

      it("is there for 10 minutes and no longer", async () => {
        const { store, clock } = await openStore();
        for (const channel of [CATS, DOGS]) {
          await store.append(channel, exchange("one"), 0);
          await store.clear(channel);
        }
        await clock.advance(10 * MINUTE - 1);
        expect(await store.restore(CATS)).toBe(2);
        await clock.advance(1);
        expect(await store.restore(DOGS)).toBe(0);
        expect(await store.load(DOGS)).toEqual([]);
      });

      it("is what the last one removed that removed anything, for its own 10 minutes", async () => {
        const { store, clock } = await openStore();
        await store.append(CATS, exchange("one"), 0);
        await store.clear(CATS);
        await clock.advance(9 * MINUTE);
        await store.append(CATS, exchange("two"), 0);
        await store.clear(CATS);
        expect(await store.clear(CATS)).toBe(0);
        await clock.advance(9 * MINUTE);
        expect(await store.restore(CATS)).toBe(2);
        expect(await store.load(CATS)).toEqual(exchange("two"));
      });

      it("comes back as far as there is room for it", async () => {
        const { store } = await openStore();
        for (let count = 0; count < 200; count++) await store.append(CATS, exchange(`${count}`), 0);
        await store.clear(CATS);
        await store.append(CATS, exchange("since"), 0);
        expect(await store.restore(CATS)).toBe(398);
        expect((await store.load(CATS)).slice(0, 2)).toEqual(exchange("1"));
      });
    });

    describe("a person's words", () => {
      it("go with the answers to them, and nobody else's do", async () => {
        const { store } = await openStore();
        await store.append(CATS, exchange("ann 1"), 0, by(ANN, "m1"));
        await store.append(CATS, exchange("bob"), 0, by(BOB, "m2"));
        await store.append(CATS, exchange("nobody's"), 0);
        await store.append(CATS, exchange("ann 2"), 0, by(ANN, "m3"));
        await store.append(DOGS, exchange("elsewhere"), 0, by(ANN, "m4"));
        expect(await store.forgetPerson(CATS, ANN)).toBe(4);
        expect(await store.load(CATS)).toEqual([...exchange("bob"), ...exchange("nobody's")]);
        expect(await store.load(DOGS)).toEqual(exchange("elsewhere"));
        expect(await store.forgetPerson(CATS, ANN)).toBe(0);
      });

      it("cannot be put back, nor go what others said", async () => {
        const { store } = await openStore();
        await store.append(CATS, exchange("ann"), 0, by(ANN, "m1"));
        await store.append(CATS, exchange("bob"), 0, by(BOB, "m2"));
        await store.clear(CATS);
        expect(await store.forgetPerson(CATS, ANN)).toBe(2);
        expect(await store.restore(CATS)).toBe(2);
        expect(await store.load(CATS)).toEqual(exchange("bob"));
      });
    });

    it("erases a channel for good, and what was cleared of it before", async () => {
      const { store } = await openStore();
      await store.append(CATS, exchange("one"), 0, by(ANN, "m1"));
      await store.clear(CATS);
      await store.append(CATS, exchange("two"), 0, by(ANN, "m2"));
      expect(await store.erase(CATS)).toBe(4);
      expect(await store.load(CATS)).toEqual([]);
      expect(await store.restore(CATS)).toBe(0);
      expect(await store.erase(CATS)).toBe(0);
    });

    describe("a channel that gets another name", () => {
      it("takes its turns along, in front of what was said there", async () => {
        const { store } = await openStore();
        await store.append(CATS, exchange("one"), 0, by(ANN, "m1"));
        await store.append(DOGS, exchange("two"), 0, by(BOB, "m2"));
        await store.move(CATS, DOGS);
        expect(await store.load(CATS)).toEqual([]);
        expect(await store.load(DOGS)).toEqual([...exchange("one"), ...exchange("two")]);
        expect(await store.find(DOGS, "m1")).toEqual({ answer: "about one", isLast: false });
        expect(await store.find(CATS, "m1")).toBeNull();
        await store.move(CATS, DOGS);
        expect(await store.load(DOGS)).toHaveLength(4);
      });

      it("takes along what was cleared, for as long as that is held", async () => {
        const { store, clock } = await openStore();
        await store.append(CATS, exchange("one"), 0);
        await store.clear(CATS);
        await clock.advance(9 * MINUTE);
        await store.move(CATS, DOGS);
        expect(await store.restore(CATS)).toBe(0);
        expect(await store.restore(DOGS)).toBe(2);
        await store.clear(DOGS);
        await store.move(DOGS, CATS);
        await clock.advance(10 * MINUTE);
        expect(await store.restore(CATS)).toBe(0);
      });

      it("stays as it is when the name is the same", async () => {
        const { store } = await openStore();
        await store.append(CATS, exchange("one"), 0);
        await store.move(CATS, CATS);
        expect(await store.load(CATS)).toEqual(exchange("one"));
      });

      it("takes its place among the calls for both", async () => {
        const { store } = await openStore();
        const calls = [
          store.append(CATS, exchange("one"), 0),
          store.append(DOGS, exchange("two"), 0),
          store.move(CATS, DOGS),
          store.append(CATS, exchange("three"), 0),
          store.move(DOGS, CATS),
        ];
        expect(await store.load(CATS)).toEqual(["one", "two", "three"].flatMap((text) => exchange(text)));
        await Promise.all(calls);
      });
    });

    it("can be closed twice, and throws from then on", async () => {
      const { store } = await openStore();
      await store.append(CATS, exchange("one"), 0);
      await Promise.all([store[Symbol.asyncDispose](), store[Symbol.asyncDispose]()]);
      await store[Symbol.asyncDispose]();
      await expect(store.load(CATS)).rejects.toThrow(HistoryError);
      await expect(store.append(CATS, exchange("two"), 0)).rejects.toThrow(HistoryError);
      await expect(store.find(CATS, "m1")).rejects.toThrow(HistoryError);
      await expect(store.clear(CATS)).rejects.toThrow(HistoryError);
      await expect(store.restore(CATS)).rejects.toThrow(HistoryError);
      await expect(store.forgetPerson(CATS, ANN)).rejects.toThrow(HistoryError);
      await expect(store.erase(CATS)).rejects.toThrow(HistoryError);
      await expect(store.move(CATS, DOGS)).rejects.toThrow(HistoryError);
    });
  });
}
