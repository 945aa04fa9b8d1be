import { afterEach, describe, expect, it } from "vitest";
import type { Given, StoredAnswer, StoredAnswers } from "../../src/core/answers/stored-answers.ts";
import { channelId } from "../../src/core/chat.ts";
import { HistoryError } from "../../src/core/errors.ts";

export const CATS = channelId("discord", "1", "2");
export const DOGS = channelId("discord", "1", "3");
export const ANN: Given = { channel: CATS, person: "discord:1" };
export const BOB: Given = { channel: CATS, person: "discord:2" };
const ANN_ELSEWHERE: Given = { channel: DOGS, person: "discord:1" };

export function answer(text: string): StoredAnswer {
  return { text, sources: [] };
}

/** What the core relies on, wherever answers are stored. `open` makes new, empty ones for each test. */
export function storedAnswersContract(name: string, open: () => Promise<StoredAnswers>): void {
  describe(`${name}, stored answers`, () => {
    const opened: StoredAnswers[] = [];

    async function openAnswers() {
      const answers = await open();
      opened.push(answers);
      return answers;
    }

    afterEach(async () => {
      for (const answers of opened.splice(0)) await answers[Symbol.asyncDispose]();
    });

    it("have nothing to say at first", async () => {
      const answers = await openAnswers();
      expect(answers.find("Are you open?", "s")).toBeNull();
      await answers.forget(CATS);
    });

    it("give the whole of what was kept, and the newest", async () => {
      const answers = await openAnswers();
      const full = {
        text: "Until 6.",
        sources: [{ id: "p1", file: "shop/hours.md", heading: "Hours › Week" }],
      };
      await answers.keep("Are you open?", "s", answer("No."), ANN);
      await answers.keep("Are you open?", "s", full, ANN);
      expect(answers.find("Are you open?", "s")).toEqual(full);
    });

    it.each([
      ["Are you open?", "  ARE you open "],
      ["Ａｒｅ　ｙｏｕ　ｏｐｅｎ？", "are you open"],
      ["你們幾點開門？", "你们几点开门"],
    ])("take %j and %j for the same question", async (asked, again) => {
      const answers = await openAnswers();
      await answers.keep(asked, "s", answer("Until 6."), ANN);
      expect(answers.find(again, "s")?.text).toBe("Until 6.");
    });

    it("never give an answer to another question, or in another scope", async () => {
      const answers = await openAnswers();
      await answers.keep("Are you open?", "s", answer("Until 6."), ANN);
      expect(answers.find("Are you closed?", "s")).toBeNull();
      expect(answers.find("Are you open?", "s2")).toBeNull();
      expect(answers.find("Are you open?", "")).toBeNull();
      expect(answers.find("s Are you open?", "")).toBeNull();
    });

    it("keep nothing for a question without words, or one that is too long to be asked twice", async () => {
      const answers = await openAnswers();
      for (const question of ["", "?! 🙂", "word ".repeat(61)]) {
        await answers.keep(question, "s", answer("Hm."), ANN);
        expect(answers.find(question, "s")).toBeNull();
      }
      const longest = "x".repeat(300);
      await answers.keep(longest, "s", answer("Hm."), ANN);
      expect(answers.find(`${longest}!`, "s")).not.toBeNull();
    });

    it("show a change at once, before it is on disk, and the later one wins", async () => {
      const answers = await openAnswers();
      const kept = answers.keep("Are you open?", "s", answer("Until 6."), ANN);
      expect(answers.find("Are you open?", "s")).not.toBeNull();
      const forgotten = answers.forget(CATS);
      expect(answers.find("Are you open?", "s")).toBeNull();
      const keptAgain = answers.keep("Are you open?", "s", answer("Until 7."), ANN);
      await Promise.all([kept, forgotten, keptAgain]);
      expect(answers.find("Are you open?", "s")?.text).toBe("Until 7.");
    });

    it("forget what was answered in a channel, to one person or to all", async () => {
      const answers = await openAnswers();
      await answers.keep("one", "s", answer("1"), ANN);
      await answers.keep("two", "s", answer("2"), BOB);
      await answers.keep("three", "s", answer("3"), ANN_ELSEWHERE);
      const left = () => ["one", "two", "three"].filter((question) => answers.find(question, "s") !== null);
      await answers.forget(CATS, "discord:1");
      expect(left()).toEqual(["two", "three"]);
      await answers.forget(CATS);
      expect(left()).toEqual(["three"]);
    });

    it("can be closed twice, and keep nothing from then on", async () => {
      const answers = await openAnswers();
      await Promise.all([answers[Symbol.asyncDispose](), answers[Symbol.asyncDispose]()]);
      await answers[Symbol.asyncDispose]();
      await answers.keep("Are you open?", "s", answer("Until 6."), ANN);
      expect(answers.find("Are you open?", "s")).toBeNull();
      await expect(answers.forget(CATS)).rejects.toThrow(HistoryError);
    });
  });
}
