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
    for (const { description } of chinese?.commands ?? []) expect(description).toMatch(/\p{Script=Han}/u);
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
    expect(bot.core.commands[0]?.channel).toBe(channelId("telegram", String(forum.id), String(topic)));
  });

  it("is answered also when Telegram asks for a pause first", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const anna = telegram.person("Anna");
    const chat = telegram.privateChat(anna);
    telegram.faults.next("sendMessage", fault.flood(7));
    telegram.faults.next("sendMessage", fault.serverError());

    chat.says(anna, "/help");
    await vi.waitFor(() => expect(bot.clock.sleepers()).toBe(1));
    await bot.clock.advance(6_900);
    expect(telegram.callsOf("sendMessage")).toHaveLength(1);
    await bot.passUntil(() => chat.botTexts().length > 0);

    expect(chat.botTexts()).toEqual(["did help"]);
    expect(telegram.callsOf("sendMessage")).toHaveLength(3);
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
