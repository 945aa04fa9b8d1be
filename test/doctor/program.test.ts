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
import { DEMO_MODEL } from "./situation.ts";

const MAIN = fileURLToPath(new URL("../../dist/doctor/main.js", import.meta.url));

let folder: string;
beforeEach(async () => {
  if (!existsSync(MAIN)) throw new Error("the doctor is not built: npm run build");
  folder = await mkdtemp(join(tmpdir(), "lantern-doctor-test-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function run(env: Record<string, string>, ...words: string[]) {
  const child = spawn(process.execPath, [MAIN, ...words], {
    cwd: folder,
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { stdout, stderr, code: child.exitCode };
}

const report = z.object({
  ok: z.boolean(),
  checks: z.array(z.object({ name: z.string(), state: z.string(), says: z.string() })),
});

describe("npm run doctor", () => {
  it("says that all is well, and leaves nothing behind", async () => {
    const { stdout, stderr, code } = await run({ MODEL: DEMO_MODEL, WEB_PORT: "0" });
    expect(stdout).toContain("✓ Model file");
    expect(stdout).not.toContain("✗");
    expect([stderr, code]).toEqual(["", 0]);
    expect(existsSync(join(folder, "data"))).toBe(false);
  });

  it("stays useful when everything is broken at once, and tells no token", async () => {
    const token = "123456:AAsecret-of-nobody-else";
    await mkdir(join(folder, "data"));
    await writeFile(join(folder, "data", "lantern.sqlite"), "no database ".repeat(1000));
    await writeFile(join(folder, "model.gguf"), "no model");
    const { stdout, stderr, code } = await run(
      {
        MODEL: "model.gguf",
        TOP_P: "7",
        TELEGRAM_TOKEN: token,
        TELEGRAM_API_URL: "http://127.0.0.1:9",
        DISCORD_TOKEN: token,
        DISCORD_API_URL: "http://127.0.0.1:9/api",
        WEB_HOST: "192.0.2.1",
        WEB_PASSWORD: "password of mine",
      },
      "--json",
    );
    const { ok, checks } = report.parse(JSON.parse(stdout));
    const bad = checks.filter(({ state }) => state === "bad").map(({ name }) => name);
    expect(bad).toEqual(["Settings", "Database", "Model file", "Discord", "Telegram", "Web page"]);
    expect([ok, code, stderr]).toEqual([false, 1, ""]);
    for (const secret of [token, "password of mine"]) expect(stdout).not.toContain(secret);
  });

  it("says so when the file of settings cannot be read", async () => {
    await mkdir(join(folder, ".env"));
    const { stdout, code } = await run({ MODEL: DEMO_MODEL, WEB_PORT: "0" });
    expect(stdout).toMatch(/✗ Settings: .*\.env is there but cannot be read/);
    expect(stdout).toContain("✓ Node.js");
    expect(code).toBe(1);
  });

  it("explains itself when it does not understand", async () => {
    const { stderr, code } = await run({}, "--jsno");
    expect(stderr).toContain("npm run doctor");
    expect(code).toBe(1);
  });
});
