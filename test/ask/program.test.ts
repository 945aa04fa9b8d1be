import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";

const MAIN = fileURLToPath(new URL("../../dist/ask/main.js", import.meta.url));

let folder: string;
beforeEach(async () => {
  if (!existsSync(MAIN)) throw new Error("ask is not built: npm run build");
  folder = await mkdtemp(join(tmpdir(), "lantern-ask-test-"));
  for (const name of ["public", "staff"]) await mkdir(join(folder, "documents", name), { recursive: true });
  await writeFile(
    join(folder, "documents/public/shop.md"),
    "# Shop\n\n## Opening hours\n\nThe shop opens at nine o'clock.\n\n## Prices\n\nBread costs three euros.\n",
  );
  await writeFile(
    join(folder, "documents/staff/safe.md"),
    "# Safe\n\nThe code of the safe is changed monthly.\n",
  );
  await writeFile(join(folder, "faq.md"), "## Do you sell cake?\n\nOnly on Sundays.\n");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function ask(env: Record<string, string>, ...words: string[]) {
  const child = spawn(process.execPath, [MAIN, ...words], {
    cwd: folder,
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { stdout, stderr, code: child.exitCode };
}

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

  it("says in one sentence that there is nothing to search", async () => {
    await rm(join(folder, "faq.md"));
    const { stdout, stderr, code } = await ask({}, "hello");
    expect([stdout, code]).toEqual(["", 1]);
    expect(stderr).toMatch(/^There are no documents to search: .*KNOWLEDGE_DIR.*\n$/);
    expect(existsSync(join(folder, "data"))).toBe(false);
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
