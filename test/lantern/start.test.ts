import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { startFakeDiscord } from "../fakes/discord/server.ts";
import { startFakeTelegram } from "../fakes/telegram/fake-telegram.ts";
import { openBench, type RunningLantern } from "./run-lantern.ts";
import { webPlatform } from "./rooms.ts";

/** What a person reads in the terminal when it cannot start; the last thing it prints. */
async function failure(lantern: RunningLantern): Promise<string> {
  expect(await lantern.exited).toBe(1);
  const [, sentence = ""] = lantern.output().split("Lantern cannot start.\n");
  expect(sentence).not.toMatch(/^\s+at /m); // no stack trace
  return sentence;
}

describe("a start that cannot work ends with one clear sentence and exit code 1", () => {
  it.each([
    ["a missing model file", { MODEL: "nowhere.gguf" }, /There is no model file at .*nowhere\.gguf/],
    ["a file that is no GGUF", { MODEL: "letter.gguf" }, /letter\.gguf is not a GGUF model file/],
    ["a broken model file", { MODEL: "broken.gguf" }, /broken\.gguf/],
    ["an unwritable DATA_DIR", { DATA_DIR: "letter.gguf/data" }, /DATA_DIR/],
    ["a window larger than the model's", { CONTEXT_TOKENS: "5000" }, /CONTEXT_TOKENS is 5000/],
  ])("%s", async (_, env, sentence) => {
    await using bench = await openBench();
    await writeFile(join(bench.dataDir, "letter.gguf"), "Dear reader");
    await writeFile(
      join(bench.dataDir, "broken.gguf"),
      Buffer.concat([Buffer.from("GGUF\x03\0\0\0"), Buffer.alloc(64)]),
    );
    const lantern = await bench.start(env);
    expect(await failure(lantern)).toMatch(sentence);
  });

  it("a taken port", async () => {
    await using bench = await openBench();
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const address = other.address();
    const port = typeof address === "object" && address ? String(address.port) : "";
    const sentence = await failure(await bench.start({ WEB_PORT: port }));
    other.close();
    expect(sentence).toContain("WEB_PORT");
    expect(sentence).toContain(port);
  });

  it("bad settings, all of them at once", async () => {
    await using bench = await openBench();
    const sentences = await failure(
      await bench.start({
        TEMPERATURE: "hot",
        PARALLEL: "0",
        MODEL: "what?",
        ALLOW: "everybody",
        ADMINS: "me",
      }),
    );
    for (const name of ["TEMPERATURE", "PARALLEL", "MODEL", "ALLOW", "ADMINS"])
      expect(sentences).toContain(name);
  });

  it("a model that cannot be fetched, with a platform's token set", async () => {
    await using bench = await openBench();
    const nobody = "http://127.0.0.1:9"; // the discard port: nothing listens
    const lantern = await bench.start({
      MODEL: "",
      HF_ENDPOINT: nobody,
      TELEGRAM_TOKEN: "1:a",
      TELEGRAM_API_URL: nobody,
    });
    expect(await failure(lantern)).toMatch(
      /cannot be fetched .* put it at .*models\/qwen2\.5-0\.5b-instruct-fp16\.gguf/,
    );
  });
});

const health = z.object({
  ready: z.boolean(),
  platforms: z.record(z.string(), z.object({ state: z.string(), sentence: z.string().optional() })),
});

describe("a start with obstacles", () => {
  it("goes on with the demo model where the real one cannot be fetched, and says so everywhere", async () => {
    await using bench = await openBench();
    const lantern = await bench.start({ MODEL: "", HF_ENDPOINT: "http://127.0.0.1:9" });
    await lantern.ready();
    expect(lantern.output()).toContain("demo model");
    const about: unknown = await (await fetch(`${lantern.url}/api/about`)).json();
    expect(about).toMatchObject({ demo: true });
    const answer = await fetch(`${lantern.url}/api/chat`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ channel: "me", text: "hello" }),
    });
    expect(await answer.text()).toContain("only the tiny demo model");
  });

  it("serves on with one platform's token wrong, and /healthz says which", async () => {
    await using discord = await startFakeDiscord();
    await using telegram = await startFakeTelegram();
    await using bench = await openBench();
    const lantern = await bench.start({
      DISCORD_TOKEN: "wrong.token.entirely",
      DISCORD_API_URL: discord.apiUrl,
      TELEGRAM_TOKEN: telegram.token,
      TELEGRAM_API_URL: telegram.apiUrl,
    });
    await expect
      .poll(async () => health.parse(await (await fetch(`${lantern.url}/healthz`)).json()), {
        timeout: 10_000,
      })
      .toMatchObject({
        ready: false,
        platforms: { discord: { state: "refused" }, telegram: { state: "connected" } },
      });
    const { status } = await fetch(`${lantern.url}/healthz`);
    expect(status).toBe(503);
    expect(
      await webPlatform(() => lantern.url)
        .openRoom("me")
        .ask("hello", ""),
    ).toContain("Hello!");
    expect(lantern.output()).toContain("DISCORD_TOKEN");
    expect(lantern.output()).not.toContain("wrong.token.entirely");
  });
});

describe("an end", () => {
  it("comes within seconds, with exit code 0 and what was written of an answer", async () => {
    await using bench = await openBench();
    const lantern = await bench.start();
    await lantern.ready();
    const room = webPlatform(() => lantern.url).openRoom("me");
    const story = room.ask("Tell me a long story", "");
    await expect.poll(() => fetch(`${lantern.url}/api/history?channel=me`).then(({ ok }) => ok)).toBe(true);
    lantern.kill("SIGTERM");
    expect((await story).startsWith("# The long road of the small lamp")).toBe(true);
    expect(await lantern.exited).toBe(0);
  });

  it("comes also while it is still starting", async () => {
    await using bench = await openBench();
    const lantern = await bench.start();
    await expect.poll(() => lantern.output(), { timeout: 10_000 }).toContain("The page is at");
    lantern.kill("SIGINT");
    expect(await lantern.exited).toBe(0);
  });
});
