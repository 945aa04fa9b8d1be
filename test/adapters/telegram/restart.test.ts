import { Api } from "grammy";
import { describe, expect, it } from "vitest";
import type { Reply } from "../../../src/core/chat.ts";
import { answerWith, createScriptedConversation } from "../../fakes/scripted-conversation.ts";
import type { FakeGroup } from "../../fakes/telegram/chats.ts";
import { startFakeTelegram, type FakeTelegram } from "../../fakes/telegram/fake-telegram.ts";
import { runTelegram } from "./running-telegram.ts";

/** A bot that takes a question over, and dies. Gives the question's place. */
async function diesWithQuestion(telegram: FakeTelegram, ask: () => void): Promise<string> {
  const core = createScriptedConversation();
  core.onMessage = () => "accepted";
  await using bot = await runTelegram(telegram, core);
  ask();
  await telegram.until(() => core.received.length > 0 && telegram.isPolled());
  await bot.adapter.close();
  return core.received[0]?.place ?? expect.unreachable();
}

function expectReply(reply: Reply | null): Reply {
  return reply ?? expect.unreachable("there is no such place");
}

describe("after a restart", () => {
  it("a reply stands where the question was asked, below it and in its topic", async () => {
    await using telegram = await startFakeTelegram();
    const ben = telegram.person("Ben");
    const forum = telegram.group("Teas", "forum");
    const topic = forum.opensTopic(ben, "Green");
    const place = await diesWithQuestion(telegram, () => forum.says(ben, "@LanternBot hi", { topic }));

    await using bot = await runTelegram(telegram);
    await answerWith(expectReply(bot.adapter.replyAt(place, [])), "hello");

    const question = forum.messages.find(({ text }) => text === "@LanternBot hi");
    expect(forum.lastBotMessage()).toMatchObject({ text: "hello", topic, replyTo: question?.id });
  });

  it("a reply goes on in the messages that it was posted in", async () => {
    await using telegram = await startFakeTelegram();
    const anna = telegram.person("Anna");
    const chat = telegram.privateChat(anna);
    const place = await diesWithQuestion(telegram, () => chat.says(anna, "hi"));
    const api = new Api(telegram.token, { apiRoot: telegram.apiUrl });
    const { message_id: part } = await api.sendMessage(chat.id, "hel");

    await using bot = await runTelegram(telegram);
    await answerWith(expectReply(bot.adapter.replyAt(place, [String(part)])), "hello");

    expect(chat.botTexts()).toEqual(["hello"]);
    expect(chat.lastBotMessage()?.replyMarkup?.inline_keyboard).toEqual([
      [{ text: "🔁 Retry", callback_data: `retry:${chat.messages[0]?.id}` }],
    ]);
  });

  it("a reply goes to the supergroup that the group has become meanwhile", async () => {
    await using telegram = await startFakeTelegram();
    const ben = telegram.person("Ben");
    const group: FakeGroup = telegram.group("Tea");
    const place = await diesWithQuestion(telegram, () => group.says(ben, "@LanternBot hi"));
    const supergroup = group.becomesSupergroup();

    await using bot = await runTelegram(telegram);
    await answerWith(expectReply(bot.adapter.replyAt(place, [])), "hello");

    expect(supergroup.botTexts()).toEqual(["hello"]);
    expect(bot.core.moved).toHaveLength(1);
  });

  it("a place takes little room, and one of another version is none", async () => {
    await using telegram = await startFakeTelegram();
    const anna = telegram.person("Anna");
    const chat = telegram.privateChat(anna);
    const place = await diesWithQuestion(telegram, () => chat.says(anna, "hi"));
    await using bot = await runTelegram(telegram);

    expect(place.length).toBeLessThan(200);
    const parsed: unknown = JSON.parse(place);
    expect(parsed).toEqual({
      chatId: chat.id,
      messageId: chat.messages[0]?.id,
      direct: true,
      language: "en",
    });
    for (const foreign of [
      "",
      "{",
      "null",
      "{}",
      '{"chatId":"1","direct":true}',
      `${place} `.replace("}", ',"x":1}'),
    ]) {
      expect(bot.adapter.replyAt(foreign, []), foreign).toBeNull();
    }
  });
});
