import { mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  KNOWN_EXTENSIONS,
  readDocument,
  UnreadableDocument,
} from "../../../../src/core/knowledge/process/reading/read-document.ts";
import { docx, paragraph, pdf } from "./documents.ts";
import { fileOf, readingOf, sectionsAt, temporaryFolder } from "./reading.ts";

/** A long text of every kind, by the ends of their names. */
const LONG = new Map<string, string | Uint8Array>([
  ["md", "# A\n\nText.\n\n".repeat(2000)],
  ["txt", "Some text.\n\n".repeat(5000)],
  ["html", "<h1>A</h1><p>Text.".repeat(5000)],
  ["csv", `Name,Price\n${"Tea,2\n".repeat(9000)}`],
  ["pdf", pdf(Array.from({ length: 40 }, (_, index) => ({ lines: [`Page ${index}.`] })))],
  ["docx", docx(paragraph("Some text.").repeat(3000))],
]);

describe("reading a document", () => {
  it("knows the ends of names in any case", async () => {
    expect(await readingOf("A.TXT", "Text.")).toEqual(["A: Text."]);
    expect([...KNOWN_EXTENSIONS].toSorted()).toEqual([
      ".csv",
      ".docx",
      ".htm",
      ".html",
      ".markdown",
      ".md",
      ".pdf",
      ".txt",
    ]);
  });

  it.each(["a.png", "Makefile", "a.md.bak"])("refuses what it cannot read, such as %s", async (name) => {
    await expect(readingOf(name, "Text.")).rejects.toMatchObject({ code: "unsupported" });
  });

  it("says that a file is not there any more", async () => {
    const path = join(await temporaryFolder(), "a.md");
    await expect(sectionsAt(path)).rejects.toThrow(
      new UnreadableDocument("gone", "It is not there any more."),
    );
    await expect(sectionsAt(path)).rejects.toMatchObject({ code: "gone", cause: { code: "ENOENT" } });
  });

  it("refuses a folder with the name of a document", async () => {
    const path = join(await temporaryFolder(), "a.md");
    await mkdir(path);
    await expect(sectionsAt(path)).rejects.toMatchObject({ code: "unsupported" });
  });

  it("refuses a file of more than 100 MB without reading it", async () => {
    const path = await fileOf("a.txt", "Text.");
    const file = await open(path, "r+");
    await file.truncate(100_000_001);
    await file.close();
    await expect(sectionsAt(path)).rejects.toMatchObject({ code: "too-big" });
  });

  it.each([
    ["md", `${"Some words. ".repeat(10)}\n\n`],
    ["txt", `${"Some words. ".repeat(10)}\n\n`],
    ["html", `<p>${"Some words. ".repeat(10)}`],
    ["csv", `${"Some words. ".repeat(10)}\n`],
  ])("refuses more text than is read of one document, in %s", async (kind, words) => {
    await expect(readToTheEnd(await fileOf(`a.${kind}`, words.repeat(200_000)))).rejects.toMatchObject({
      code: "too-big",
    });
  });

  it.each([...LONG])("stops reading %s when it is aborted", async (kind, content) => {
    const path = await fileOf(`a.${kind}`, content);
    const stop = new AbortController();
    const reason = new Error("stopped");
    const reading = readDocument(path, stop.signal)[Symbol.asyncIterator]();
    expect((await reading.next()).done).toBe(false);
    stop.abort(reason);
    await expect(exhausted(reading)).rejects.toBe(reason);
    await expect(sectionsAt(path, stop.signal)).rejects.toBe(reason);
  });

  it.each([...LONG])("closes the file when nobody reads %s to its end", async (kind, content) => {
    const path = await fileOf(`a.${kind}`, content);
    for await (const { text } of readDocument(path, new AbortController().signal)) {
      expect(text).not.toBe("");
      break;
    }
    await rm(path);
    await expect(sectionsAt(path)).rejects.toMatchObject({ code: "gone" });
  });
});

async function exhausted(reading: AsyncIterator<unknown>): Promise<void> {
  while ((await reading.next()).done !== true);
}

async function readToTheEnd(path: string): Promise<void> {
  await exhausted(readDocument(path, new AbortController().signal)[Symbol.asyncIterator]());
}
