import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { documentsCheck } from "../../src/doctor/checks/documents.ts";
import { embeddingModelCheck, rankingModelCheck } from "../../src/doctor/checks/model-file.ts";
import { pinnedAnswersCheck } from "../../src/doctor/checks/pinned-answers.ts";
import { startFakeHub } from "../fakes/model-hub.ts";
import { writeTinyRanker } from "../fakes/tiny-ranker.ts";
import { DEMO_MODEL, findingOf, situationIn } from "./situation.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lantern-doctor-test-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(path: string, text: string | Uint8Array): Promise<string> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
  return join(folder, path);
}

/** A user without rights of its own, on every system. */
const NOBODY = 65_534;

describe("checking the documents", () => {
  const documents = () => join(folder, "documents");
  const look = (settings: Record<string, string> = {}) =>
    findingOf(documentsCheck(situationIn(folder, { KNOWLEDGE_DIR: documents(), ...settings })));

  it("says that there are none when none are wanted", async () => {
    expect(await findingOf(documentsCheck(situationIn(folder)))).toMatch(/^ok: .*KNOWLEDGE_DIR is empty/);
  });

  it("counts those that are read, and what stays out", async () => {
    await write("documents/a.md", "Herons.");
    expect(await look()).toBe(`ok: ${documents()} holds 1 document.`);
    await write("documents/deep/er/b.PDF", "Otters.");
    await write("documents/song.mp3", "la");
    await write("documents/.hidden.md", "nothing");
    expect(await look()).toBe(`ok: ${documents()} holds 2 documents; 1 file of other kinds stays out.`);
  });

  it("says where the folder should be, and what is wrong with what is there", async () => {
    expect(await look()).toMatch(/^bad: there is no folder .*documents\. Make it/);
    await write("documents", "a file");
    expect(await look()).toMatch(/^bad: .*documents is no folder\. Let KNOWLEDGE_DIR/);
  });

  it("warns of a folder with nothing to read, and says what is read", async () => {
    await mkdir(documents());
    expect(await look()).toMatch(/^warning: .* holds no documents\. Put some there that end in \.md.*\.pdf/);
    await write("documents/song.mp3", "la");
    expect(await look()).toMatch(/^warning: .* holds 1 file, but none of a kind that is read\./);
  });

  it("warns of what cannot be looked into", async () => {
    await write("documents/a.md", "Herons.");
    await symlink("nowhere.md", join(documents(), "gone.md"));
    expect(await look()).toMatch(/^warning: gone\.md cannot be looked into\./m);
  });

  it("says so when the folder may not be read", async () => {
    await mkdir(documents());
    await look(); // what it needs is loaded while that may be read
    await chmod(documents(), 0);
    const owner = process.geteuid?.() ?? 0;
    if (owner === 0) process.seteuid?.(NOBODY); // who may read everything, does not for a moment
    try {
      expect(await look()).toMatch(/^bad: .* may not be read\./);
    } finally {
      process.seteuid?.(owner);
      await chmod(documents(), 0o700);
    }
  });

  it("warns of folders for channels that hold no documents", async () => {
    await write("documents/guides/german/a.md", "Reiher.");
    await write("documents/b.md", "Herons.");
    expect(await look({ KNOWLEDGE_FOLDERS: "guides,.,guides/german" })).toMatch(/^ok: .*\.$/);
    expect(await look({ KNOWLEDGE_FOLDERS: "Guides" })).toMatch(/^warning: KNOWLEDGE_FOLDERS names Guides,/m);
  });
});

describe("checking the embedding model", () => {
  const look = (model: string, settings: Record<string, string> = {}) =>
    findingOf(
      embeddingModelCheck(
        situationIn(folder, { KNOWLEDGE_DIR: folder, EMBEDDING_MODEL: model, ...settings }),
      ),
    );

  it("says nothing when none is named", async () => {
    expect(await findingOf(embeddingModelCheck(situationIn(folder)))).toBe("");
    expect(await look("")).toBe("");
  });

  it("finds a file that is here, and misses one that is not", async () => {
    expect(await look(DEMO_MODEL)).toMatch(/^ok: .* is whole/);
    expect(await look(join(folder, "none.gguf"))).toMatch(/^bad: there is no file .* EMBEDDING_MODEL\.$/);
    expect(await look(await write("not.gguf", "nothing"))).toMatch(/^bad: .* EMBEDDING_MODEL\.$/);
  });

  it("says that the next start fetches it", async () => {
    await using hub = await startFakeHub();
    hub.files.set("some/embedder/resolve/main/e.gguf", { content: Buffer.from("GGUF") });
    expect(await look("hf:some/embedder/e.gguf", { HF_ENDPOINT: hub.url })).toMatch(
      /^warning: e\.gguf is not here yet; .*the next start fetches it/,
    );
  });
});

describe("checking the ranking model", () => {
  const look = (model: string) =>
    findingOf(rankingModelCheck(situationIn(folder, { KNOWLEDGE_DIR: folder, RANKING_MODEL: model })));

  it("says nothing when none is named", async () => {
    expect(await findingOf(rankingModelCheck(situationIn(folder)))).toBe("");
    expect(await look("")).toBe("");
  });

  it("finds a file that ranks, and refuses one that does not or is not there", async () => {
    const model = join(folder, "ranker.gguf");
    await writeTinyRanker(model, [["herons"]]);
    expect(await look(model)).toMatch(/^ok: .*ranker\.gguf is whole \(bert, /);
    expect(await look(DEMO_MODEL)).toMatch(/^bad: .* ranks nothing\. Let RANKING_MODEL name/);
    expect(await look(join(folder, "none.gguf"))).toMatch(/^bad: there is no file .* RANKING_MODEL\.$/);
  });
});

describe("checking the owner's answers", () => {
  const look = (file: string) => findingOf(pinnedAnswersCheck(situationIn(folder, { FAQ_FILE: file })));

  it("does not miss a file that is not there", async () => {
    expect(await look(join(folder, "faq.md"))).toMatch(
      /^ok: there is no .*faq\.md, and there need not be\.$/,
    );
  });

  it("counts the answers, and names the lines that cannot be used", async () => {
    const file = await write("faq.md", "## When?\n\nNow.\n\n## Where?\n\n## When?\n\nLater.\n\n## Why?\n");
    expect((await look(file)).split("\n")).toEqual([
      `ok: ${file} holds 2 answers.`,
      expect.stringMatching(/^warning: line 7 of .* twice\. Keep the one/),
      expect.stringMatching(/^warning: line 11 of .* a question without an answer\. Write an answer/),
    ]);
  });

  it("names the first five mistakes only", async () => {
    const file = await write("faq.md", "## ?\n\nWell.\n\n".repeat(8));
    const lines = (await look(file)).split("\n");
    expect(lines).toHaveLength(7);
    expect(lines.at(-1)).toMatch(/^warning: 3 more lines/);
  });

  it("refuses what the bot cannot read", async () => {
    expect(await look(await write("latin.md", Buffer.from("## Où?\n\nIci.", "latin1")))).toMatch(
      /^bad: .* is not written in UTF-8/,
    );
    expect(await look(await write("big.md", "x".repeat(1024 * 1024 + 1)))).toMatch(
      /^bad: .*larger than 1 MB/,
    );
    expect(await look(folder)).toMatch(/^bad: .* cannot be read because it is a folder/);
  });
});
