import { describe, expect, it } from "vitest";
import {
  askAll,
  bestThreshold,
  figuresOf,
  type Found,
  ofHalf,
  ofOneLanguage,
  type Outcome,
} from "../../../src/bench/knowledge/outcome.ts";
import type { Question } from "../../../src/bench/knowledge/questions.ts";

const NOBODY_STOPS = new AbortController().signal;

function question(change: Partial<Question> = {}): Question {
  return {
    kind: "plain",
    language: "en",
    question: "When do you open?",
    before: [],
    folders: null,
    places: [{ file: "hours.md", phrase: "9:00 to 16:00" }],
    half: "tuning",
    ...change,
  };
}

const passage = (file: string, text: string, score = 0.5): Found => ({ file, heading: "", text, score });

async function outcomeOf(asked: Question, found: readonly Found[]): Promise<Outcome | undefined> {
  const [outcome] = await askAll([asked], { name: "fake", search: async () => found }, NOBODY_STOPS);
  return outcome;
}

const answered = (rank: number | null, best: number): Outcome => ({
  question: question(),
  rank,
  best,
  first: null,
});
const unanswerable = (best: number): Outcome => ({
  question: question({ kind: "near-miss", places: [] }),
  rank: null,
  best,
  first: null,
});

describe("what came of a question", () => {
  it("is the place of the first right passage, and the best score", async () => {
    const found = [
      passage("hours.md", "On Mondays closed", 0.9),
      passage("prices.md", "9:00 to 16:00", 0.8),
      passage("hours.md", "**9:00** to 16:00", 0.7),
      passage("hours.md", "| 9:00 | to 16:00 |", 0.6),
    ];
    expect(await outcomeOf(question(), found)).toMatchObject({ rank: 3, best: 0.9, first: found[0] });
  });

  it("is nothing where nothing was found", async () => {
    expect(await outcomeOf(question(), [])).toMatchObject({ rank: null, best: 0, first: null });
    expect(await outcomeOf(question({ places: [] }), [passage("hours.md", "9:00 to 16:00")])).toMatchObject({
      rank: null,
    });
  });

  it("does not come once it is told to stop", async () => {
    const reason = new Error("stop");
    const asking = askAll([question()], { name: "fake", search: async () => [] }, AbortSignal.abort(reason));
    await expect(asking).rejects.toBe(reason);
  });
});

describe("the figures of a group", () => {
  it("count as recalled what is among the first five, and weigh every place", () => {
    const figures = figuresOf([answered(1, 1), answered(2, 1), answered(6, 1), answered(null, 1)], 0.5);
    expect(figures).toMatchObject({ answerable: 4, recall: 0.5 });
    expect(figures.reciprocalRank).toBeCloseTo((1 + 1 / 2 + 1 / 6) / 4);
  });

  it("refuse what stays below the threshold, rightly or wrongly", () => {
    const outcomes = [answered(1, 0.5), answered(1, 0.49), unanswerable(0.49), unanswerable(0.7)];
    expect(figuresOf(outcomes, 0.5)).toMatchObject({
      wronglyRefused: 0.5,
      unanswerable: 2,
      rightlyRefused: 0.5,
    });
  });

  it("are of those questions that they are asked of", () => {
    const held = { ...answered(1, 1), question: question({ half: "held-out" }) };
    const cross = { ...answered(1, 1), question: question({ kind: "cross" }) };
    expect(ofHalf([held, cross], "held-out")).toEqual([held]);
    expect(ofOneLanguage([held, cross])).toEqual([held]);
  });
});

describe("the best threshold", () => {
  it("lies in the middle of the gap that parts them", () => {
    expect(bestThreshold([answered(1, 0.8), answered(1, 0.6), unanswerable(0.4), unanswerable(0)])).toBe(0.5);
  });

  it("gives up as little as it has to where they overlap", () => {
    const outcomes = [
      answered(1, 0.9),
      answered(1, 0.3),
      unanswerable(0.5),
      unanswerable(0.2),
      unanswerable(0.1),
    ];
    expect(bestThreshold(outcomes)).toBe(0.25);
  });

  it("refuses nothing where that gains nothing", () => {
    expect(bestThreshold([answered(1, 0.2), unanswerable(0.8)])).toBe(0);
  });
});
