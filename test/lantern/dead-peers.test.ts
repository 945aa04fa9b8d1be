import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sentencesIn } from "../../src/core/conversation/sentences.ts";
import { type Cable, layCable } from "../fakes/cable.ts";
import { type FakeDiscord, startFakeDiscord } from "../fakes/discord/server.ts";
import { type FakeTelegram, startFakeTelegram } from "../fakes/telegram/fake-telegram.ts";
import { healthOf, LOST, WELL } from "./health.ts";
import { webPlatform } from "./rooms.ts";
import { type Bench, openBench, type RunningLantern } from "./run-lantern.ts";

const HELLO = "My name is Torvek";
const HEARD = "Nice to meet you, Torvek!";
const DOUBT = `\n\nⓘ ${sentencesIn("en").recovered}`;
const FROZEN_MS = 500;
/** Beyond the time until it shows: what fails is tried again after one second, and after two more. */
const OUTAGE_MS = 500;
const ROOMS = 6;

let bench: Bench;
let discord: FakeDiscord;
let telegram: FakeTelegram;
/** To the Bot API, and to Discord's REST API; its gateway can be broken by itself. */
let cables: readonly [telegram: Cable, discord: Cable];
let lantern: RunningLantern;

beforeAll(async () => {
  [bench, discord, telegram] = await Promise.all([openBench(), startFakeDiscord(), startFakeTelegram()]);
  discord.gateway.heartbeatMs = 300;
  cables = await Promise.all([layCable(telegram.apiUrl), layCable(discord.apiUrl)]);
  lantern = await bench.start({
    TELEGRAM_TOKEN: telegram.token,
    TELEGRAM_API_URL: cables[0].url,
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: cables[1].url,
  });
  await lantern.ready();
});

afterAll(async () => {
  await bench[Symbol.asyncDispose]();
  await Promise.all(cables.map((cable) => cable[Symbol.asyncDispose]()));
  await Promise.all([discord.close(), telegram.close()]);
});

const untilHealth = () => expect.poll(() => healthOf(lantern.url), { timeout: 20_000 });
const until = (what: () => unknown) => expect.poll(what, { timeout: 15_000 });

/** Somebody says hello where nobody else is. Gives what can be seen of the bot there. */
function askOnDiscord(): () => readonly string[] {
  const { world, people } = discord;
  const user = world.addUser("ann");
  const channel = world.directWith(user);
  people.say(user, channel, HELLO);
  return () => discord.answers(channel).map(({ content }) => content);
}

function askOnTelegram(): () => readonly string[] {
  const person = telegram.person("Ann");
  const chat = telegram.privateChat(person);
  chat.says(person, HELLO);
  return () => chat.botTexts();
}

/** Resident bytes of the bot; 0 where the system does not tell (it is Linux that does). */
function memory(): number {
  try {
    const status = readFileSync(`/proc/${lantern.pid}/status`, "utf8");
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

describe("a connection that has gone silent", () => {
  it("shows an answer once and whole when it comes to life again, or when it breaks", async () => {
    const [toTelegram, toDiscord] = cables;
    for (const cable of cables) cable.freeze();
    const shown = [askOnDiscord(), askOnTelegram()];
    // The page is nobody's peer.
    expect(
      await webPlatform(() => lantern.url)
        .openRoom("page")
        .ask(HELLO, HEARD),
    ).toBe(HEARD);
    await pause(FROZEN_MS);
    expect(shown.map((texts) => texts())).toEqual([[], []]);
    toTelegram.thaw();
    toDiscord.cut();
    toDiscord.mend();
    await until(() => shown.map((texts) => texts())).toEqual([[HEARD], [HEARD]]);
    await untilHealth().toEqual(WELL);
  }, 40_000);

  it("to the gateway is noticed and replaced, and what was said meanwhile is answered", async () => {
    const { counts } = discord.gateway;
    const { resumed } = counts;
    discord.gateway.freeze();
    const shown = askOnDiscord();
    await until(shown).toEqual([HEARD]);
    expect(counts.resumed).toBe(resumed + 1);
    await untilHealth().toEqual(WELL);
  }, 30_000);
});

it("platforms that answer every call with an error for a while get all answers afterwards, each once", async () => {
  const before = memory();
  // Half of the people ask before, so that their answers are under way when it begins.
  const onDiscord = Array.from({ length: ROOMS / 2 }, askOnDiscord);
  const onTelegram = Array.from({ length: ROOMS / 2 }, askOnTelegram);
  await until(() => telegram.unconfirmed().length).toBe(0);
  for (const cable of cables) cable.ail();
  discord.gateway.manner = "unavailable";
  discord.gateway.cut();
  onDiscord.push(...Array.from({ length: ROOMS / 2 }, askOnDiscord));
  onTelegram.push(...Array.from({ length: ROOMS / 2 }, askOnTelegram));
  await untilHealth().toEqual(LOST);
  await pause(OUTAGE_MS);

  for (const cable of cables) cable.mend();
  discord.gateway.manner = "open";
  const shown = [...onDiscord, ...onTelegram];
  // Nobody can tell whether Telegram took a post that was answered with an error, and then the answer says so.
  const withoutDoubt = ([text = "", ...more]: readonly string[]) => [text.replace(DOUBT, ""), ...more];
  await until(() => shown.map((texts) => withoutDoubt(texts()))).toEqual(shown.map(() => [HEARD]));
  expect(onDiscord.map((texts) => texts())).toEqual(onDiscord.map(() => [HEARD]));
  await untilHealth().toEqual(WELL);
  expect(memory() - before).toBeLessThan(64e6);
}, 60_000);

it("where nobody listens for a while, answers come afterwards, and there is no doubt about them", async () => {
  const shown = [askOnDiscord(), askOnTelegram()];
  await until(() => telegram.unconfirmed().length).toBe(0);
  await Promise.all(cables.map((cable) => cable[Symbol.asyncDispose]()));
  discord.gateway.manner = "unavailable";
  discord.gateway.cut();
  await untilHealth().toEqual(LOST);
  shown.push(askOnDiscord(), askOnTelegram());

  cables = await Promise.all([
    layCable(telegram.apiUrl, Number(new URL(cables[0].url).port)),
    layCable(discord.apiUrl, Number(new URL(cables[1].url).port)),
  ]);
  discord.gateway.manner = "open";
  await until(() => shown.map((texts) => texts())).toEqual(shown.map(() => [HEARD]));
  await untilHealth().toEqual(WELL);
}, 40_000);
