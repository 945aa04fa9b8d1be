import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { command } from "../command.ts";
import { writeTinyRanker } from "../fakes/tiny-ranker.ts";

const { path, run: ask } = command("ask");

beforeEach(async () => {
  for (const name of ["public", "staff"]) await mkdir(path("documents", name), { recursive: true });
  await writeFile(
    path("documents/public/shop.md"),
    "# Shop\n\n## Opening hours\n\nThe shop opens at nine o'clock.\n\n## Prices\n\nBread costs three euros.\n",
  );
  await writeFile(path("documents/staff/safe.md"), "# Safe\n\nThe code of the safe is changed monthly.\n");
  await writeFile(path("faq.md"), "## Do you sell cake?\n\nOnly on Sundays.\n");
});

const DOCUMENTS = { KNOWLEDGE_DIR: "documents" };
const json = z.object({
  folders: z.array(z.string()).nullable(),
  documents: z.object({ found: z.array(z.object({ file: z.string(), score: z.number() })) }),
});

describe("npm run ask", () => {
  it("shows the passages with file, heading and score", async () => {
    const { stdout, stderr, code } = await ask(DOCUMENTS, "When does the shop open?");
    expect(stdout).toMatch(/ \d\.\d\d ✓ public\/shop\.md › Shop/);
    expect(stdout).toContain("nine o'clock");
    expect([stderr, code]).toEqual(["", 0]);
  });

  it("shows the owner's own answers, even without documents", async () => {
    const { stdout, code } = await ask({}, "do you sell cake");
    expect(stdout).toMatch(/1\.00 ✓ Do you sell cake\?\n +Only on Sundays\./);
    expect(code).toBe(0);
  });

  it("looks only into the folders that a channel may use, or that are named", async () => {
    const settings = { ...DOCUMENTS, KNOWLEDGE_FOLDERS: "public" };
    const customers = json.parse(JSON.parse((await ask(settings, "--json", "code of the safe")).stdout));
    expect(customers.folders).toEqual(["public"]);
    expect(customers.documents.found.filter(({ file }) => file.startsWith("staff/"))).toEqual([]);
    const staff = await ask(settings, "--json", "--folders", "staff", "code of the safe");
    expect(json.parse(JSON.parse(staff.stdout)).documents.found[0]?.file).toBe("staff/safe.md");
  });

  it("shows what a ranking model makes of them, and says so when it is not here or none", async () => {
    const ranker = path("ranker.gguf");
    await writeTinyRanker(ranker, [["shop"], ["open", "opens"]]);
    const ranked = await ask({ ...DOCUMENTS, RANKING_MODEL: ranker }, "When does the shop open?");
    expect(ranked.stdout).toMatch(/ \d\.\d\d ✓ public\/shop\.md › Shop.* \(ranked [01]\.\d\d\)\n/);
    expect([ranked.stderr, ranked.code]).toEqual(["", 0]);
    const missing = await ask({ ...DOCUMENTS, RANKING_MODEL: "nowhere.gguf" }, "When does the shop open?");
    expect(missing.stdout).not.toContain("ranked");
    expect(missing.stderr).toMatch(/^RANKING_MODEL is not here yet.*\n$/);
    await writeFile(ranker, "nothing");
    const none = await ask({ ...DOCUMENTS, RANKING_MODEL: ranker }, "When does the shop open?");
    expect(none.stderr).toMatch(/^The ranking model .*ranker\.gguf cannot be loaded.*\n$/);
    expect(none.code).toBe(1);
  });

  it("says which folders there are when it does not know the one that is named", async () => {
    const { stdout, stderr, code } = await ask(DOCUMENTS, "--folders", "public,staf", "code of the safe");
    expect(stderr).toBe("There is no folder staf with documents. There is: public, staff.\n");
    expect([stdout, code]).toEqual(["", 1]);
  });

  it("says in one sentence that there is nothing to search", async () => {
    await rm(path("faq.md"));
    const { stdout, stderr, code } = await ask({}, "hello");
    expect([stdout, code]).toEqual(["", 1]);
    expect(stderr).toMatch(/^There are no documents to search: .*KNOWLEDGE_DIR.*\n$/);
    expect(existsSync(path("data"))).toBe(false);
  });

  it("says what is wrong with a folder, a setting or the command", async () => {
    const nowhere = await ask({ KNOWLEDGE_DIR: "nowhere" }, "hello");
    expect(nowhere.stderr).toMatch(/^[A-Z].*\.\n$/);
    expect(nowhere.code).toBe(1);
    const wrong = await ask({ ...DOCUMENTS, TOP_P: "7" }, "hello");
    expect(wrong.stderr).toMatch(/^TOP_P must be .*\n$/);
    expect(wrong.code).toBe(1);
    const missing = await ask(DOCUMENTS);
    expect(missing.stderr).toContain("A question is missing");
    expect(missing.code).toBe(1);
  });
});
