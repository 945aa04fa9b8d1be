import { describe, expect, it, vi } from "vitest";
import { channelId, COMMAND_NAMES } from "../../../src/core/chat.ts";
import { fault } from "../../fakes/telegram/faults.ts";
import { startFakeTelegram } from "../../fakes/telegram/fake-telegram.ts";
import { answerWith, createScriptedConversation } from "../../fakes/scripted-conversation.ts";
import { launchTelegram, runTelegram } from "./running-telegram.ts";

describe("the menu", () => {
  it("lists every command in English, and in Chinese for those who use Telegram in Chinese", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);

    const names = ["ask", ...COMMAND_NAMES].toSorted();
    const [english, chinese] = telegram.world.menus;
    expect(english).toMatchObject({ language: "", scope: "default" });
    expect(chinese).toMatchObject({ language: "zh", scope: "default" });
    expect(english?.commands.map(({ command }) => command).toSorted()).toEqual(names);
    expect(chinese?.commands.map(({ command }) => command).toSorted()).toEqual(names);
    expect(bot.log.lines.filter(({ level }) => level === "warn")).toEqual([]);
    for (const { description } of chinese?.commands ?? []) {
      expect(description).toMatch(/\p{Script=Han}/u);
      expect(description).not.toMatch(/[,;:!?()]/); // the marks of Chinese are wider
    }
  });

  it("is set again only where it is not as it should be", async () => {
    await using telegram = await startFakeTelegram();
    await using first = await runTelegram(telegram);
    await first.adapter.close();
    expect(telegram.callsOf("setMyCommands")).toHaveLength(2);
    const [english, chinese] = telegram.world.menus;
    if (english === undefined || chinese === undefined) expect.unreachable();
    telegram.world.menus = [english, { ...chinese, commands: chinese.commands.slice(1) }];

    await using second = await runTelegram(telegram);
    await telegram.until(() => telegram.world.menus[1]?.commands.length === english.commands.length);
    await second.adapter.close();

    expect(telegram.callsOf("setMyCommands").slice(2)).toMatchObject([
      { parameters: { language_code: "zh", commands: chinese.commands } },
    ]);
  });

  it("is no condition for serving", async () => {
    await using telegram = await startFakeTelegram();
    telegram.faults.next("setMyCommands", fault.serverError());
    await using bot = launchTelegram(telegram);
    const anna = telegram.person("Anna");
    const chat = telegram.privateChat(anna);

    chat.says(anna, "hi");

    await telegram.until(() => chat.botTexts()[0] === "echo: hi");
    expect(bot.log.lines.map(({ level }) => level)).toContain("warn");
  });
});

describe("what the bot hears", () => {
  it.each([
    { what: "in a group with privacy mode on", privacy: true, admin: false, hears: "commands" },
    { what: "in a group that it administers", privacy: true, admin: true, hears: "everything" },
    { what: "in a group with privacy mode off", privacy: false, admin: false, hears: "everything" },
  ])("$what is $hears", async ({ privacy, admin, hears }) => {
    await using telegram = await startFakeTelegram({ privacy });
    await using bot = await runTelegram(telegram);
    const group = telegram.group("Tea");
    if (admin) group.makesAdmin(telegram.world.bot);

    group.says(telegram.person("Ben"), "/help@LanternBot");

    await telegram.until(() => bot.core.commands.length === 1);
    expect(bot.core.commands).toMatchObject([{ name: "help", hears, direct: false }]);
  });

  it("in a private chat is everything, whatever privacy mode says", async () => {
    await using telegram = await startFakeTelegram({ privacy: true });
    await using bot = await runTelegram(telegram);
    const anna = telegram.person("Anna");

    telegram.privateChat(anna).says(anna, "/help");

    await telegram.until(() => bot.core.commands.length === 1);
    expect(bot.core.commands).toMatchObject([{ hears: "everything", direct: true }]);
    expect(telegram.callsOf("getChatMember")).toEqual([]);
  });
});

describe("a command", () => {
  it.each(COMMAND_NAMES)("/%s is carried out, and its sentence answers it", async (name) => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const li = telegram.person("李", { language_code: "zh-hans" });
    const chat = telegram.privateChat(li);

    const command = chat.says(li, `/${name}`);

    const answer = await telegram.until(() => chat.lastBotMessage());
    expect(answer).toMatchObject({ text: `did ${name}`, replyTo: command.id });
    expect(bot.core.commands).toEqual([
      {
        name,
        channel: channelId("telegram", String(li.id)),
        person: { id: `telegram:${li.id}`, name: "李", managesChannel: true },
        origins: [`telegram:chat:${li.id}`, `telegram:user:${li.id}`],
        direct: true,
        language: "zh",
        hears: "everything",
        place: bot.core.commands[0]?.place,
      },
    ]);
    expect(bot.core.received).toEqual([]);
  });

  it("may come with a payload, in capitals, and with the bot's name", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const anna = telegram.person("Anna");
    const group = telegram.group("Tea");

    telegram.privateChat(anna).says(anna, "/start from-a-link");
    group.says(anna, "/Help@LANTERNbot please");

    await telegram.until(() => bot.core.commands.length === 2);
    expect(bot.core.commands.map(({ name, direct }) => [name, direct])).toEqual([
      ["start", true],
      ["help", false],
    ]);
  });

  it("to change settings says what to change, line breaks and all", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const anna = telegram.person("Anna");
    const group = telegram.group("Tea");
    group.makesAdmin(anna);

    group.says(anna, "/settings@LanternBot persona You are a pirate.\nYou rhyme. ");
    group.says(anna, "/settings@LanternBot");
    group.says(anna, "/help@LanternBot temperature 1");
    telegram.privateChat(anna).says(anna, "/settings 温度 0.3");

    await telegram.until(() => bot.core.commands.length === 4);
    expect(bot.core.commands.map(({ name, text }) => [name, text])).toEqual([
      ["settings", "persona You are a pirate.\nYou rhyme."],
      ["settings", undefined],
      ["help", undefined],
      ["settings", "温度 0.3"],
    ]);
    expect(bot.core.commands[0]?.person.managesChannel).toBe(true);
    expect(bot.core.commands.every((call) => !("parent" in call))).toBe(true);
  });

  it("to another bot is nobody's business here", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const ben = telegram.person("Ben");
    const group = telegram.group("Tea");

    group.says(ben, "/reset@OtherBot");
    group.says(ben, "/ask@OtherBot what is tea?");
    group.says(ben, "/help");

    await telegram.until(() => group.botTexts().length > 0);
    expect(group.botTexts()).toEqual(["did help"]);
    expect(bot.core.commands.map(({ name }) => name)).toEqual(["help"]);
    expect(bot.core.received).toEqual([]);
  });

  it("that the bot does not know, or in the middle of a sentence, is ordinary text", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const anna = telegram.person("Anna");
    const chat = telegram.privateChat(anna);

    chat.says(anna, "/sing a song");
    chat.says(anna, "what does /reset do?");

    await telegram.until(() => bot.core.received.length === 2);
    expect(bot.core.received.map(({ text }) => text)).toEqual(["/sing a song", "what does /reset do?"]);
    expect(bot.core.commands).toEqual([]);
  });

  it("without a sentence shows its outcome as a reply of its own", async () => {
    await using telegram = await startFakeTelegram();
    const core = createScriptedConversation();
    core.onCommand = (_call, reply) => {
      void answerWith(reply, "another answer");
      return null;
    };
    await using bot = await runTelegram(telegram, core);
    const anna = telegram.person("Anna");
    const chat = telegram.privateChat(anna);

    chat.says(anna, "/retry");

    await telegram.until(() => chat.botTexts().length > 0);
    expect(bot.core.commands.map(({ name }) => name)).toEqual(["retry"]);
    expect(chat.botTexts()).toEqual(["another answer"]);
  });

  it("stays in its topic", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const ben = telegram.person("Ben");
    const forum = telegram.group("Teas", "forum");
    const topic = forum.opensTopic(ben, "Green");

    forum.says(ben, "/help", { topic });

    expect(await telegram.until(() => forum.lastBotMessage())).toMatchObject({ topic, text: "did help" });
    expect(bot.core.commands[0]).toMatchObject({
      channel: channelId("telegram", String(forum.id), String(topic)),
      parent: channelId("telegram", String(forum.id)),
    });
  });

  it("may have a button below what it says", async () => {
    await using telegram = await startFakeTelegram();
    const core = createScriptedConversation();
    core.onCommand = () => ({ sentence: "Forgotten.", control: "undo" });
    await using bot = await runTelegram(telegram, core);
    const anna = telegram.person("Anna");
    const chat = telegram.privateChat(anna);

    const command = chat.says(anna, "/reset");
    const answer = await telegram.until(() => chat.lastBotMessage());
    expect(answer.replyMarkup?.inline_keyboard).toEqual([
      [{ text: "↩️ Undo", callback_data: `undo:${command.id}` }],
    ]);
    chat.presses(anna, answer);

    await telegram.until(() => telegram.world.callbackAnswers.length > 0);
    expect(bot.core.presses).toMatchObject([{ control: "undo", question: String(command.id) }]);
  });

  it("of a person who has blocked the bot meanwhile is only logged", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const anna = telegram.person("Anna");
    const chat = telegram.privateChat(anna);

    chat.blocksBot();
    chat.says(anna, "/help");

    await vi.waitFor(() => expect(bot.log.lines.map(({ level }) => level)).toContain("warn"));
    expect(chat.botTexts()).toEqual([]);
  });
});
