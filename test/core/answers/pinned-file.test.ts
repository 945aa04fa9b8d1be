import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SAME_QUESTION } from "../../../src/core/answers/pinned-answers.ts";
import { openPinnedAnswers } from "../../../src/core/answers/pinned-file.ts";
import { createCapturedLog } from "../../fakes/captured-log.ts";

const FAQ = "## When do you open?\n## 几点开门？\nAt 9.\n\n## Do you ship to Norway?\nYes.\n";

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lantern-faq-"));
  file = join(folder, "faq.md");
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function open() {
  const log = createCapturedLog();
  const pinned = openPinnedAnswers({ file, log });
  return {
    pinned,
    /** What the person who runs the bot should see to. */
    complaints: () => log.lines.filter(({ level }) => level !== "info"),
    answerTo: async (question: string) => {
      const [best] = await pinned.match(question, 1);
      return best !== undefined && best.score >= SAME_QUESTION ? best.answer : null;
    },
  };
}

describe("pinned answers", () => {
  it("are those of the file, the same question or nearly the same", async () => {
    await writeFile(file, FAQ);
    const { pinned, complaints } = open();
    expect(await pinned.match("WHEN do you open", 1)).toEqual([
      { answer: "At 9.", question: "When do you open?", score: 1 },
    ]);
    const [best, next] = await pinned.match("你们什么时候开门？", 2);
    expect(best).toMatchObject({ answer: "At 9.", question: "几点开门？" });
    expect(best?.score).toBeGreaterThanOrEqual(SAME_QUESTION);
    expect(next).toBeUndefined();
    expect(await pinned.match("?!", 9)).toEqual([]);
    expect(await pinned.match("When do you open? ".repeat(100), 9)).toEqual([]);
    expect(complaints()).toEqual([]);
  });

  it("are none where there is no file, and those of one that comes later", async () => {
    const { pinned, answerTo, complaints } = open();
    expect(await answerTo("When do you open?")).toBeNull();
    const before = pinned.version();
    await writeFile(file, FAQ);
    expect(await answerTo("When do you open?")).toBe("At 9.");
    expect(pinned.version()).not.toBe(before);
    await rm(file);
    expect(await answerTo("When do you open?")).toBeNull();
    expect(pinned.version()).toBe(before);
    expect(complaints()).toEqual([]);
  });

  it("follow the file, also where another one takes its place", async () => {
    await writeFile(file, FAQ);
    const { pinned, answerTo } = open();
    await answerTo("When do you open?");
    const version = pinned.version();
    await answerTo("When do you open?");
    expect(pinned.version()).toBe(version);
    await writeFile(`${file}.new`, FAQ.replace("At 9.", "At 8."));
    await rename(`${file}.new`, file);
    expect(await answerTo("When do you open?")).toBe("At 8.");
    expect(pinned.version()).not.toBe(version);
  });

  it("are the same for all who ask at once", async () => {
    await writeFile(file, FAQ);
    const { answerTo } = open();
    const answers = await Promise.all(Array.from({ length: 20 }, () => answerTo("几点开门")));
    expect(new Set(answers)).toEqual(new Set(["At 9."]));
  });
});

describe("a file of pinned answers", () => {
  it("has its mistakes told once, with their lines, and never its words", async () => {
    await writeFile(file, `${FAQ}## when do you OPEN\nAt 7.\n## Secret?\n`);
    const { answerTo, complaints } = open();
    for (let round = 0; round < 3; round++) expect(await answerTo("When do you open?")).toBe("At 9.");
    expect(complaints()).toMatchObject([
      { level: "warn", fields: { file, line: 7 } },
      { level: "warn", fields: { file, line: 9 } },
    ]);
    expect(JSON.stringify(complaints())).not.toMatch(/secret|OPEN/i);
  });

  it("with mistakes without end fills no log", async () => {
    await writeFile(file, "## Q\nA.\n".repeat(1000));
    const { answerTo, complaints } = open();
    expect(await answerTo("Q")).toBe("A.");
    expect(complaints()).toHaveLength(21);
    expect(complaints().at(-1)?.fields).toMatchObject({ count: 979 });
  });

  it.each([
    ["larger than 1 MB", Buffer.from(`## Q\n${"x".repeat(1024 * 1024)}`)],
    ["no UTF-8", Buffer.from([0x23, 0x23, 0x20, 0xbf, 0xaa, 0x0a, 0xff])],
  ])("that is %s is told once, and what was read before goes on to count", async (_, bytes) => {
    await writeFile(file, FAQ);
    const { pinned, answerTo, complaints } = open();
    await answerTo("When do you open?");
    const version = pinned.version();
    await writeFile(file, bytes);
    for (let round = 0; round < 3; round++) expect(await answerTo("When do you open?")).toBe("At 9.");
    expect(pinned.version()).toBe(version);
    expect(complaints()).toMatchObject([{ level: "error", fields: { file } }]);
    await writeFile(file, "## When do you open?\nAt 6.");
    expect(await answerTo("When do you open?")).toBe("At 6.");
    expect(complaints()).toHaveLength(1);
  });

  it("may begin with the mark that some editors set", async () => {
    await writeFile(file, `\ufeff${FAQ}`);
    const { answerTo, complaints } = open();
    expect(await answerTo("When do you open?")).toBe("At 9.");
    expect(complaints()).toEqual([]);
  });

  it("that is a folder is told once", async () => {
    const { answerTo, complaints } = open();
    file = folder;
    const inFolder = open();
    for (let round = 0; round < 3; round++) expect(await inFolder.answerTo("When?")).toBeNull();
    expect(inFolder.complaints()).toHaveLength(1);
    expect(await answerTo("When?")).toBeNull();
    expect(complaints()).toEqual([]);
  });
});
