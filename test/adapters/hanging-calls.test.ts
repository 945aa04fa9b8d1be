import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startFakeDiscord } from "../fakes/discord/server.ts";
import { startFakeTelegram } from "../fakes/telegram/fake-telegram.ts";
import { fault } from "../fakes/telegram/faults.ts";
import { connectBot, hurriedClock } from "./discord/start-bot.ts";
import { launchTelegram, runTelegram } from "./telegram/running-telegram.ts";

// Both libraries time their calls by themselves.
beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

const HANGING_MS = 75_000;
/** What Telegram may take for a poll, and some more. */
const POLL_MS = 45_000;

it("Telegram is called again when it has not answered for 75 seconds, and not before", async () => {
  await using telegram = await startFakeTelegram();
  await using bot = await runTelegram(telegram);
  telegram.faults.next("sendMessage", fault.hang());
  const anna = telegram.person("Anna");
  const chat = telegram.privateChat(anna);
  chat.says(anna, "hi");
  await telegram.until(() => telegram.callsOf("sendMessage").length === 1);

  await vi.advanceTimersByTimeAsync(HANGING_MS - 1);
  await bot.clock.advance(60_000);
  expect(telegram.callsOf("sendMessage")).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  await bot.passUntil(() => chat.botTexts().length > 0);
  expect(chat.botTexts()).toEqual(["echo: hi"]);
});

it("a poll that Telegram does not answer in time is lost, told, and made up for by the next", async () => {
  await using telegram = await startFakeTelegram();
  telegram.faults.next("getUpdates", fault.hang());
  await using bot = launchTelegram(telegram);
  await telegram.until(() => telegram.callsOf("getUpdates").length === 1);
  await vi.advanceTimersByTimeAsync(POLL_MS - 1);
  expect(bot.states).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  await bot.passUntil(() => bot.states.length === 2);
  expect(bot.states.map(({ kind }) => kind)).toEqual(["lost", "connected"]);
});

it("Discord is called again when it has not answered for 75 seconds, and shows a message once", async () => {
  await using discord = await startFakeDiscord();
  const ada = discord.world.addUser("ada");
  const direct = discord.world.directWith(ada);
  await using bot = await connectBot(discord, { clock: hurriedClock });
  const posts = () =>
    discord.requests.filter(({ method, path }) => method === "POST" && path.endsWith("/messages"));
  discord.faults.inject({ method: "POST", path: "/messages", fault: { kind: "hang" } });
  discord.people.say(ada, direct, "hi");
  await discord.until(() => posts().length === 1);

  await vi.advanceTimersByTimeAsync(HANGING_MS - 1_000);
  expect(posts()).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1_000);
  await discord.until(() => discord.answers(direct).length > 0);
  expect(discord.answers(direct).map(({ content }) => content)).toEqual(["echo: hi"]);
  expect(bot.running.state()).toEqual({ kind: "connected" });
});
