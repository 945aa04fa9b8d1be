import { describe, expect, it } from "vitest";
import { channelId } from "../../../../src/core/chat.ts";
import type { AnswerRequest } from "../../../../src/core/engine/language-model.ts";
import { startAnswering, type Step } from "../../../../src/core/engine/process/answering.ts";
import type { Token } from "../../../../src/core/engine/process/llama.ts";
import type { TokenSequence } from "../../../../src/core/engine/process/token-model.ts";
import { aToken } from "./tokens.ts";

const letters = (text: string): Token[] => Array.from(text, (letter) => aToken(letter.codePointAt(0) ?? 0));
const words = (tokens: readonly Token[]) => String.fromCodePoint(...tokens);

/** A sequence that answers with the next of `answers` each time it is asked to write. */
function scriptedSequence(answers: readonly string[]) {
  const held: Token[] = [];
  const seeds: number[] = [];
  const left = [...answers];
  const sequence: TokenSequence = {
    tokens: held,
    async trimTo(length) {
      held.length = Math.min(held.length, length);
      await Promise.resolve();
    },
    async read(tokens) {
      held.push(...tokens);
      await Promise.resolve();
    },
    async *write(tokens, _sampling, seed) {
      seeds.push(seed);
      held.push(...tokens);
      for (const token of letters(left.shift() ?? "")) {
        yield token;
        held.push(token);
        await Promise.resolve();
      }
    },
    save: () => Promise.reject(new Error("not here")),
    load: () => Promise.reject(new Error("not here")),
  };
  return { sequence, seeds, held };
}

async function answerOf(answers: readonly string[], changes: Partial<AnswerRequest> = {}) {
  const scripted = scriptedSequence(answers);
  const request: AnswerRequest = {
    channel: channelId("web", "a"),
    asker: "web:a",
    system: "s",
    botName: "Lantern",
    turns: [{ role: "user", speaker: "Ann", text: "hi" }],
    maxAnswerTokens: 1000,
    ...changes,
  };
  const answering = await startAnswering({
    detokenize: words,
    sequence: scripted.sequence,
    prompt: { tokens: letters("a prompt"), turnsLeftOut: 0, passagesRead: 0 },
    request,
    sampling: { temperature: 0.7, topP: 0.9, topK: 20, repeatPenalty: 1.1 },
    seed: 7,
    arrivedAt: 0,
    startedAt: 0,
    now: () => 1,
  });
  let text = "";
  for (;;) {
    const step: Step = await answering.step(4);
    if (step.kind !== "read") text += step.text;
    if (step.kind === "ended") return { ...scripted, text, ended: step.ended, answering };
  }
}

describe("an answer", () => {
  it("is what the model writes, and its tokens are known by it", async () => {
    const { text, ended, answering, held } = await answerOf(["Hello there."]);
    expect([text, ended]).toEqual(["Hello there.", "complete"]);
    expect(answering.faithful()).toBe(true);
    expect([answering.text(), answering.written]).toEqual([text, letters(text)]);
    expect(words(held)).toBe("a promptHello there.");
  });

  it.each(["Lantern: ", "Ann: ", "assistant: ", "**Lantern:** "])(
    "loses the label %j in front",
    async (label) => {
      const { text, answering } = await answerOf([`${label}Hello there.`]);
      expect(text).toBe("Hello there.");
      expect(answering.faithful()).toBe(false); // its tokens say more than people were shown
    },
  );

  it("is asked for once more, with another seed, when it is empty", async () => {
    const { text, seeds, held } = await answerOf(["Lantern:", "Second thoughts"]);
    expect(text).toBe("Second thoughts");
    expect(seeds).toEqual([7, 8]);
    expect(words(held)).toBe("a promptSecond thoughts");
  });

  it("stays empty when the second one is empty too", async () => {
    const { text, ended, seeds, answering } = await answerOf(["", "  ", "never asked for"]);
    expect([text, ended, seeds.length]).toEqual(["", "complete", 2]);
    expect(answering.figures(ended)).toMatchObject({ seed: 8 });
  });

  it("is ended when it goes round in circles, and says so", async () => {
    const { text, ended } = await answerOf(["And so on, and on. ".repeat(100)]);
    expect(ended).toBe("looping");
    expect(text.length).toBeLessThan(600);
  });

  it("ends at the length that was allowed", async () => {
    const { text, ended, answering } = await answerOf(["Hello there."], { maxAnswerTokens: 5 });
    expect([text, ended]).toEqual(["Hello", "length"]);
    expect(answering.figures(ended)).toMatchObject({ tokensWritten: 5, tokensRead: 8 });
  });
});
