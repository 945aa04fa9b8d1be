import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { command } from "../command.ts";
import { DEMO_MODEL } from "./situation.ts";

const { path, run } = command("doctor");

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
    expect(existsSync(path("data"))).toBe(false);
  });

  it("stays useful when everything is broken at once, and tells no token", async () => {
    const token = "123456:AAsecret-of-nobody-else";
    await mkdir(path("data"));
    await writeFile(path("data", "lantern.sqlite"), "no database ".repeat(1000));
    await writeFile(path("model.gguf"), "no model");
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
    await mkdir(path(".env"));
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
