import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { DOCUMENTS, KINDS, type Question, readQuestions } from "../../../src/bench/knowledge/questions.ts";
import { cutPassages } from "../../../src/core/knowledge/process/reading/cut-passages.ts";
import { readDocument } from "../../../src/core/knowledge/process/reading/read-document.ts";
import { normalForm } from "../../../src/core/wording/normal-form.ts";

const NOBODY_STOPS = new AbortController().signal;

let questions: readonly Question[];
/** The passages of each file, in the form in which they are compared. */
const passages = new Map<string, readonly string[]>();

beforeAll(async () => {
  questions = await readQuestions();
  const paths = await readdir(DOCUMENTS, { recursive: true });
  for (const path of paths.filter((one) => /\.\w+$/.test(one))) {
    const texts: string[] = [];
    for await (const { text } of cutPassages(readDocument(join(DOCUMENTS, path), NOBODY_STOPS))) {
      texts.push(normalForm(text));
    }
    passages.set(path.replaceAll("\\", "/"), texts);
  }
});

const count = (holds: (question: Question) => boolean) => questions.filter(holds).length;

describe("the evaluation set", () => {
  it("has enough documents, of all sorts and in both languages", () => {
    const paths = [...passages.keys()];
    expect(paths.length).toBeGreaterThanOrEqual(20);
    expect(new Set(paths.map((path) => path.split("/", 1).join())).size).toBeGreaterThanOrEqual(3);
    expect(paths.some((path) => path.startsWith("staff/"))).toBe(true);
    for (const ending of ["md", "txt", "html", "csv"]) {
      expect(paths.filter((path) => path.endsWith(`.${ending}`))).not.toEqual([]);
    }
    const chinese = [...passages.values()].filter((texts) => /\p{Script=Han}{4}/u.test(texts.join()));
    expect(chinese.length / paths.length).toBeGreaterThan(0.3);
    expect(chinese.length / paths.length).toBeLessThan(0.7);
  });

  it("has enough questions of each kind, in both languages, and of both halves alike", () => {
    expect(questions.length).toBeGreaterThanOrEqual(60);
    expect(count(({ places }) => places.length === 0)).toBeGreaterThanOrEqual(20);
    for (const kind of KINDS) {
      const all = count((question) => question.kind === kind);
      const tuning = count((question) => question.kind === kind && question.half === "tuning");
      expect(all, kind).toBeGreaterThanOrEqual(5);
      expect(Math.abs(all - 2 * tuning), kind).toBeLessThanOrEqual(2);
    }
    const chinese = count(({ language }) => language === "zh");
    expect(chinese / questions.length).toBeGreaterThan(0.4);
    expect(chinese / questions.length).toBeLessThan(0.6);
  });

  it("asks everything once", () => {
    const asked = questions.map(({ question, before, folders }) =>
      [...before, question, folders].join(" | "),
    );
    expect(asked).toHaveLength(new Set(asked).size);
  });

  it("calls unanswerable just what is a near miss or off topic", () => {
    const odd = questions.filter(
      ({ kind, places }) => (places.length === 0) !== (kind === "near-miss" || kind === "off-topic"),
    );
    expect(odd).toEqual([]);
  });

  it("asks follow-ups after something, and nothing else", () => {
    const odd = questions.filter(({ kind, before }) => before.length > 0 !== (kind === "follow-up"));
    expect(odd).toEqual([]);
  });

  it("names places by words that stand once in their file, and whole in a passage of it", async () => {
    const odd: unknown[] = [];
    for (const { file, phrase } of questions.flatMap(({ places }) => places)) {
      const wanted = normalForm(phrase);
      const times = normalForm(await readFile(join(DOCUMENTS, file), "utf8")).split(wanted).length - 1;
      const inPassage = passages.get(file)?.some((text) => text.includes(wanted));
      if (times !== 1 || inPassage !== true) odd.push({ file, phrase, times, inPassage });
    }
    expect(odd).toEqual([]);
  });

  it("asks about every document", () => {
    const asked = new Set(questions.flatMap(({ places }) => places.map(({ file }) => file)));
    expect([...passages.keys()].filter((path) => !asked.has(path))).toEqual([]);
  });

  it("hides an answer from those who may not see its folder", () => {
    const inFolders = count(({ folders, places }) => folders !== null && places.length === 0);
    expect(inFolders).toBeGreaterThanOrEqual(3);
  });
});
