import { describe, expect, it } from "vitest";
import { channelId } from "../../../src/core/chat.ts";
import { createScriptedConversation } from "../../fakes/scripted-conversation.ts";
import type { FakeChat } from "../../fakes/telegram/chats.ts";
import { startFakeTelegram, type FakeTelegram } from "../../fakes/telegram/fake-telegram.ts";
import { fault } from "../../fakes/telegram/faults.ts";
import type { SeenMessage } from "../../fakes/telegram/world.ts";
import { runTelegram } from "./running-telegram.ts";

/** The answer of the bot's with a button below, which `core.onCommand` gives to /reset. */
function offered(telegram: FakeTelegram, chat: FakeChat): Promise<SeenMessage> {
  return telegram.until(() => {
    const message = chat.lastBotMessage();
    return message?.replyMarkup === undefined ? undefined : message;
  });
}

function createOfferingCore() {
  const core = createScriptedConversation();
  core.onCommand = () => ({ sentence: "Forgotten.", control: "undo" });
  return core;
}

const answersOf = ({ world }: FakeTelegram) => world.callbackAnswers;

describe("a press of a button", () => {
  it("is told to the core, and its sentence to the person alone", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram, createOfferingCore());
    const li = telegram.person("李", { language_code: "zh-hant" });
    const chat = telegram.privateChat(li);
    const command = chat.says(li, "/reset");
    const message = await offered(telegram, chat);

    const queryId = chat.presses(li, message);

    await telegram.until(() => answersOf(telegram).length > 0);
    expect(answersOf(telegram)).toEqual([{ queryId, text: "pressed undo", alert: false }]);
    expect(bot.core.presses).toEqual([
      {
        control: "undo",
        channel: channelId("telegram", String(chat.id)),
        part: String(message.id),
        question: String(command.id),
        person: { id: `telegram:${li.id}`, name: "李", managesChannel: true },
        origins: [`telegram:chat:${chat.id}`, `telegram:user:${li.id}`],
        direct: true,
        language: "zh",
      },
    ]);
    expect(chat.botTexts()).toEqual(["Forgotten."]);
  });

  it("in a topic belongs to the topic", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram, createOfferingCore());
    const ben = telegram.person("Ben");
    const forum = telegram.group("Teas", "forum");
    const topic = forum.opensTopic(ben, "Green");
    forum.says(ben, "/reset", { topic });

    forum.presses(ben, await offered(telegram, forum));

    await telegram.until(() => answersOf(telegram).length > 0);
    expect(bot.core.presses).toMatchObject([
      { channel: channelId("telegram", String(forum.id), String(topic)), direct: false },
    ]);
  });

  it("in a group comes with the rights of the person who pressed", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram, createOfferingCore());
    const [anna, ben] = [telegram.person("Anna"), telegram.person("Ben")];
    const group = telegram.group("Tea", "supergroup");
    group.makesAdmin(anna);
    group.saysAnonymously("/reset");
    const message = await offered(telegram, group);

    group.presses(ben, message);
    await telegram.until(() => answersOf(telegram).length === 1);
    group.presses(anna, message);
    await telegram.until(() => answersOf(telegram).length === 2);

    expect(bot.core.presses.map(({ person }) => [person.name, person.managesChannel])).toEqual([
      ["Ben", false],
      ["Anna", true],
    ]);
  });

  it("is answered without a word when the outcome shows itself", async () => {
    await using telegram = await startFakeTelegram();
    const core = createOfferingCore();
    core.onPress = () => null;
    await using bot = await runTelegram(telegram, core);
    const anna = telegram.person("Anna");
    const chat = telegram.privateChat(anna);
    chat.says(anna, "/reset");

    const queryId = chat.presses(anna, await offered(telegram, chat));

    await telegram.until(() => answersOf(telegram).length > 0);
    expect(answersOf(telegram)).toEqual([{ queryId, text: "", alert: false }]);
    expect(bot.core.presses).toHaveLength(1);
  });

  it("is answered with as much of a long sentence as Telegram takes", async () => {
    await using telegram = await startFakeTelegram();
    const core = createOfferingCore();
    core.onPress = () => `x${"🍵".repeat(150)}`;
    await using bot = await runTelegram(telegram, core);
    const anna = telegram.person("Anna");
    const chat = telegram.privateChat(anna);
    chat.says(anna, "/reset");

    chat.presses(anna, await offered(telegram, chat));

    await telegram.until(() => answersOf(telegram).length > 0);
    expect(answersOf(telegram)[0]?.text).toBe(`x${"🍵".repeat(99)}…`);
    expect(bot.log.lines.filter(({ level }) => level === "error")).toEqual([]);
  });

  it.each([
    "",
    "stop",
    "stop:",
    "stop:1:2",
    "start:1",
    "stop:-1",
    "stop:1e3",
    `stop:${"1".repeat(40)}`,
    "{}",
  ])("with data that no button has means nothing, and is answered: %j", async (data) => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const anna = telegram.person("Anna");
    const chat = telegram.privateChat(anna);
    chat.says(anna, "/help");
    const message = await telegram.until(() => chat.lastBotMessage());

    const queryId = chat.presses(anna, message, data);

    await telegram.until(() => answersOf(telegram).length > 0);
    expect(answersOf(telegram)).toEqual([{ queryId, text: "", alert: false }]);
    expect(bot.core.presses).toEqual([]);
  });

  it("below no message in a chat means nothing, and is answered", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const anna = telegram.person("Anna");

    const inline = telegram.pressesInline(anna, "stop:1");
    await telegram.until(() => answersOf(telegram).length > 0);

    expect(answersOf(telegram)).toMatchObject([{ queryId: inline, text: "" }]);
    expect(bot.core.presses).toEqual([]);
  });

  it("below a message that is gone is told all the same", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram, createOfferingCore());
    const anna = telegram.person("Anna");
    const chat = telegram.privateChat(anna);
    const command = chat.says(anna, "/reset");
    const message = await offered(telegram, chat);

    chat.deletes(message);
    chat.presses(anna, message);

    await telegram.until(() => answersOf(telegram).length > 0);
    expect(bot.core.presses).toMatchObject([{ part: String(message.id), question: String(command.id) }]);
  });

  it("is answered although the core fails, or Telegram does", async () => {
    await using telegram = await startFakeTelegram();
    const core = createOfferingCore();
    core.onPress = () => {
      throw new Error("a fault of ours");
    };
    await using bot = await runTelegram(telegram, core);
    const anna = telegram.person("Anna");
    const chat = telegram.privateChat(anna);
    chat.says(anna, "/reset");
    const message = await offered(telegram, chat);

    chat.presses(anna, message);
    await telegram.until(() => answersOf(telegram).length === 1);
    telegram.faults.next("answerCallbackQuery", fault.serverError());
    chat.presses(anna, message);
    chat.says(anna, "hi");

    await bot.passUntil(() => chat.botTexts().includes("echo: hi"));
    expect(answersOf(telegram)).toMatchObject([{ text: "" }]);
    expect(bot.log.lines.filter(({ level }) => level === "error")).toHaveLength(2);
  });

  it("does not hold up what comes after it, and is waited for when the intake stops", async () => {
    await using telegram = await startFakeTelegram();
    const core = createOfferingCore();
    await using bot = await runTelegram(telegram, core);
    const anna = telegram.person("Anna");
    const chat = telegram.privateChat(anna);
    chat.says(anna, "/reset");
    const message = await offered(telegram, chat);
    let finishPress = () => {};
    core.press = async () => {
      await new Promise<void>((resolve) => (finishPress = resolve));
      return "done";
    };

    chat.presses(anna, message);
    chat.says(anna, "hi");
    await bot.passUntil(() => chat.botTexts().includes("echo: hi"));
    let stopped = false;
    const stop = bot.adapter.stopIntake().then(() => (stopped = true));
    await bot.clock.advance(1_000);
    expect(stopped).toBe(false);
    finishPress();
    await stop;

    expect(answersOf(telegram)).toMatchObject([{ text: "done" }]);
  });
});
