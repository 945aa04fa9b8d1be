import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Knowledge, KnowledgeQuery } from "../../src/core/knowledge/knowledge.ts";

/** The documents of the contract, by path. Each file says its own words only. */
export const CONTRACT_DOCUMENTS: Readonly<Record<string, string>> = {
  "welcome.md": "Visitors find coffee in the lobby.",
  "shop/returns.md": "Lamps may be returned within thirty days.",
  "shop/prices/lamps.md": "The Aurora lamp costs forty-nine euros.",
  "staff/keys.md": "The safe opens with the silver key.",
  "staff only/wages.md": "Wages are paid on Fridays.",
  "店铺/营业.md": "周一至周六营业。",
};

const EVERYTHING = Object.keys(CONTRACT_DOCUMENTS).toSorted();
/** A question with a word of every document. */
const ANYTHING = "coffee lamps returned Aurora costs safe silver key wages Fridays 营业";

/** Knowledge whose documents can change. */
export interface ChangingKnowledge {
  readonly knowledge: Knowledge;
  /** It may take a moment until searches see it. */
  add(file: string, text: string): Promise<void> | void;
  /** See {@link add}. */
  remove(file: string): Promise<void> | void;
}

/** What every {@link Knowledge} promises that holds {@link CONTRACT_DOCUMENTS}, all of them read. */
export function knowledgeContract(name: string, open: () => Promise<ChangingKnowledge>): void {
  describe(`${name} keeps the promises of knowledge`, () => {
    let opened: ChangingKnowledge;
    let knowledge: Knowledge;
    beforeAll(async () => {
      opened = await open();
      ({ knowledge } = opened);
    });
    afterAll(async () => knowledge[Symbol.asyncDispose]());

    const search = (changes: Partial<KnowledgeQuery>) =>
      knowledge.search(
        { question: ANYTHING, before: [], folders: null, limit: 20, ...changes },
        new AbortController().signal,
      );
    const filesIn = async (folders: readonly string[] | null) =>
      (await search({ folders })).map(({ file }) => file).toSorted();

    it("finds what was asked for, with where it stands and how well it fits", async () => {
      const [best] = await search({ question: "Aurora lamp" });
      expect(best).toMatchObject({
        file: "shop/prices/lamps.md",
        text: CONTRACT_DOCUMENTS["shop/prices/lamps.md"],
      });
      expect(best?.score).toBeGreaterThan(0.5);
      expect(best?.score).toBeLessThanOrEqual(1);
    });

    it("gives the best first, and no more than was asked for", async () => {
      const all = await search({});
      expect(all.map(({ score }) => score)).toEqual(all.map(({ score }) => score).toSorted((a, b) => b - a));
      expect(await search({ limit: 2 })).toEqual(all.slice(0, 2));
    });

    it("finds nothing for a question of which no document has a word", async () => {
      expect(await search({ question: "zyzzyva" })).toEqual([]);
      expect(await search({ question: "" })).toEqual([]);
    });

    it("looks into all folders, or into some with all below them", async () => {
      expect(await filesIn(null)).toEqual(EVERYTHING);
      expect(await filesIn(["shop"])).toEqual(["shop/prices/lamps.md", "shop/returns.md"]);
      expect(await filesIn(["shop/prices", "店铺"])).toEqual(["shop/prices/lamps.md", "店铺/营业.md"]);
      expect(await filesIn(["."])).toEqual(["welcome.md"]);
      expect(await filesIn([])).toEqual([]);
    });

    it.each([
      "..",
      "/",
      "",
      "./shop",
      "shop/",
      "shop/..",
      "/shop",
      "SHOP",
      "sh",
      "shop\0",
      "*",
      "shop/%",
      "staff' OR '1",
    ])("opens nothing by a folder that there is not: %j", async (folder) => {
      expect(await filesIn([folder])).toEqual([]);
      const [one] = await search({ question: "Aurora lamp" });
      expect(await knowledge.passage(one?.id ?? "", [folder])).toBeNull();
    });

    it("never lets out a passage that lies outside of the folders", async () => {
      const folder = fc.oneof(
        fc.constantFrom(
          ".",
          "shop",
          "shop/prices",
          "staff",
          "staff only",
          "店铺",
          "..",
          "",
          "Shop",
          "staff/",
        ),
        fc.string({ maxLength: 8 }),
      );
      const everything = await search({});
      const property = fc.asyncProperty(fc.array(folder, { maxLength: 3 }), async (folders) => {
        const inside = (file: string) =>
          folders.some((one) =>
            one === "." ? !file.includes("/") : file.startsWith(`${one}/`) && one !== "",
          );
        const found = await search({ folders });
        expect(found.map(({ file }) => file).toSorted()).toEqual(EVERYTHING.filter(inside));
        for (const { id, file } of everything)
          expect((await knowledge.passage(id, folders)) !== null).toBe(inside(file));
      });
      await fc.assert(property, { seed: 42, numRuns: 60 });
    });

    it("gives a passage again by its id", async () => {
      const [found] = await search({ question: "silver key" });
      const { score, ...passage } = found ?? { score: 0 };
      expect(score).toBeGreaterThan(0);
      expect(await knowledge.passage(found?.id ?? "", null)).toEqual(passage);
      expect(await knowledge.passage(found?.id ?? "", ["staff"])).toEqual(passage);
      expect(await knowledge.passage(found?.id ?? "", ["shop"])).toBeNull();
      expect(await knowledge.passage("no such passage", null)).toBeNull();
    });

    it("names the folders that there are documents in, with those above them", () => {
      expect(knowledge.folders()).toEqual([".", "shop", "shop/prices", "staff", "staff only", "店铺"]);
    });

    it("says what it holds", () => {
      expect(knowledge.status()).toEqual({ files: 6, passages: 6, reading: null, skipped: [] });
      expect(knowledge.version()).toBe(knowledge.version());
      expect(knowledge.version()).not.toBe("");
    });

    it("names a version that it never had as soon as a search sees a change", async () => {
      const seen = [knowledge.version()];
      for (const isThere of [true, false, true, false]) {
        await (isThere ? opened.add("zoo.md", "Zebras graze.") : opened.remove("zoo.md"));
        const finds = async () => (await search({ question: "zebras" })).length > 0;
        while ((await finds()) !== isThere);
        seen.push(knowledge.version());
      }
      expect(new Set(seen).size).toBe(seen.length);
    });

    it("stops searching when told to", async () => {
      const query: KnowledgeQuery = { question: ANYTHING, before: [], folders: null, limit: 5 };
      const reason = new Error("enough");
      await expect(knowledge.search(query, AbortSignal.abort(reason))).rejects.toBe(reason);
      const stop = new AbortController();
      const searching = knowledge.search(query, stop.signal);
      stop.abort(reason);
      await expect(searching).rejects.toBe(reason);
    });
  });
}
