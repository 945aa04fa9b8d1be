import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { readDocument, type Section } from "../../../../src/core/knowledge/process/reading/read-document.ts";

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lantern-reading-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The path of a file of that name with that content. */
export async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, content);
  return path;
}

/** What is read of the file at `path`. */
export async function sectionsAt(path: string, signal = new AbortController().signal): Promise<Section[]> {
  const sections: Section[] = [];
  for await (const section of readDocument(path, signal)) sections.push(section);
  return sections;
}

/** What is read of a file of that name with that content. */
export async function sectionsIn(name: string, content: string | Uint8Array): Promise<Section[]> {
  return sectionsAt(await fileOf(name, content));
}

/** The same as lines: the headings joined by `/`, a colon, the text. */
export async function readingOf(name: string, content: string | Uint8Array): Promise<string[]> {
  return (await sectionsIn(name, content)).map(({ heading, text }) => `${heading.join("/")}: ${text}`);
}
