import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";

/** ms from pressing Enter to the first words on the page, in a real browser: the first question of a chat, and the next ones. */
export interface PageTimes {
  readonly firstMs: readonly number[];
  readonly nextMs: readonly number[];
}

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-sync",
];

/** Starts the whole bot with `model` on `port`, opens its page in the Chromium at `browser`, and talks to it. */
export async function measurePage(
  model: string,
  browser: string,
  port: number,
  rounds: number,
): Promise<PageTimes> {
  const dataDir = await mkdtemp(join(tmpdir(), "lantern-bench-"));
  const bot = spawn(process.execPath, [new URL("../main.js", import.meta.url).pathname], {
    env: {
      ...process.env,
      MODEL: model,
      DATA_DIR: dataDir,
      WEB_PORT: String(port),
      LOG_LEVEL: "warn",
      DISCORD_TOKEN: "",
      TELEGRAM_TOKEN: "",
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = once(bot, "exit");
  const chrome = await chromium.launch({ executablePath: browser, args: FLAGS });
  try {
    await untilHealthy(`http://127.0.0.1:${port}/healthz`);
    const page = await chrome.newPage({ locale: "en-US" });
    await page.goto(`http://127.0.0.1:${port}/`);
    const firstMs: number[] = [];
    const nextMs: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      const first = await ask(page, `Hello, this is round ${round}. How are you?`);
      const next = await ask(page, "Thank you. And what else?");
      if (round > 0) firstMs.push(first); // the first round warms browser and bot up
      if (round > 0) nextMs.push(next);
      await page.locator("#new-chat").click();
    }
    return { firstMs, nextMs };
  } finally {
    await chrome.close();
    bot.kill("SIGTERM");
    await ended;
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function untilHealthy(address: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const healthy = await fetch(address).then(
      ({ ok }) => ok,
      () => false,
    );
    if (healthy) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the bot did not become ready within a minute");
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
