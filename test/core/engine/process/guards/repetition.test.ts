import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRepetitionGuard } from "../../../../../src/core/engine/process/guards/repetition.ts";
import { openLlama } from "../../../../../src/core/engine/process/llama.ts";
import type { TokenModel } from "../../../../../src/core/engine/process/token-model.ts";
import { DEMO_MODEL } from "../../running-engine.ts";

/** After how many tokens the guard ends the answer, and how many of them are worth keeping; null when it never does. */
function firstLoop(tokens: readonly number[]): { at: number; keep: number } | null {
  const guard = createRepetitionGuard();
  for (const [index, token] of tokens.entries()) {
    if (guard.push(token)) return { at: index + 1, keep: guard.loopStart() };
  }
  return null;
}

const times = (count: number, block: readonly number[]) => Array.from({ length: count }, () => block).flat();
const token = fc.nat(3000);
/** Of many different tokens, or of a few that come again within the block. */
const block = fc
  .constantFrom(3000, 3)
  .chain((kinds) => fc.array(fc.nat(kinds), { minLength: 1, maxLength: 200, size: "max" }));

describe("an answer that repeats itself", () => {
  it.each([
    [1, 103],
    [12, 136],
    [100, 400],
    [200, 700],
  ])("in blocks of %i tokens is ended after %i of them", (period, tokens) => {
    const sentence = Array.from({ length: period }, (_, index) => index + 10);
    expect(firstLoop([1, 2, 3, ...times(103, sentence)])).toEqual({ at: 3 + tokens, keep: 3 + period });
  });

  it("is known from its first token on, whichever that is", () => {
    expect(firstLoop(times(110, [0]))).toEqual({ at: 103, keep: 1 });
  });

  it("is always ended in time, whatever came before and whatever it repeats", () => {
    fc.assert(
      fc.property(fc.array(token, { maxLength: 300 }), block, (before, repeated) => {
        const loop = firstLoop([...before, ...times(103, repeated)]);
        expect(loop?.at).toBeLessThanOrEqual(before.length + 3 * repeated.length + 100);
      }),
      { seed: 42, numRuns: 60 },
    );
  });

  it("keeps one copy and loses nothing but copies", () => {
    fc.assert(
      fc.property(fc.array(token, { maxLength: 300 }), block, (before, repeated) => {
        const answer = [...before, ...times(103, repeated)];
        const { at, keep } = firstLoop(answer) ?? { at: 0, keep: 0 };
        expect(keep).toBeLessThanOrEqual(before.length + repeated.length);
        // All that is cut repeats what stands some number of tokens before it, and the first of these is kept.
        const repeatsAfter = (period: number) =>
          answer.slice(keep, at).every((one, index) => one === answer[keep + index - period]);
        const periods = repeated.map((_, index) => index + 1);
        expect(periods.some((period) => period <= keep && repeatsAfter(period))).toBe(true);
      }),
      { seed: 42, numRuns: 60 },
    );
  });

  it("is let go on when it leaves the loop by itself", () => {
    const guard = createRepetitionGuard();
    for (let count = 0; count < 110; count++) guard.push(7);
    expect(guard.loopStart()).toBe(1);
    expect(guard.push(8)).toBe(false);
    expect(guard.loopStart()).toBe(111);
  });
});

describe("an answer that does not", () => {
  it("is never ended, however few different tokens it has", () => {
    const few = fc
      .integer({ min: 2, max: 50 })
      .chain((kinds) => fc.array(fc.nat(kinds - 1), { minLength: 300, maxLength: 2000, size: "max" }));
    fc.assert(
      fc.property(few, (tokens) => firstLoop(tokens) === null),
      { seed: 42, numRuns: 40 },
    );
  });

  it("is never ended when something in each copy is new", () => {
    fc.assert(
      fc.property(block, (repeated) => {
        const list = Array.from({ length: 60 }, (_, index) => [5000 + index, ...repeated]).flat();
        // A block that is a loop by itself, such as one token 150 times, is none of these.
        return firstLoop(repeated) !== null || firstLoop(list) === null;
      }),
      { seed: 42, numRuns: 60 },
    );
  });
});

describe("with a real tokenizer", () => {
  let model: TokenModel;
  beforeAll(async () => {
    model = await openLlama({ modelPath: DEMO_MODEL, contextTokens: 4096, sequences: 1, threads: 1 });
  });
  afterAll(() => model.dispose());

  it.each([
    ["a row across the page", `${"-".repeat(80)}\n${"=".repeat(80)}\n${"* ".repeat(40)}`],
    ["a googol", `A googol is 1${"0".repeat(100)}.`],
    ["laughter", "Ha ha ha ha ha ha ha ha! Hahahahahahahahaha, ha ha ha."],
    ["a table to be filled in", `| a | b | c | d |\n|---|---|---|---|\n${"| | | | |\n".repeat(10)}`],
    ["a list of empty boxes", "- [ ] \n".repeat(12)],
    [
      "the board before the game",
      `board = [\n${`    [".", ".", ".", ".", ".", ".", ".", "."],\n`.repeat(4)}]`,
    ],
    [
      "code with the same lines again",
      `${"    if (ready) {\n        return x;\n    }\n".repeat(5)}${"        }\n".repeat(6)}${"</div>\n".repeat(10)}`,
    ],
    [
      "a song with a refrain",
      ["lane", "hill", "sea", "town"]
        .map(
          (place) => `I walked alone along the ${place}.\n${"Light the lamp, light the lamp!\n".repeat(4)}\n`,
        )
        .join(""),
    ],
    [
      "CSV",
      Array.from(
        { length: 80 },
        (_, day) => `2024-${1 + Math.floor(day / 28)}-${1 + (day % 28)},0,0,0,none\n`,
      ).join(""),
    ],
    ["counting", Array.from({ length: 300 }, (_, index) => index + 1).join(", ")],
    [
      "a list of likes",
      Array.from({ length: 60 }, (_, index) => `${index + 1}. I like the lamp.`).join("\n"),
    ],
  ])("lets %s pass", (_, text) => {
    expect(firstLoop(model.tokenize(text))).toBeNull();
  });

  it.each([
    ["one word", "I am very", " very"],
    ["one sentence", "It is small.", " I am only a very small demo model, so I cannot answer that yet."],
    ["one line of Chinese", "你好!", "\n我是小灯,一个很小的演示模型。"],
    [
      "a list that comes back",
      "These are:\n",
      "- red\n- green\n- blue\n- a garden behind a wall\n- a bridge of wet stone\n",
    ],
  ])("ends %s again and again, and keeps it once", (_, before, repeated) => {
    const tokens = model.tokenize(before + repeated.repeat(150));
    const loop = firstLoop(tokens);
    expect(loop?.at).toBeLessThan(400);
    const kept = model.detokenize(tokens.slice(0, loop?.keep), []);
    expect((before + repeated.repeat(2)).startsWith(kept)).toBe(true);
    expect(kept.length).toBeGreaterThanOrEqual(repeated.length);
  });

  it.each([
    ["Count to 100", 200],
    ["Tell me a long story", 1500],
  ])("lets the demo model write all of: %s", async (question, atLeast) => {
    const { start, afterSystem, afterQuestion } = model.frame;
    const system = model.tokenize("You are Lamp, a small helpful assistant.");
    const prompt = [...start, ...system, ...afterSystem, ...model.tokenize(question), ...afterQuestion];
    const [sequence] = model.sequences;
    await sequence?.trimTo(0);
    const sampling = { temperature: 0, topP: 0.9, topK: 20, repeatPenalty: 1.1 };
    const written: number[] = [];
    for await (const one of sequence?.write(prompt, sampling, 1) ?? []) written.push(one);
    expect(written.length).toBeGreaterThan(atLeast);
    expect(firstLoop(written)).toBeNull();
  });
});
