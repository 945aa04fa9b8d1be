import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { chromium, type Page } from "playwright-core";
import { systemClock } from "../core/system-clock.ts";
import { type Bench, rounds } from "./bench.ts";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-sync",
];
const START_MS = 120_000;
const POLL_MS = 100;

/** ms from pressing Enter to the first words on the page: the whole bot, its page in a real browser. */
export async function measurePage(bench: Bench): Promise<void> {
  const { options, recorder } = bench;
  if (options.browser === null) {
    recorder.note(
      "The page was not measured: no Chromium was found; install one, or name it with --browser.",
    );
    return;
  }
  await using bot = startBot(bench, await freePort());
  const chrome = await chromium.launch({ executablePath: options.browser, args: FLAGS });
  try {
    await untilHealthy(`${bot.address}/healthz`, bench.signal);
    const page = await chrome.newPage({ locale: "en-US" });
    await page.goto(bot.address);
    await chat(page); // browser and bot warm up
    for (const _ of rounds(bench, "the page")) {
      const { firstMs, nextMs } = await chat(page);
      recorder.sample("page/first", firstMs);
      recorder.sample("page/next", nextMs);
    }
  } finally {
    await chrome.close();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("there is no free port");
  return address.port;
}

interface Bot extends AsyncDisposable {
  /** Of its page. */
  readonly address: string;
}

/** Its warnings go to our stderr. */
function startBot({ options, folder }: Bench, port: number): Bot {
  const bot = spawn(process.execPath, [fileURLToPath(new URL("../main.js", import.meta.url))], {
    env: {
      ...process.env,
      MODEL: options.modelPath,
      DATA_DIR: folder,
      THREADS: String(options.threads),
      CONTEXT_TOKENS: String(options.contextTokens),
      WEB_HOST: "127.0.0.1",
      WEB_PORT: String(port),
      LOG_LEVEL: "warn",
      DISCORD_TOKEN: "",
      TELEGRAM_TOKEN: "",
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = once(bot, "exit");
  return {
    address: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      bot.kill("SIGTERM");
      await ended;
    },
  };
}

async function untilHealthy(address: string, signal: AbortSignal): Promise<void> {
  for (let waited = 0; waited < START_MS; waited += POLL_MS) {
    const healthy = await fetch(address, { signal }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (healthy) return;
    await systemClock.sleep(POLL_MS, signal);
  }
  throw new Error(`the bot was not ready after ${START_MS / 1000} s`);
}

/** A new chat of two questions. */
async function chat(page: Page): Promise<{ firstMs: number; nextMs: number }> {
  await page.locator("#new-chat").click();
  const firstMs = await ask(page, "Hello, how are you?");
  return { firstMs, nextMs: await ask(page, "Thank you. And what else?") };
}

/** Runs in the page: presses the send button and resolves with the ms until the next frame after the first words of the answer. */
const SEND_AND_WAIT = `new Promise((resolve) => {
  const thread = document.querySelector("#thread");
  const before = thread.querySelectorAll(".answer").length;
  const start = performance.now();
  const watcher = new MutationObserver(() => {
    const answer = thread.querySelectorAll(".answer .markdown")[before];
    if (!answer || answer.textContent.trim() === "") return;
    watcher.disconnect();
    requestAnimationFrame(() => resolve(performance.now() - start));
  });
  watcher.observe(thread, { childList: true, subtree: true, characterData: true });
  document.querySelector("#send").click();
})`;

/** Sends `text`, waits for the first words of its answer, then stops it. */
async function ask(page: Page, text: string): Promise<number> {
  await page.locator("#text").fill(text);
  const ms: unknown = await page.evaluate(SEND_AND_WAIT);
  await page.keyboard.press("Escape");
  await page.locator(".answer.writing").waitFor({ state: "detached" });
  return Number(ms);
}
