import { describe, expect, it } from "vitest";
import type { IndexReader } from "../../../../src/core/knowledge/process/index-reader.ts";
import { lookUp } from "../../../../src/core/knowledge/process/look-up.ts";
import { understand } from "../../../../src/core/knowledge/process/question.ts";

/** Documents of which nothing is known but how many passages have each term. */
function readerOf(counts: Readonly<Record<string, number>>): IndexReader {
  const having = (holds: (term: string) => boolean) =>
    new Map(Object.entries(counts).filter(([term]) => holds(term)));
  return {
    frequencies: async (terms) => having((term) => terms.includes(term)),
    termsFrom: async (first) => having((term) => term.startsWith(first)),
    withTerms: async () => [],
    withKeys: async () => [],
    passage: async () => null,
  };
}

async function lookedUp(
  question: string,
  counts: Readonly<Record<string, number>>,
  before: readonly string[] = [],
) {
  const {
    question: meant,
    terms,
    frequencies,
  } = await lookUp(understand({ question, before }), readerOf(counts));
  return { own: meant.own.map(({ term }) => term), terms, frequencies: Object.fromEntries(frequencies) };
}

describe("a question in the words of the documents", () => {
  it("is as it was where they have them all", async () => {
    expect(await lookedUp("helmet colours", { helmet: 3, colour: 1, pump: 9 })).toEqual({
      own: ["helmet", "colour"],
      terms: ["helmet", "colour"],
      frequencies: { helmet: 3, colour: 1 },
    });
  });

  it("is looked for by other words of the same meaning too, as frequent as they are", async () => {
    const { own, terms, frequencies } = await lookedUp("warranty helmet", { guarante: 4, helmet: 3 });
    expect(own).toEqual(["warranti", "helmet"]);
    expect(terms.toSorted()).toEqual(["guarante", "helmet"]);
    expect(frequencies["warranti"]).toBe(4);
  });

  it("has slips put right: the closest word counts, of several the most frequent", async () => {
    const counts = { battl: 1, batteri: 5, batter: 7, pump: 2 };
    expect((await lookedUp("batery pump", counts)).own).toEqual(["batteri", "pump"]);
    expect((await lookedUp("statiom pump", { station: 2, statio: 5, pump: 2 })).own).toEqual([
      "statio",
      "pump",
    ]);
  });

  it("leaves alone what no document comes close to, and what has a known word of its meaning", async () => {
    const { own, terms } = await lookedUp("bitcoin helmet", { helmet: 3, bit: 1, coin: 1 });
    expect(own).toEqual(["bitcoin", "helmet"]);
    expect(terms).toEqual(["helmet"]);
    expect((await lookedUp("warranty", { guarante: 4, warrant: 9 })).own).toEqual(["warranti"]);
  });

  it("takes what was asked before along, where it has to", async () => {
    const { terms } = await lookedUp("and the price?", { helmet: 3, price: 4 }, ["Do you sell helmets?"]);
    expect(terms).toContain("helmet");
  });
});
