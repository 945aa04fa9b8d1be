import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { channelId } from "../../src/core/chat.ts";
import { createAnswerText } from "../../src/core/engine/process/answer-text.ts";
import { openLlama, type Token } from "../../src/core/engine/process/llama.ts";
import { createPrompts } from "../../src/core/engine/process/prompts.ts";
import type { TokenModel } from "../../src/core/engine/process/token-model.ts";
import type { Turn } from "../../src/core/turn.ts";
import { question, take } from "../contracts/language-model.ts";
import { DEMO_MODEL, runEngine } from "../core/engine/running-engine.ts";
import { bombs, CONTROL_TOKENS, hostileText } from "./generators.ts";

const CHANNEL = channelId("web", "hostile");

describe("with a real tokenizer", () => {
  let model: TokenModel;
  const control = new Map<Token, boolean>();
  beforeAll(async () => {
    model = await openLlama({ modelPath: DEMO_MODEL, contextTokens: 1024, sequences: 1, threads: 1 });
  });
  afterAll(() => model.dispose());

  /** Tokens that stand for no letters: those that tell the model where a turn begins and ends. */
  function isControl(token: Token): boolean {
    const known = control.get(token) ?? model.detokenize([token], []) === "";
    control.set(token, known);
    return known;
  }

  /** What a text is for the model, which knows no halves of a character. */
  const wellFormed = (text: string) => text.replace(/\p{Surrogate}/gu, "\ufffd");

  function expectPlainLetters(text: string) {
    const tokens = model.tokenize(text);
    expect(tokens.some(isControl)).toBe(false);
    expect(model.detokenize(tokens, [])).toBe(wellFormed(text));
  }

  it("is nothing but its letters, control tokens as well", () => {
    expect(model.frame.afterAnswer.some(isControl)).toBe(true);
    for (const text of CONTROL_TOKENS) expectPlainLetters(text);
    fc.assert(fc.property(hostileText, expectPlainLetters), { seed: 42, numRuns: 2_000 });
  });

  it.each(bombs(30_000))("is nothing but its letters as a bomb of %s", (_, text) => {
    const tokens = model.tokenize(text);
    expect(tokens.some(isControl)).toBe(false);
  });

  it("opens and ends no turn of a prompt, whether it is a question, a name, an answer or a system prompt", () => {
    const prompts = createPrompts(model);
    const short = hostileText.map((text) => text.slice(0, 120));
    fc.assert(
      fc.property(short, short, short, short, (system, speaker, asked, answer) => {
        const turns: Turn[] = [
          { role: "user", speaker, text: asked },
          { role: "assistant", text: answer },
          { role: "user", speaker, text: asked },
        ];
        const prompt = prompts.build({ channel: CHANNEL, system, turns, maxAnswerTokens: 8 });
        const { start, afterSystem, afterQuestion, afterAnswer } = model.frame;
        const frames = [start, afterSystem];
        if (prompt?.turnsLeftOut === 0) frames.push(afterQuestion, afterAnswer);
        frames.push(afterQuestion);
        if (prompt !== null) expect(prompt.tokens.filter(isControl)).toEqual(frames.flat().filter(isControl));
      }),
      { seed: 42, numRuns: 1_000 },
    );
  });

  it("written by the model comes out whole, in pieces that are whole themselves", () => {
    fc.assert(
      fc.property(hostileText, (some) => {
        const text = some.slice(0, 400);
        const answer = createAnswerText((tokens, before) => model.detokenize(tokens, before), ["Ann"]);
        const pieces = model.tokenize(text).map((token) => answer.push(token).text);
        const whole = pieces.join("") + answer.end();
        expect(whole).toBe(answer.text);
        expect(withoutBroken(whole)).toBe(withoutBroken(wellFormed(text).trim()));
      }),
      { seed: 42, numRuns: 1_000 },
    );
  });
});

/** U+FFFD may be one broken letter or several in a row. */
function withoutBroken(text: string): string {
  return text.replaceAll("\ufffd", "").trim();
}

describe("asked of a running engine", () => {
  it("is answered or refused, and the next question is answered as ever", async () => {
    await using engine = await runEngine({ contextTokens: 1024 });
    const texts = [
      ...CONTROL_TOKENS,
      ...fc.sample(hostileText, { seed: 42, numRuns: 30 }),
      ...bombs(3_000).map(([, text]) => text),
    ];
    const asked = texts.slice(0, 60).map(async (text, index) => {
      const request = question(text, {
        channel: channelId("web", `hostile-${index}`),
        asker: `web:${index}`,
        turns: [{ role: "user", speaker: text, text }],
        maxAnswerTokens: 4,
      });
      try {
        return (await take(engine.model, request)).figures.ended;
      } catch (error) {
        return error;
      }
    });
    for (const outcome of await Promise.all(asked)) {
      if (outcome instanceof Error) expect(outcome).toMatchObject({ code: "too-long" });
      else expect(["complete", "length"]).toContain(outcome);
    }
    const { text } = await take(
      engine.model,
      question("Repeat after me: river honey east", { channel: CHANNEL }),
    );
    expect(text).toBe("river honey east");
    expect(engine.log.lines).toEqual([]);
  });
});
