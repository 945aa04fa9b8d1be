import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { commandLine } from "../command-line.ts";
import { startFakeDiscord } from "../fakes/discord/server.ts";
import { startFakeTelegram } from "../fakes/telegram/fake-telegram.ts";
import { openBench } from "../lantern/run-lantern.ts";
import { createDraw } from "../town/draw.ts";
import { chatter, STORY } from "./chatter.ts";
import { HELP, parseSoakOptions, type SoakOptions } from "./options.ts";
import { loopDelayIn, memoryOf } from "./processes.ts";
import { discordRooms, telegramRooms } from "./rooms.ts";
import { createTally, describeSoak, type SoakReport } from "./tally.ts";
import { makeWeather } from "./weather.ts";

const PROBE = new URL("../../test/soak/loop-probe.mjs", import.meta.url);
const SEED = 1;
const TOO_MANY = 429;
const MINUTE_MS = 60_000;

/** Lets people chat with the whole built bot on both platforms for so long, and counts. */
async function soak({ minutes, model }: SoakOptions): Promise<SoakReport> {
  await using bench = await openBench();
  await using discord = await startFakeDiscord();
  await using telegram = await startFakeTelegram({ floodLimits: true });
  const rooms = [...discordRooms(discord), ...telegramRooms(telegram)];
  const probed = join(bench.dataDir, "loop-delay.json");
  const lantern = await bench.start({
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    TELEGRAM_TOKEN: telegram.token,
    TELEGRAM_API_URL: telegram.apiUrl,
    LOG_LEVEL: "warn",
    NODE_OPTIONS: `--import=${PROBE.href}`,
    SOAK_PROBE: probed,
    ...(model === null ? {} : { MODEL: model }),
  });
  await lantern.ready();
  const story = await tellAlone(lantern.url);

  const tally = createTally();
  const over = new AbortController();
  const chatting = rooms.map((room, index) =>
    chatter(room, { draw: createDraw(SEED + index * 7919), tally, story, signal: over.signal }),
  );
  const weather = makeWeather({ discord, telegram }, createDraw(SEED), over.signal);
  const memory = [memoryOf(lantern.pid)];
  const progress = setInterval(
    () => process.stderr.write(`${tally.answered} of ${tally.asked} answered\n`),
    MINUTE_MS,
  );
  await pause((minutes * MINUTE_MS) / 2);
  memory.push(memoryOf(lantern.pid));
  await pause((minutes * MINUTE_MS) / 2);
  over.abort();
  await Promise.all(chatting);
  clearInterval(progress);
  memory.push(memoryOf(lantern.pid));

  const report = {
    minutes,
    tally,
    weather: await weather,
    tooMany: {
      discord: discord.requests.filter(({ status }) => status === TOO_MANY).length,
      telegram: telegram.calls.filter(({ status }) => status === TOO_MANY).length,
    },
    memory,
    loopDelay: loopDelayIn(probed),
    errors: lantern.output().match(/"level":(?:50|"error")|\bERROR\b/g)?.length ?? 0,
  };
  lantern.kill("SIGTERM");
  await lantern.exited;
  return report;
}

/** What the model says to the long question when nobody else asks. */
async function tellAlone(url: string): Promise<string> {
  const response = await fetch(`${url}/api/chat`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ channel: "alone", text: STORY }),
  });
  const events = await response.text();
  const data: unknown = JSON.parse(/event: done\ndata: (.*)/.exec(events)?.[1] ?? "null");
  if (typeof data === "object" && data !== null && "text" in data && typeof data.text === "string")
    return data.text;
  throw new Error(`The model told no story: ${events.slice(0, 300)}`);
}

const report = await soak(commandLine(parseSoakOptions, HELP));
process.stdout.write(`${describeSoak(report)}\n`);
process.exitCode = report.tally.lost.length + report.tally.doubled.length === 0 ? 0 : 1;
