import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KeyvSqlite } from "@keyv/sqlite";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStoredAnswers } from "../../../src/core/answers/keyv-answers.ts";
import type { StoredAnswers } from "../../../src/core/answers/stored-answers.ts";
import { HistoryError } from "../../../src/core/errors.ts";
import { openKeyvInbox } from "../../../src/core/inbox/keyv-inbox.ts";
import { ANN, answer, BOB, CATS, storedAnswersContract } from "../../contracts/stored-answers.ts";
import { createCapturedLog } from "../../fakes/captured-log.ts";

const DAY = 24 * 60 * 60_000;
const TODAY = Date.UTC(2026, 6, 14, 12);
const WEEK = 7 * DAY;

let folder: string;
let files = 0;
let now: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lantern-answers-"));
  now = TODAY;
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function newFile(): string {
  files++;
  return join(folder, `answers-${files}.sqlite`);
}

function open(
  file: string,
  {
    log = createCapturedLog(),
    maxAnswers = 2_000,
  }: { log?: ReturnType<typeof createCapturedLog>; maxAnswers?: number } = {},
): Promise<StoredAnswers> {
  return openStoredAnswers({ file, log, maxAgeMs: WEEK, maxAnswers, date: () => now });
}

/** Does something to the file behind the bot's back. */
async function tamper(file: string, sql: string, ...values: unknown[]): Promise<unknown> {
  const store = new KeyvSqlite({ uri: `sqlite://${file}` });
  const rows: unknown = await store.query(sql, ...values);
  await store.disconnect();
  return rows;
}

const rowsOf = (file: string) => tamper(file, "SELECT key FROM keyv WHERE key LIKE 'answers:%'");

async function keepAll(answers: StoredAnswers, questions: readonly string[], text = "Yes."): Promise<void> {
  for (const question of questions) {
    await answers.keep(question, "s", answer(text), ANN);
    now++;
  }
}

const found = (answers: StoredAnswers, questions: readonly string[]) =>
  questions.filter((question) => answers.find(question, "s") !== null);

storedAnswersContract("openStoredAnswers", () => open(newFile()));

describe("over a restart", () => {
  it("are the same, also what was not waited for", async () => {
    const file = newFile();
    const full = { text: "Until 6 \u0000\ud83d", sources: [{ id: "p1", file: "a/b.md", heading: "Hours" }] };
    const answers = await open(file);
    const unawaited = answers.keep("Are you open?", "s", full, ANN);
    await answers[Symbol.asyncDispose]();
    await unawaited;
    await using again = await open(file);
    expect(again.find("are you OPEN", "s")).toEqual(full);
    await again.forget(CATS, ANN.person);
    expect(again.find("are you OPEN", "s")).toBeNull();
  });

  it("stay forgotten, whatever was kept and forgotten at the same time", async () => {
    const file = newFile();
    const answers = await open(file);
    await Promise.all([
      answers.keep("one", "s", answer("1"), ANN),
      answers.keep("two", "s", answer("2"), BOB),
      answers.forget(CATS, ANN.person),
      answers.keep("three", "s", answer("3"), ANN),
    ]);
    await answers[Symbol.asyncDispose]();
    await using again = await open(file);
    expect(found(again, ["one", "two", "three"])).toEqual(["two", "three"]);
  });

  it("live in one file with the inbox, and neither disturbs the other", async () => {
    const file = newFile();
    await using inbox = await openKeyvInbox({ file, log: createCapturedLog() });
    await using answers = await open(file);
    await keepAll(answers, ["one"]);
    await inbox.forget(CATS);
    await using again = await open(file);
    expect(found(again, ["one"])).toEqual(["one"]);
    expect(inbox.channels("discord")).toEqual([]);
  });
});

describe("an answer's age", () => {
  it("ends it, here and on disk", async () => {
    const file = newFile();
    await using answers = await open(file);
    await keepAll(answers, ["old"]);
    now = TODAY + WEEK - 1;
    expect(found(answers, ["old"])).toEqual(["old"]);
    now = TODAY + WEEK;
    expect(found(answers, ["old"])).toEqual([]);
    await keepAll(answers, ["new"]);
    expect(await rowsOf(file)).toHaveLength(1);
  });

  it("ends it while the bot is not running", async () => {
    const file = newFile();
    const answers = await open(file);
    await keepAll(answers, ["old"]);
    await answers[Symbol.asyncDispose]();
    now = TODAY + WEEK;
    await using again = await open(file);
    expect(found(again, ["old"])).toEqual([]);
    expect(await rowsOf(file)).toHaveLength(0);
  });

  it("is not made longer by use", async () => {
    await using answers = await open(newFile());
    await keepAll(answers, ["old"]);
    for (let day = 0; day < 7; day++, now += DAY) expect(answers.find("old", "s")).not.toBeNull();
    expect(answers.find("old", "s")).toBeNull();
  });

  it("is unknown when the date has gone back: it waits until that time has come again", async () => {
    const file = newFile();
    const answers = await open(file);
    await keepAll(answers, ["q"]);
    now = TODAY - 365 * DAY;
    expect(answers.find("q", "s")).toBeNull();
    await answers[Symbol.asyncDispose]();
    await using again = await open(file);
    expect(again.find("q", "s")).toBeNull();
    now = TODAY + DAY;
    expect(again.find("q", "s")).not.toBeNull();
  });

  it("begins anew with a new answer, also one given while the date was wrong", async () => {
    await using answers = await open(newFile());
    now = TODAY + 3650 * DAY;
    await keepAll(answers, ["q"]);
    now = TODAY;
    expect(answers.find("q", "s")).toBeNull();
    await keepAll(answers, ["q"], "Newly.");
    expect(answers.find("q", "s")?.text).toBe("Newly.");
  });
});

describe("when there are too many", () => {
  it("the one that was used least recently goes, here and on disk", async () => {
    const file = newFile();
    const answers = await open(file, { maxAnswers: 3 });
    await keepAll(answers, ["a", "b", "c"]);
    answers.find("a", "s");
    await keepAll(answers, ["d"]);
    expect(await rowsOf(file)).toHaveLength(3);
    await answers[Symbol.asyncDispose]();
    await using again = await open(file, { maxAnswers: 3 });
    expect(found(again, ["a", "b", "c", "d"])).toEqual(["a", "c", "d"]);
  });

  it("what was used in an earlier run counts", async () => {
    const file = newFile();
    const answers = await open(file);
    await keepAll(answers, ["a", "b", "c"]);
    answers.find("a", "s");
    await answers[Symbol.asyncDispose]();
    await using again = await open(file, { maxAnswers: 1 });
    expect(found(again, ["a", "b", "c"])).toEqual(["a"]);
  });

  it("their length counts as well", async () => {
    await using answers = await open(newFile());
    const questions = Array.from({ length: 251 }, (_, index) => `question ${index}`);
    await Promise.all(
      questions.map((question) => answers.keep(question, "s", answer("x".repeat(8_000)), ANN)),
    );
    expect(found(answers, questions)).toEqual(questions.slice(1));
  });

  it("one that is too long is not kept, and its older one is not given any more", async () => {
    await using answers = await open(newFile());
    const source = { id: "p", file: "f", heading: "h" };
    await answers.keep("q", "s", { text: "x".repeat(7_997), sources: [source] }, ANN);
    expect(found(answers, ["q"])).toEqual(["q"]);
    await answers.keep("q", "s", { text: "x".repeat(7_998), sources: [source] }, ANN);
    expect(found(answers, ["q"])).toEqual([]);
  });
});

describe("rows that are not of this version", () => {
  async function withOneAnswer(): Promise<string> {
    const file = newFile();
    const answers = await open(file);
    await keepAll(answers, ["good", "bad"]);
    await answers[Symbol.asyncDispose]();
    return file;
  }
  const LAST = "(SELECT max(rowid) FROM keyv)";

  it("are let go of without a word when they are of another one", async () => {
    const file = await withOneAnswer();
    await tamper(file, `UPDATE keyv SET value = json_set(value, '$.value.version', 2) WHERE rowid = ${LAST}`);
    const log = createCapturedLog();
    await using answers = await open(file, { log });
    expect(found(answers, ["good", "bad"])).toHaveLength(1);
    expect(await rowsOf(file)).toHaveLength(1);
    expect(log.lines).toEqual([]);
  });

  it.each([
    ["cut off", `{"value":{"version":1,`],
    ["without a text", JSON.stringify({ value: { version: 1, answer: {} } })],
    ["null", "null"],
    ["no text", Buffer.from([1, 2, 3])],
    ["missing", null],
  ])("are logged and let go of when they cannot be read: %s", async (_, value) => {
    const file = await withOneAnswer();
    await tamper(file, `UPDATE keyv SET value = ? WHERE rowid = ${LAST}`, value);
    const log = createCapturedLog();
    await using answers = await open(file, { log });
    expect(found(answers, ["good", "bad"])).toHaveLength(1);
    expect(log.lines).toMatchObject([{ level: "warn", fields: { count: 1 } }]);
    expect(await rowsOf(file)).toHaveLength(1);
  });
});

describe("what cannot be stored", () => {
  const FULL = "CREATE TRIGGER full BEFORE INSERT ON keyv BEGIN SELECT RAISE(FAIL, 'no room'); END";
  const HALT = "CREATE TRIGGER halt BEFORE DELETE ON keyv BEGIN SELECT RAISE(FAIL, 'halt'); END";

  it("is told once, can be used meanwhile, and is stored with what comes next", async () => {
    const file = newFile();
    const log = createCapturedLog();
    const answers = await open(file, { log });
    await tamper(file, FULL);
    await keepAll(answers, ["one", "two"]);
    expect(found(answers, ["one", "two"])).toEqual(["one", "two"]);
    expect(log.lines.map(({ level }) => level)).toEqual(["warn"]);
    await tamper(file, "DROP TRIGGER full");
    await keepAll(answers, ["three"]);
    await answers[Symbol.asyncDispose]();
    await using again = await open(file);
    expect(found(again, ["one", "two", "three"])).toEqual(["one", "two", "three"]);
  });

  it("is a failure when it was to be forgotten, until that has worked", async () => {
    const file = newFile();
    await using answers = await open(file);
    await keepAll(answers, ["one"]);
    await tamper(file, HALT);
    await expect(answers.forget(CATS)).rejects.toMatchObject({ code: "unwritable" });
    await expect(answers.forget(CATS)).rejects.toThrow(HistoryError);
    expect(found(answers, ["one"])).toEqual([]);
    await tamper(file, "DROP TRIGGER halt");
    await answers.forget(CATS);
    expect(await rowsOf(file)).toHaveLength(0);
  });
});

it("leaves no word of what was forgotten in its files, and never a question or a name", async () => {
  const file = newFile();
  await using answers = await open(file);
  await answers.keep("Where is the treasure?", "scope", answer("Under the oak."), ANN);
  await answers.keep("Where is the treasure?", "scope", answer("In the well."), BOB);
  const filesNow = async () => (await readFile(file, "latin1")) + (await readFile(`${file}-wal`, "latin1"));
  const before = await filesNow();
  expect(before).toContain("In the well.");
  for (const text of ["treasure", "discord", "scope"]) expect(before).not.toContain(text);
  await answers.forget(CATS, BOB.person);
  expect(await filesNow()).not.toMatch(/oak|well/);
});

it("does what a plain list would, whatever comes in whatever order, over restarts", async () => {
  interface Listed {
    readonly question: string;
    readonly text: string;
    readonly person: string;
  }
  /** Gives the list after it. */
  type Act = (list: readonly Listed[], answers: StoredAnswers) => readonly Listed[];
  const question = fc.constantFrom("a", "b", "c", "d", "e");
  const without = (list: readonly Listed[], question: string) =>
    list.filter((one) => one.question !== question);

  const keep = fc
    .tuple(question, fc.string(), fc.constantFrom(ANN, BOB))
    .map(([question, text, given]): Act => (list, answers) => {
      void answers.keep(question, "s", answer(text), given);
      return [...without(list, question), { question, text, person: given.person }].slice(-3);
    });
  const find = question.map((question): Act => (list, answers) => {
    const one = list.find((listed) => listed.question === question);
    expect(answers.find(question, "s")?.text).toBe(one?.text);
    return one === undefined ? list : [...without(list, question), one];
  });
  const forget = fc.constantFrom(ANN.person, BOB.person).map((person): Act => (list, answers) => {
    void answers.forget(CATS, person);
    return list.filter((one) => one.person !== person);
  });
  const acts = fc.array(
    fc.oneof(
      { weight: 4, arbitrary: keep },
      { weight: 4, arbitrary: find },
      { weight: 1, arbitrary: forget },
    ),
    { maxLength: 20, size: "max" },
  );

  await fc.assert(
    fc.asyncProperty(fc.array(acts, { minLength: 1, maxLength: 4 }), async (runs) => {
      const file = newFile();
      let list: readonly Listed[] = [];
      for (const run of runs) {
        await using answers = await open(file, { maxAnswers: 3 });
        for (const act of run) {
          list = act(list, answers);
          now++;
        }
      }
      await using answers = await open(file, { maxAnswers: 3 });
      expect(found(answers, ["a", "b", "c", "d", "e"])).toEqual(list.map((one) => one.question).toSorted());
    }),
    { seed: 42, numRuns: 40 },
  );
});
