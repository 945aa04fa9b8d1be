import { setMaxListeners } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { startFakeDiscord } from "../fakes/discord/server.ts";
import { startFakeTelegram } from "../fakes/telegram/fake-telegram.ts";
import { openBench, type RunningLantern } from "../lantern/run-lantern.ts";
import { discordRooms } from "./discord-rooms.ts";
import type { ChaosOptions } from "./options.ts";
import { createQuestions } from "./questions.ts";
import { createRandom, type Random } from "./random.ts";
import { readStored } from "./stored.ts";
import { telegramRooms } from "./telegram-rooms.ts";
import { type Finding, judge, type Verdict } from "./verdict.ts";
import { killNow, orphansAmong } from "./victim.ts";
import { createWeather, type Trouble, type Weather } from "./weather.ts";
import { webRooms } from "./web-rooms.ts";

/** What a run of chaos came to. */
export interface ChaosResult extends ChaosOptions {
  readonly seconds: number;
  readonly asked: number;
  readonly verdicts: readonly { readonly room: string; readonly verdict: Verdict }[];
  readonly troubles: Readonly<Record<Trouble, number>>;
  /** What is wrong, besides what the verdicts have found: with the process or its files. */
  readonly defects: readonly string[];
  readonly findings: readonly Finding[];
}

export interface ChaosSurroundings {
  /** Hears how it goes. */
  readonly say: (line: string) => void;
  /** Takes what a bot printed that was killed. */
  readonly keep?: (printed: string) => void;
}

/** What may wait at a time; more would only fill the lines. */
const MAX_WAITING_HERE = 4;
const MAX_WAITING = 24;
/** A bot that shows nothing for so long has nothing left to show, where every question has a sign of an answer. */
const QUIET_MS = 5_000;
/** Where one has none: it may be a part of another question, or Telegram may have asked for a pause after many messages. */
const LONG_QUIET_MS = { short: 12_000, stories: 40_000 };
const MAX_QUIET_MS = 240_000;
const LOOK_MS = 100;

/**
 * Kills the bot again and again at moments that the seed chooses, while people go on talking to it on all platforms and
 * requests fail. Then lets it run, and looks at what it made of their questions.
 */
export async function runChaos(
  options: ChaosOptions,
  { say, keep = () => {} }: ChaosSurroundings,
): Promise<ChaosResult> {
  const startedAt = performance.now();
  const random = createRandom(options.seed);
  const defects: string[] = [];
  await using bench = await openBench();
  await using discord = await startFakeDiscord();
  await using telegram = await startFakeTelegram({ floodLimits: true });
  const weather = createWeather({ discord, telegram }, random.fork());
  let lantern: RunningLantern | undefined;
  const web = webRooms(() => lantern?.url ?? "http://127.0.0.1:9");
  const rooms = [...discordRooms(discord), ...telegramRooms(telegram), ...web];
  const talks = rooms.map((room, index) => ({
    room,
    questions: createQuestions(index, options.stories, random.fork()),
  }));

  async function start(): Promise<RunningLantern> {
    lantern = await bench.start({
      LOG_LEVEL: "debug",
      QUESTIONS_PER_MINUTE: "1000",
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      TELEGRAM_TOKEN: telegram.token,
      TELEGRAM_API_URL: telegram.apiUrl,
    });
    return lantern;
  }

  function somebodyAsks(): void {
    if (rooms.reduce((sum, room) => sum + room.waiting(), 0) > MAX_WAITING) return;
    const [first, ...others] = talks.filter(({ room }) => room.waiting() < MAX_WAITING_HERE);
    if (!first) return;
    const { room, questions } = random.pick([first, ...others]);
    room.ask(questions.next());
  }

  /** Opens the pages, as people do whose answer broke off. */
  function lookAround(): void {
    for (const room of web) room.look().catch(() => undefined); // the bot is not there
  }

  /** Resolves when nothing has been shown for a while, and nothing is left to be fetched. */
  async function quiet(): Promise<void> {
    let last = performance.now();
    weather.onShowing(() => (last = performance.now()));
    const end = last + MAX_QUIET_MS;
    const longQuietMs = options.stories ? LONG_QUIET_MS.stories : LONG_QUIET_MS.short;
    const enough = () => (rooms.some((room) => room.waiting() > 0) ? longQuietMs : QUIET_MS);
    while (performance.now() < Math.min(last + enough(), end) || (await isBusy())) {
      if (performance.now() > end) return void defects.push("it did not come to rest");
      await pause(LOOK_MS);
    }
  }

  async function isBusy(): Promise<boolean> {
    const pages = await Promise.all(web.map((room) => room.look()));
    return telegram.unconfirmed().length > 0 || pages.some(({ underway }) => underway !== undefined);
  }

  // All rooms are known to the bot: what is said on Discord to one that never heard of a channel cannot be found again.
  let bot = await start();
  await bot.ready();
  for (const { room, questions } of talks) room.ask(questions.next());
  await discord.until(() => rooms.slice(0, 3).every((room) => room.waiting() === 0), "first answers");

  const leftBehind: Promise<number>[] = [];
  for (let kills = 1; kills <= options.kills; kills++) {
    weather.storm(true);
    const died = await liveAndDie(bot, {
      random,
      weather,
      somebodyAsks,
      lookAround,
      stories: options.stories,
    });
    keep(`\n===== killed for the ${kills}. time =====\n${bot.output()}`);
    if (died.byItself) defects.push(`it ended by itself: ${bot.output().slice(-2000)}`);
    leftBehind.push(orphansAmong(died.children));
    if (kills % 5 === 0) {
      const seconds = Math.round((performance.now() - startedAt) / 1000);
      say(`${kills} kills, ${rooms.flatMap(({ asked }) => asked).length} questions, ${seconds} s`);
    }
    while (random.chance(0.4)) somebodyAsks(); // to nobody
    await pause(random.between(0, 300));
    bot = await start();
  }
  weather.storm(false);

  await bot.ready().catch((error: unknown) => defects.push(String(error)));
  await quiet();
  const pages = new Map<string, string>();
  for (const room of web) pages.set(room.channel, JSON.stringify((await room.look()).turns));
  bot.kill("SIGTERM");
  const code = await bot.exited;
  if (code !== 0) defects.push(`told to stop, it ended with ${String(code)}`);
  keep(`\n===== the last =====\n${bot.output()}`);
  const orphans = (await Promise.all(leftBehind)).reduce((sum, one) => sum + one, 0);
  if (orphans > 0) defects.push(`${orphans} engines outlived their bots`);

  const stored = await readStored(
    bench.dataDir,
    rooms.map(({ channel }) => channel),
  );
  if (stored.integrity !== "ok") defects.push(`the database: ${stored.integrity}`);
  const verdicts = talks.map(({ room, questions }) => {
    const foreign = talks.flatMap((other) => (other.questions === questions ? [] : other.questions.marks));
    keep(`\n===== ${room.name} =====\n${JSON.stringify(stored.turns.get(room.channel), null, 1)}`);
    return { room: room.name, verdict: judge(room, stored.turns.get(room.channel) ?? [], foreign) };
  });
  for (const [channel, shown] of pages) {
    const kept = [...stored.turns].find(([name]) => name === channel)?.[1] ?? [];
    const turns = JSON.stringify(kept.map(({ role, text }) => ({ role, text })));
    if (turns !== shown) defects.push(`the page ${channel} shows something else than is stored`);
  }
  return {
    ...options,
    seconds: (performance.now() - startedAt) / 1000,
    asked: rooms.flatMap(({ asked }) => asked).length,
    verdicts,
    troubles: weather.counts,
    defects,
    findings: verdicts.flatMap(({ verdict }) => verdict.findings),
  };
}

/** One life of the bot: people talk, things go wrong, and at some moment it is killed. */
async function liveAndDie(
  bot: RunningLantern,
  {
    random,
    weather,
    somebodyAsks,
    lookAround,
    stories,
  }: {
    random: Random;
    weather: Weather;
    somebodyAsks: () => void;
    lookAround: () => void;
    stories: boolean;
  },
): Promise<{ readonly byItself: boolean; readonly children: readonly number[] }> {
  const over = new AbortController();
  const { signal } = over;
  setMaxListeners(0, signal); // one for all that is still to happen
  const later = (ms: number, what: () => void) =>
    void pause(ms, undefined, { signal }).then(what, () => undefined);
  const killed = new Promise<"killed">((resolve) => {
    const kill = () => resolve("killed");
    chooseMoment(random, { later, kill, weather, stories });
  });
  for (let questions = 0; questions < 12; questions++) later(random.between(0, 12_000), somebodyAsks);
  for (let ms = 800; ms < 6000; ms += 800) later(ms, lookAround);
  if (random.chance(0.25)) later(random.between(500, 3000), () => weather.shakeGateway());

  const end = await Promise.race([killed, bot.exited]);
  over.abort();
  weather.onShowing(() => {});
  return { byItself: end !== "killed", children: await killNow(bot, random.chance(0.5)) };
}

/** When to kill: while it is still starting, at any time, after a longer life, or just around a call that shows something. */
function chooseMoment(
  random: Random,
  {
    later,
    kill,
    weather,
    stories,
  }: {
    later: (ms: number, what: () => void) => void;
    kill: () => void;
    weather: Weather;
    stories: boolean;
  },
): void {
  const delay = random.between(0, 30);
  if (random.chance(0.1)) return later(random.between(50, 800), kill);
  if (random.chance(0.4)) return later(random.between(800, 5000), kill);
  if (stories && random.chance(0.15)) return later(random.between(6000, 14_000), kill); // time enough for long answers
  let left = random.between(1, 25);
  weather.onShowing(() => {
    if (--left === 0) later(delay, kill);
  });
  later(6000, kill);
}
