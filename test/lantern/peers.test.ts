import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Cable, layCable } from "../fakes/cable.ts";
import { type FakeDiscord, startFakeDiscord } from "../fakes/discord/server.ts";
import { type FakeTelegram, startFakeTelegram } from "../fakes/telegram/fake-telegram.ts";
import { fault } from "../fakes/telegram/faults.ts";
import { healthOf, LOST, WELL } from "./health.ts";
import { discordPlatform, inked, type Platform, telegramPlatform, webPlatform } from "./rooms.ts";
import { type Bench, openBench, type RunningLantern } from "./run-lantern.ts";

const HELLO = "My name is Torvek";
const HEARD = "Nice to meet you, Torvek!";
/** Longer than it takes to write the answer. That calls may take a minute is tested where no time goes by. */
const SLOW_MS = 2_500;

let bench: Bench;
let discord: FakeDiscord;
let telegram: FakeTelegram;
/** To the Bot API, and to Discord's REST API; its gateway can be broken by itself. */
let cables: readonly [Cable, Cable];
let lantern: RunningLantern;
let platforms: readonly Platform[];

beforeEach(async () => {
  [bench, discord, telegram] = await Promise.all([openBench(), startFakeDiscord(), startFakeTelegram()]);
  cables = await Promise.all([layCable(telegram.apiUrl), layCable(discord.apiUrl)]);
  lantern = await bench.start({
    TELEGRAM_TOKEN: telegram.token,
    TELEGRAM_API_URL: cables[0].url,
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: cables[1].url,
  });
  platforms = [telegramPlatform(telegram), discordPlatform(discord)];
  await lantern.ready();
});

afterEach(async () => {
  await bench[Symbol.asyncDispose]();
  await Promise.all(cables.map((cable) => cable[Symbol.asyncDispose]()));
  await Promise.all([discord.close(), telegram.close()]);
});

/** All that the bot said on Telegram and Discord, so that a word too many is seen. */
function allSaid(): readonly [telegram: string, discord: string] {
  const onTelegram = [...telegram.world.chats.values()]
    .flatMap(({ messages }) => messages)
    .filter(({ from, deleted }) => from.is_bot && !deleted);
  const onDiscord = [...discord.world.channels.values()].flatMap((channel) => discord.answers(channel));
  return [onTelegram.map(({ text }) => text).join("\n"), onDiscord.map(({ content }) => content).join("\n")];
}

const askEverywhere = (text: string, answer: string) =>
  Promise.all(platforms.map(({ openRoom }) => openRoom("den").ask(text, answer)));
const onPage = (room: string) => webPlatform(() => lantern.url).openRoom(room);

const untilHealth = () => expect.poll(() => healthOf(lantern.url), { timeout: 20_000 });

function cutOff(): void {
  for (const cable of cables) cable.cut();
  discord.gateway.manner = "unavailable";
  discord.gateway.cut();
}

function reconnect(): void {
  for (const cable of cables) cable.mend();
  discord.gateway.manner = "open";
}

describe("an answer is shown whole and once", () => {
  it("by a platform that takes its time for a call", async () => {
    telegram.faults.next("sendMessage", fault.slow(SLOW_MS));
    discord.faults.inject({ method: "POST", path: "/messages", fault: { kind: "slow", ms: SLOW_MS } });
    await askEverywhere(HELLO, HEARD);
    expect(allSaid()).toEqual([HEARD, HEARD]);
  }, 60_000);

  it("by a platform that has failures of its own for a while, at every kind of call", async () => {
    // Not of posts to Telegram: nobody can tell whether it took one that it answered so, and then the answer says that.
    for (const method of ["getUpdates", "editMessageText", "sendChatAction"]) {
      telegram.faults.next(method, fault.serverError());
      telegram.faults.next(method, fault.nonsense());
    }
    discord.faults.inject({ path: "/channels/", times: 4, fault: { kind: "error", status: 503 } });
    await askEverywhere(HELLO, HEARD);
    expect(allSaid()).toEqual([HEARD, HEARD]);
  }, 40_000);

  it("by a platform that is cut off in the middle of it; /healthz says which, and all mends itself", async () => {
    const story = await onPage("source").ask("Tell me a long story", "");
    const told = askEverywhere("Tell me a long story", story);
    await expect.poll(() => allSaid().every((said) => said !== ""), { timeout: 10_000 }).toBe(true);
    cutOff();
    await untilHealth().toEqual(LOST);
    expect(await onPage("den").ask(HELLO, HEARD)).toBe(HEARD);
    reconnect();
    await told;
    await untilHealth().toEqual(WELL);
    const shown = platforms.map(({ shownAs }) => inked(shownAs(story)));
    expect(allSaid().map(inked)).toEqual(shown);
  }, 60_000);
});

it("what people say while a platform is cut off is answered when it is back, once", async () => {
  cutOff();
  await untilHealth().toMatchObject({ status: 503, telegram: "lost", discord: "lost" });
  const answered = askEverywhere(HELLO, HEARD);
  reconnect();
  await answered;
  await untilHealth().toEqual(WELL);
  expect(allSaid()).toEqual([HEARD, HEARD]);
}, 40_000);

it("a bot that starts without its platforms says so, and is there when they are", async () => {
  lantern.kill("SIGTERM");
  expect(await lantern.exited).toBe(0);
  cutOff();
  lantern = await bench.start({
    TELEGRAM_TOKEN: telegram.token,
    TELEGRAM_API_URL: cables[0].url,
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: cables[1].url,
  });
  await expect.poll(() => healthOf(lantern.url).catch(() => null), { timeout: 10_000 }).toEqual(LOST);
  reconnect();
  await untilHealth().toEqual(WELL);
  await askEverywhere(HELLO, HEARD);
}, 40_000);
