import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "rolldown";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startFakeDiscord, type FakeDiscord } from "../../fakes/discord/server.ts";

/** Within the repository, so that the bundle finds the packages it needs. */
const CACHE = "node_modules/.cache";
const EXITS_WITHIN_MS = 8_000;

let folder: string;

beforeAll(async () => {
  mkdirSync(CACHE, { recursive: true });
  folder = mkdtempSync(join(CACHE, "leaving-bot-"));
  await build({
    input: join(import.meta.dirname, "leaving-bot.ts"),
    output: { file: join(folder, "bot.mjs"), format: "esm" },
    platform: "node",
    external: /^[^./]/,
    logLevel: "warn",
  });
});

afterAll(() => rmSync(folder, { recursive: true }));

/** What brings the bot into the state that it has to get out of; begins before the bot does anything. */
interface Situation {
  readonly discord: FakeDiscord;
  /** Resolves with the next state that the bot tells of. */
  readonly nextState: () => Promise<unknown>;
}

async function connected({ nextState }: Situation): Promise<void> {
  expect(await nextState()).toBe("connected");
}

describe("after close, the process ends by itself", () => {
  it.concurrent.each<readonly [string, (situation: Situation) => Promise<unknown>]>([
    ["when it was connected", connected],
    [
      "when it was waiting to connect again",
      async (situation) => {
        await connected(situation);
        situation.discord.gateway.drop(4000);
        expect(await situation.nextState()).toBe("lost");
      },
    ],
    [
      "when the gateway did not answer the handshake",
      async (situation) => {
        await connected(situation);
        const { gateway, until } = situation.discord;
        gateway.manner = "deaf";
        gateway.drop(4000);
        await until(() => gateway.counts.opened > 1);
      },
    ],
    [
      "when the gateway has gone without a word",
      async (situation) => {
        await connected(situation);
        situation.discord.gateway.freeze();
      },
    ],
    [
      "when the gateway turned its login down",
      async ({ discord, nextState }) => {
        discord.gateway.manner = "unavailable";
        expect(await nextState()).toBe("lost");
        // A shard that came back all the same would now be let in, and hold the process.
        discord.gateway.manner = "open";
      },
    ],
    [
      "when Discord did not answer",
      async ({ discord }) => {
        discord.faults.inject({ times: 9, fault: { kind: "hang" } });
        await discord.until(() => discord.requests.length > 0);
      },
    ],
  ])("%s", async (_when, until) => {
    await using discord = await startFakeDiscord();
    const bot = fork(join(folder, "bot.mjs"), [discord.token, discord.apiUrl], { stdio: "inherit" });
    const states: unknown[] = [];
    bot.on("message", (state) => states.push(state));
    let told = 0;
    const nextState = async () => {
      await vi.waitFor(() => expect(states.length).toBeGreaterThan(told), { timeout: 10_000 });
      return states[told++];
    };
    let patience: NodeJS.Timeout | undefined;
    try {
      await until({ discord, nextState });
      bot.send("leave");
      patience = setTimeout(() => bot.kill("SIGKILL"), EXITS_WITHIN_MS);
      await once(bot, "exit");
    } finally {
      clearTimeout(patience);
      bot.kill("SIGKILL"); // whatever went wrong, it does not outlive the test
    }
    expect({ code: bot.exitCode, signal: bot.signalCode }).toEqual({ code: 0, signal: null });
  });
});
