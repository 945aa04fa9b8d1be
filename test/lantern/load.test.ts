import { readFileSync } from "node:fs";
import type { User } from "grammy/types";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { FakeUser } from "../fakes/discord/world.ts";
import { type FakeDiscord, startFakeDiscord } from "../fakes/discord/server.ts";
import { type FakeTelegram, startFakeTelegram } from "../fakes/telegram/fake-telegram.ts";
import { webPlatform } from "./rooms.ts";
import { type Bench, openBench, type RunningLantern } from "./run-lantern.ts";

/** Channels, by turns on Discord, Telegram and the page. With 500 it takes three quarters of a minute on two cores. */
const CHANNELS = 40;
const QUESTIONS_PER_CHANNEL = 4;
const PATIENCE_MS = 60_000;
/** Of the bot and of its engine with the tiny model, whatever the number of channels. */
const MOST_MEGABYTES = { bot: 400, engine: 300 };

const WORDS = ["river", "honey", "east", "stone"];
const PHRASES = WORDS.flatMap((first) =>
  WORDS.filter((other) => other !== first).map((other) => `${first} ${other}`),
);
const BUSY = /^⚠️ There is a lot to answer here already\. Please ask again in (?:a moment|about \d+ s)\.$/;

/** A question, and all that people see as an answer to just it. */
interface Asked {
  readonly where: string;
  readonly phrase: string;
  readonly answers: () => readonly string[];
}

/** Where many people can ask. */
interface Channel {
  /** Asks for `phrase` as somebody who has never asked before. */
  readonly ask: (phrase: string) => Asked;
}

let bench: Bench;
let discord: FakeDiscord;
let telegram: FakeTelegram;
let lantern: RunningLantern;
let people = 0;

async function start(env: Record<string, string> = {}): Promise<void> {
  lantern = await bench.start({
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    TELEGRAM_TOKEN: telegram.token,
    TELEGRAM_API_URL: telegram.apiUrl,
    LOG_LEVEL: "info",
    ...env,
  });
  await lantern.ready();
}

beforeEach(async () => {
  [bench, discord, telegram] = await Promise.all([
    openBench(),
    startFakeDiscord(),
    startFakeTelegram({ floodLimits: true }),
  ]);
});

afterEach(async () => {
  await bench[Symbol.asyncDispose]();
  await Promise.all([discord.close(), telegram.close()]);
});

function newcomer(): FakeUser {
  const user = discord.world.addUser(`person-${++people}`);
  discord.world.join(discord.world.guild, user, { moderator: false });
  return user;
}

function onDiscord(name: string, person?: FakeUser): Channel {
  const channel = discord.world.addChannel(discord.world.guild, name);
  return {
    ask(phrase) {
      const text = `${discord.world.bot.mention} Repeat after me: ${phrase}`;
      const question = discord.people.say(person ?? newcomer(), channel, text);
      const answers = () => discord.answers(channel).filter(({ replyTo }) => replyTo === question);
      return { where: name, phrase, answers: () => answers().map(({ content }) => content) };
    },
  };
}

function onTelegram(name: string, person?: User): Channel {
  const group = telegram.group(name);
  return {
    ask(phrase) {
      const asker = person ?? telegram.person(`person-${++people}`);
      const question = group.says(asker, `@LanternBot Repeat after me: ${phrase}`);
      const answers = () => group.messages.filter(({ replyTo }) => replyTo === question.id);
      return { where: name, phrase, answers: () => answers().map(({ text }) => text) };
    },
  };
}

/** One person for each channel there, who waits for each answer, as the page makes people do. */
function onPage(name: string): Channel {
  const room = webPlatform(() => lantern.url).openRoom(name);
  let last = Promise.resolve();
  return {
    ask(phrase) {
      const heard: string[] = [];
      last = last
        .then(() => room.ask(`Repeat after me: ${phrase}`, phrase))
        .then(
          (answer) => void heard.push(answer),
          (error: unknown) => void heard.push(String(error)),
        );
      return { where: name, phrase, answers: () => heard };
    },
  };
}

/** In one message. The tiny model at times says the last word once more. */
const isAnswered = ({ phrase, answers }: Asked) =>
  answers().join("\n\n").startsWith(phrase) && answers().length === 1;

async function allAre(asked: readonly Asked[], settled: (one: Asked) => boolean): Promise<void> {
  await vi.waitFor(
    () => {
      const left = asked.filter((one) => !settled(one));
      const shown = left
        .slice(0, 5)
        .map(({ where, phrase, answers }) => ({ where, phrase, said: answers() }));
      expect(shown, `${left.length} of ${asked.length}`).toEqual([]);
    },
    { timeout: PATIENCE_MS, interval: 200 },
  );
}

/** Looks at the bot until it is told to stop; resolves with the worst that it saw. */
async function watch(signal: AbortSignal) {
  let [slowestMs, bot, engine] = [0, 0, 0];
  while (!signal.aborted) {
    const askedAt = performance.now();
    await (await fetch(`${lantern.url}/healthz`)).text();
    slowestMs = Math.max(slowestMs, performance.now() - askedAt);
    bot = Math.max(bot, residentMegabytes(lantern.pid));
    engine = Math.max(engine, ...childrenOf(lantern.pid).map(residentMegabytes));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { slowestMs, bot, engine };
}

/** Linux alone tells of other processes; elsewhere there is nothing to compare. */
function residentMegabytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(procFile(`${pid}/status`))?.[1] ?? 0) / 1024;
}

function childrenOf(pid: number): readonly number[] {
  return [...procFile(`${pid}/task/${pid}/children`).matchAll(/\d+/g)].map(([child]) => Number(child));
}

function procFile(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, "utf8");
  } catch {
    return "";
  }
}

it("hundreds of channels that ask at once are all answered, once and right, within bounds of memory, and the bot stays awake", async () => {
  await start();
  const done = new AbortController();
  const begun = performance.now();
  const channels = Array.from({ length: CHANNELS }, (_, index) => {
    const open = [onDiscord, onTelegram, onPage][index % 3] ?? onPage;
    return open(`channel-${index}`);
  });
  const asked = channels.flatMap((channel, index) =>
    Array.from({ length: QUESTIONS_PER_CHANNEL }, (_, round) =>
      channel.ask(PHRASES[(index * QUESTIONS_PER_CHANNEL + round) % PHRASES.length] ?? ""),
    ),
  );
  const answered = allAre(asked, isAnswered).finally(() => done.abort());
  const [worst] = await Promise.all([watch(done.signal), answered]);
  const tookMs = Math.round(performance.now() - begun);
  process.stderr.write(`${asked.length} questions in ${tookMs} ms; ${JSON.stringify(worst)}\n`);
  expect(worst.slowestMs).toBeLessThan(1000);
  expect(worst.bot).toBeLessThan(MOST_MEGABYTES.bot);
  expect(worst.engine).toBeLessThan(MOST_MEGABYTES.engine);
  expect(lantern.output()).not.toMatch(/"level":(?:40|50|60)/);
}, 90_000);

it("a channel's line holds ten questions; the people behind them are told politely, and no accepted one is lost", async () => {
  await start();
  const busy = onDiscord("busy");
  const asked = Array.from({ length: 13 }, (_, index) => busy.ask(PHRASES[index % PHRASES.length] ?? ""));
  const isRefused = ({ answers }: Asked) => answers().length === 1 && BUSY.test(answers()[0] ?? "");
  await allAre(asked, (one) => isAnswered(one) || isRefused(one));
  expect(asked.slice(0, 10).filter(isAnswered)).toHaveLength(10);
  expect(asked.filter(isRefused).length).toBeGreaterThan(0);
}, 60_000);

describe("one person's flood", () => {
  it("is answered up to QUESTIONS_PER_MINUTE, told once that it is enough, and takes nothing from others", async () => {
    await start({ QUESTIONS_PER_MINUTE: "3" });
    const [flooder, other] = [newcomer(), newcomer()];
    const flood = Array.from({ length: 12 }, (_, index) =>
      onDiscord(`flooded-${index}`, flooder).ask(PHRASES[index] ?? ""),
    );
    const question = onDiscord("quiet", other).ask("river east");
    await allAre([question], isAnswered);
    await allAre(flood.slice(0, 3), isAnswered);
    const told = () =>
      flood.flatMap(({ answers }) => answers()).filter((said) => said.startsWith("⚠️ That is faster"));
    await expect.poll(told).toHaveLength(1);
    expect(flood.filter(({ answers }) => answers().length > 0)).toHaveLength(4);
  }, 60_000);

  it("of long answers lets somebody else's short one through before most of its own", async () => {
    await start({ PARALLEL: "2" });
    const flooder = telegram.person("flooder");
    const stories = Array.from({ length: 8 }, (_, index) => telegram.group(`flooded-${index}`));
    for (const group of stories) group.says(flooder, "@LanternBot Tell me a long story");
    const isTold = (group: (typeof stories)[number]) =>
      group.botTexts().join("\n").includes("shining in the dark");
    await vi.waitFor(() => expect(telegram.callsOf("sendMessage").length).toBeGreaterThan(0), {
      timeout: 10_000,
    });
    const question = onPage("quiet").ask("river east");
    await allAre([question], isAnswered);
    expect(stories.filter(isTold).length).toBeLessThanOrEqual(2);
  }, 60_000);
});
