import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { channelId } from "../../../src/core/chat.ts";
import { readSettingsText } from "../../../src/core/settings/settings-text.ts";
import { buttonsIn } from "../../fakes/discord/drafts.ts";
import { startFakeDiscord, type FakeDiscord } from "../../fakes/discord/server.ts";
import type { FakeUser } from "../../fakes/discord/world.ts";
import { answerWith } from "../../fakes/scripted-conversation.ts";
import { connectBot, hurriedClock, type StartedBot } from "./start-bot.ts";

const EPHEMERAL = 64;
const DEFERRED = 5;

const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);

let discord: FakeDiscord;
let bot: StartedBot;
let ada: FakeUser;
let grace: FakeUser;

beforeEach(async () => {
  discord = await startFakeDiscord();
  const { world } = discord;
  ada = world.addUser("ada", { globalName: "Ada" });
  grace = world.addUser("grace", { globalName: "Grace" });
  world.join(world.guild, ada);
  world.join(world.guild, grace, { moderator: true });
  bot = await connectBot(discord, { clock: hurriedClock });
});

afterEach(async () => {
  await bot[Symbol.asyncDispose]();
  await discord.close();
});

const general = () => discord.world.general;
const isMenu = (path: string) => path.endsWith("/commands");

describe("the menu of commands", () => {
  it("holds each command in English and in both kinds of Chinese, for servers and direct chats", async () => {
    await discord.until(() => discord.world.registered.times === 1);
    const { commands } = discord.world.registered;
    expect(commands.map(({ name }) => name)).toEqual([
      "help",
      "reset",
      "undo",
      "forget",
      "stop",
      "retry",
      "status",
      "settings",
      "sources",
    ]);
    for (const command of commands) {
      expect(command).toMatchObject({
        type: 1,
        description: matching(/^[ -~]+$/),
        description_localizations: {
          "zh-CN": matching(/\p{Script=Han}/u),
          "zh-TW": matching(/\p{Script=Han}/u),
        },
        contexts: [0, 1],
      });
    }
  });

  it("offers all of them to everybody, since rights are checked when they are given", async () => {
    await discord.until(() => discord.world.registered.times === 1);
    const { commands } = discord.world.registered;
    expect(commands.map(({ default_member_permissions: rights }) => rights)).toEqual(
      commands.map(() => null),
    );
  });

  it("offers the names of settings to be picked, in each language, and a value to be written", async () => {
    await discord.until(() => discord.world.registered.times === 1);
    const { commands } = discord.world.registered;
    const [name, value, ...others] = commands.find((command) => command.name === "settings")?.options ?? [];
    expect(others).toEqual([]);
    expect(value).toMatchObject({ name: "value", required: false, max_length: 1000 });
    expect(name).toMatchObject({ name: "name", required: false });
    expect(name?.choices?.map((choice) => choice.value)).toEqual([
      "persona",
      "length",
      "temperature",
      "language",
      "always",
      "folders",
      "undo",
    ]);
    for (const localized of [name, value, ...(name?.choices ?? [])])
      expect(localized).toMatchObject(
        "value" in (localized ?? {})
          ? {
              name_localizations: {
                "zh-CN": matching(/\p{Script=Han}/u),
                "zh-TW": matching(/\p{Script=Han}/u),
              },
            }
          : { description_localizations: { "zh-CN": matching(/\p{Script=Han}/u) } },
      );
    // Whatever can be picked is something that the core knows.
    for (const { value: picked } of name?.choices ?? [])
      expect(readSettingsText(picked, { answerTokens: [16, 512], folders: [] }).kind).not.toBe("unknown");
  });

  it("is left alone by the next start, and set again when it is no longer the same", async () => {
    const { world } = discord;
    await discord.until(() => world.registered.times === 1);
    const before = world.registered.commands;
    const reads = () => discord.requests.filter(({ method, path }) => method === "GET" && isMenu(path));
    {
      await using second = await connectBot(discord);
      await discord.until(() => reads().length === 2 && reads()[1]?.status === 200);
      expect(second.running.state().kind).toBe("connected");
    }
    expect(world.registered).toEqual({ commands: before, times: 1 });

    const [help, ...others] = before;
    if (!help) throw new Error("no menu");
    for (const changed of [
      others,
      [...before, { ...help, name: "old" }],
      [{ ...help, description: "?" }, ...others],
    ]) {
      world.registered = { commands: changed, times: 0 };
      await using third = await connectBot(discord);
      await discord.until(() => world.registered.times === 1);
      expect(third.log.lines).toEqual([]);
      expect(world.registered.commands.map(({ name, description }) => ({ name, description }))).toEqual(
        before.map(({ name, description }) => ({ name, description })),
      );
    }
  });

  it("is set in the end, also when Discord fails at first", async () => {
    discord.world.registered = { commands: [], times: 1 };
    discord.faults.inject({ method: "PUT", times: 4, fault: { kind: "error", status: 500 } });
    discord.faults.inject({ method: "PUT", fault: { kind: "rate-limit", retryAfterMs: 50 } });
    await using second = await connectBot(discord, { clock: hurriedClock });
    await discord.until(() => discord.world.registered.times === 2);
    expect(second.log.lines).toEqual([]);
  });
});

describe("a command", () => {
  it("is acknowledged at once and answered where only the person sees it", async () => {
    const given = discord.people.command(ada, general(), "help");
    await discord.until(() => given.answer === "did help");
    expect(given.acknowledged).toEqual({ type: DEFERRED, flags: EPHEMERAL });
    expect(discord.answers(general())).toEqual([]);
  });

  it("tells who gave it and whether they manage the server", async () => {
    const byAda = discord.people.command(ada, general(), "reset");
    const byGrace = discord.people.command(grace, general(), "reset");
    await discord.until(() => byAda.answer !== null && byGrace.answer !== null);

    const origins = [`discord:guild:${discord.world.guild.id}`, `discord:channel:${general().id}`];
    const expected = {
      name: "reset",
      channel: channelId("discord", general().id),
      direct: false,
      language: "en",
      place: JSON.stringify({ channelId: general().id, questionId: null, language: "en" }),
      hears: "mentions",
    };
    expect(bot.core.commands).toEqual([
      {
        ...expected,
        person: { id: `discord:${ada.id}`, name: "Ada", managesChannel: false },
        origins: [...origins, `discord:user:${ada.id}`],
      },
      {
        ...expected,
        person: { id: `discord:${grace.id}`, name: "Grace", managesChannel: true },
        origins: [...origins, `discord:user:${grace.id}`],
      },
    ]);
  });

  it("lets everybody manage their own direct chat", async () => {
    const direct = discord.world.directWith(ada);
    const given = discord.people.command(ada, direct, "reset");
    await discord.until(() => given.answer !== null);
    expect(bot.core.commands).toEqual([
      expect.objectContaining({
        channel: channelId("discord", direct.id),
        direct: true,
        person: { id: `discord:${ada.id}`, name: "Ada", managesChannel: true },
        origins: [`discord:channel:${direct.id}`, `discord:user:${ada.id}`],
      }),
    ]);
  });

  it("is meant for the thread that it is given in", async () => {
    const thread = discord.people.startThread(general(), "sums");
    const given = discord.people.command(ada, thread, "stop");
    await discord.until(() => given.answer !== null);
    const [call] = bot.core.commands;
    expect(call?.channel).toBe(channelId("discord", thread.id));
    expect(call?.parent).toBe(channelId("discord", general().id));
    expect(call?.origins).toContain(`discord:channel:${general().id}`);
  });

  it.each([
    ["zh-CN", "zh"],
    ["zh-TW", "zh"],
    ["en-GB", "en"],
    ["fr", "en"],
  ])("given by someone whose Discord speaks %s is answered in %s", async (locale, language) => {
    const given = discord.people.command(ada, general(), "help", { locale });
    await discord.until(() => given.answer !== null);
    expect(bot.core.commands[0]?.language).toBe(language);
  });

  it.each([
    [{ name: "temperature", value: " 0.3 " }, "temperature 0.3"],
    [{ name: "undo" }, "undo"],
    [{ value: "language zh" }, "language zh"],
    [{ name: "persona", value: " " }, "persona"],
    [{}, undefined],
  ])("that changes settings says what was picked and written: %j", async (written, text) => {
    const given = discord.people.command(grace, general(), "settings", { written });
    await discord.until(() => given.answer === "did settings");
    expect(given.acknowledged).toEqual({ type: DEFERRED, flags: EPHEMERAL });
    expect(bot.core.commands).toHaveLength(1);
    expect(bot.core.commands[0]).toMatchObject({ name: "settings", person: { managesChannel: true } });
    expect(bot.core.commands[0]?.text).toBe(text);
    expect(bot.core.commands[0]).not.toHaveProperty("parent");
  });

  it("tells what the bot can hear where it was given", async () => {
    const direct = discord.world.directWith(ada);
    const given = discord.people.command(ada, direct, "help");
    await discord.until(() => given.answer !== null);
    expect(bot.core.commands.at(-1)?.hears).toBe("everything");

    await using all = await connectBot(discord, { readsAllMessages: true });
    discord.people.command(ada, general(), "help");
    await expect.poll(() => all.core.commands.at(-1)?.hears).toBe("everything");
  });

  it("can come with a button below its answer", async () => {
    bot.core.onCommand = () => ({ sentence: "All gone.", control: "undo" });
    const given = discord.people.command(ada, general(), "reset", { locale: "zh-CN" });
    await discord.until(() => given.answer === "All gone.");
    expect(buttonsIn(given.answerComponents)).toMatchObject([
      { custom_id: `undo:${given.id}`, emoji: { name: "↩️" }, label: "撤销" },
    ]);
    expect(given.answerDrafts).toEqual([
      expect.objectContaining({ allowed_mentions: { parse: [], replied_user: false }, flags: 4 }),
    ]);
  });

  it("that shows its outcome in the channel leaves no empty answer behind", async () => {
    bot.core.onCommand = (_call, reply) => {
      void answerWith(reply, "a better answer");
      return null;
    };
    const given = discord.people.command(ada, general(), "retry");
    await discord.until(() => given.answerDeleted);
    const [answer] = await discord.until(
      () => discord.answers(general()).length > 0 && discord.answers(general()),
    );
    expect(answer).toMatchObject({ content: "a better answer", replyTo: null });
  });

  it("is answered after all when Discord fails in between", async () => {
    discord.faults.inject({
      method: "PATCH",
      path: "/webhooks",
      times: 2,
      fault: { kind: "error", status: 500 },
    });
    discord.faults.inject({
      method: "PATCH",
      path: "/webhooks",
      fault: { kind: "rate-limit", retryAfterMs: 200 },
    });
    const given = discord.people.command(ada, general(), "status");
    await discord.until(() => given.answer === "did status");
  });

  it("is not carried out when the person was told that it failed", async () => {
    discord.faults.inject({ path: "/callback", fault: { kind: "error", status: 404, code: 10062 } });
    const late = discord.people.command(ada, general(), "reset");
    const next = discord.people.command(ada, general(), "help");
    await discord.until(() => next.answer !== null);
    expect(late.answer).toBeNull();
    expect(bot.core.commands.map(({ name }) => name)).toEqual(["help"]);
    expect(bot.log.lines).toEqual([expect.objectContaining({ level: "error" })]);
    expect(JSON.stringify(bot.log.lines)).not.toContain(late.token);
  });
});
