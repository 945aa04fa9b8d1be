import { describe, expect, it } from "vitest";
import { channelId } from "../../../src/core/chat.ts";
import { answerWith } from "../../fakes/scripted-conversation.ts";
import { startFakeTelegram, type FakeTelegram } from "../../fakes/telegram/fake-telegram.ts";
import { runTelegram, type RunningTelegram } from "./running-telegram.ts";

/** Waits until the core has got `count` messages and gives the last. */
function heard(telegram: FakeTelegram, { core }: RunningTelegram, count = 1) {
  return telegram.until(() => core.received.length >= count && core.received.at(-1));
}

describe("in a private chat", () => {
  it("everything said is for the bot, and the person manages the chat", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const anna = telegram.person("Anna", { last_name: "Bell", language_code: "de" });
    const chat = telegram.privateChat(anna);

    const question = chat.says(anna, " hello ");

    const message = await heard(telegram, bot);
    expect(message).toEqual({
      channel: channelId("telegram", String(anna.id)),
      id: String(question.id),
      author: { id: `telegram:${anna.id}`, name: "Anna Bell", managesChannel: true },
      text: "hello",
      facts: {
        kind: "direct",
        mentionsBot: false,
        repliesToBot: false,
        mentionsOthers: false,
        authorIsBot: false,
      },
      origins: [`telegram:chat:${anna.id}`, `telegram:user:${anna.id}`],
      locale: "de",
      place: message.place,
    });
  });

  it("a caption counts as what is said, and a sticker as saying nothing", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const anna = telegram.person("Anna");
    const chat = telegram.privateChat(anna);

    chat.sendsPhoto(anna, "what is this?");
    chat.sendsSticker(anna);

    await heard(telegram, bot, 2);
    expect(bot.core.received.map(({ text }) => text)).toEqual(["what is this?", ""]);
  });

  it("what Telegram says about the chat itself is not for the core", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const anna = telegram.person("Anna");
    const chat = telegram.privateChat(anna);

    chat.says(anna, "", { extra: { message_auto_delete_timer_changed: { message_auto_delete_time: 60 } } });
    chat.says(anna, "hi");

    await heard(telegram, bot);
    expect(bot.core.received.map(({ text }) => text)).toEqual(["hi"]);
  });
});

describe("in a group", () => {
  it.each([
    { said: "@LanternBot what is tea?", text: "what is tea?", mentionsBot: true },
    { said: "what is tea, @lanternBOT?", text: "what is tea, ?", mentionsBot: true },
    { said: "👩‍👩‍👧 早 @LANTERNBOT 你好", text: "👩‍👩‍👧 早  你好", mentionsBot: true },
    { said: "@LanternBot @LanternBot hi", text: "hi", mentionsBot: true },
    { said: "@LanternBot", text: "", mentionsBot: true },
    { said: "/ask what is tea?", text: "what is tea?", mentionsBot: true },
    { said: "/ask@lanternbot 茶是什么?", text: "茶是什么?", mentionsBot: true },
    { said: "/ask@LanternBot @LanternBot hi", text: "hi", mentionsBot: true },
    { said: "/ask", text: "", mentionsBot: true },
    { said: "what is tea?", text: "what is tea?", mentionsBot: false },
    { said: "ask @LanternBotTwo", text: "ask @LanternBotTwo", mentionsBot: false },
    { said: "mail me@LanternBot", text: "mail me@LanternBot", mentionsBot: false },
  ])("$said", async ({ said, text, mentionsBot }) => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const group = telegram.group("Tea");

    group.says(telegram.person("Ben"), said);

    expect(await heard(telegram, bot)).toMatchObject({
      text,
      facts: { kind: "group", mentionsBot, repliesToBot: false, authorIsBot: false },
      author: { name: "Ben", managesChannel: false },
    });
  });

  it("a mention by name alone is one of the bot only if it names the bot", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const [ben, cleo] = [telegram.person("Ben"), telegram.person("Cleo")];
    const group = telegram.group("Tea");

    group.says(ben, "🍵 Lantern, hi", { naming: [{ words: "Lantern", user: telegram.world.bot }] });
    group.says(ben, "Cleo, hi", { naming: [{ words: "Cleo", user: cleo }] });

    await heard(telegram, bot, 2);
    expect(bot.core.received.map(({ text, facts }) => [text, facts.mentionsBot])).toEqual([
      ["🍵 , hi", true],
      ["Cleo, hi", false],
    ]);
  });

  it("a mention in a caption counts, and a picture without words is no message", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const ben = telegram.person("Ben");
    const group = telegram.group("Tea");

    group.sendsSticker(ben);
    group.sendsPhoto(ben, "");
    group.sendsPhoto(ben, "look @LanternBot");

    expect(await heard(telegram, bot)).toMatchObject({ text: "look", facts: { mentionsBot: true } });
    expect(bot.core.received).toHaveLength(1);
  });

  it("a reply to the bot is told from a reply to somebody else", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const ben = telegram.person("Ben");
    const group = telegram.group("Tea");

    const question = group.says(ben, "@LanternBot hi");
    const answer = await telegram.until(() => group.lastBotMessage());
    group.says(ben, "thanks", { replyTo: answer });
    group.says(ben, "as I said", { replyTo: question });

    await heard(telegram, bot, 3);
    expect(bot.core.received.map(({ facts }) => facts.repliesToBot)).toEqual([false, true, false]);
  });

  it("bots, what comes via bots, and posts of the linked channel are marked as no person's words", async () => {
    await using telegram = await startFakeTelegram({ hearsBots: true });
    await using bot = await runTelegram(telegram);
    const ben = telegram.person("Ben");
    const other = telegram.person("Other", { is_bot: true, username: "OtherBot" });
    const group = telegram.group("Tea", "supergroup");

    group.says(other, "@LanternBot hi");
    group.says(ben, "@LanternBot hi", { extra: { via_bot: other } });
    group.linkedChannelPosts("@LanternBot hi");
    group.says(other, "/reset");
    group.says(ben, "@LanternBot hi");

    await heard(telegram, bot, 4);
    expect(bot.core.received.map(({ facts }) => facts.authorIsBot)).toEqual([true, true, true, false]);
    expect(bot.core.commands).toEqual([]);
  });

  it("somebody who speaks as a channel is a person: the channel, which manages nothing", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const group = telegram.group("Tea", "supergroup");
    group.makesAdmin(telegram.person("Channel", { id: 136_817_688, is_bot: true }));

    group.saysAsChannel("@LanternBot hi");
    group.saysAsChannel("/reset");

    const message = await heard(telegram, bot);
    await telegram.until(() => bot.core.commands.length === 1);
    expect(message).toMatchObject({
      author: { id: "telegram:-1002000000001", name: "News", managesChannel: false },
      facts: { authorIsBot: false },
      origins: [`telegram:chat:${group.id}`],
    });
    expect(bot.core.commands[0]?.person).toEqual(message.author);
  });

  it("an anonymous administrator is a person: the group itself", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const group = telegram.group("Tea", "supergroup");

    group.saysAnonymously("@LanternBot hi");

    expect(await heard(telegram, bot)).toMatchObject({
      author: { id: `telegram:${group.id}`, name: "Tea", managesChannel: true },
      facts: { authorIsBot: false },
      origins: [`telegram:chat:${group.id}`],
    });
  });

  it.each([
    { said: "@cleo what is tea?", mentionsOthers: true },
    { said: "@LanternBot tell @cleo what tea is", mentionsOthers: true },
    { said: "@LanternBot what is tea?", mentionsOthers: false },
    { said: "mail me@tea.example", mentionsOthers: false },
  ])("others are named, or not: $said", async ({ said, mentionsOthers }) => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);

    telegram.group("Tea").says(telegram.person("Ben"), said);

    expect(await heard(telegram, bot)).toMatchObject({ facts: { mentionsOthers } });
  });

  it("a reply to somebody else names them, one to oneself or to the bot does not", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const [ben, cleo] = [telegram.person("Ben"), telegram.person("Cleo")];
    const group = telegram.group("Tea");

    const question = group.says(ben, "@LanternBot hi");
    const answer = await telegram.until(() => group.lastBotMessage());
    group.says(cleo, "hi Ben", { replyTo: question });
    group.says(ben, "as I said", { replyTo: question });
    group.says(ben, "thanks", { replyTo: answer });
    group.says(ben, "and Cleo?", { naming: [{ words: "Cleo", user: cleo }] });

    await heard(telegram, bot, 5);
    const named = bot.core.received.slice(1).map(({ facts }) => facts.mentionsOthers);
    expect(named).toEqual([true, false, false, true]);
  });
});

describe("what a message refers to", () => {
  it("is what it replies to, with its author's name, and none for the bot", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const [ben, cleo] = [telegram.person("Ben"), telegram.person("Cleo", { last_name: "Ash" })];
    const group = telegram.group("Tea");

    const remark = group.says(cleo, "green tea is best");
    const picture = group.sendsPhoto(cleo, "my cup");
    const sticker = group.sendsSticker(cleo);
    group.says(ben, "@LanternBot is that so?", { replyTo: remark });
    const answer = await telegram.until(() => group.lastBotMessage());
    group.says(ben, "@LanternBot what is it?", { replyTo: picture });
    group.says(ben, "@LanternBot and that?", { replyTo: sticker });
    group.says(ben, "really?", { replyTo: answer });

    await telegram.until(() => bot.core.received.at(-1)?.text === "really?");
    expect(bot.core.received.slice(-4).map(({ quoted }) => quoted)).toEqual([
      { speaker: "Cleo Ash", text: "green tea is best" },
      { speaker: "Cleo Ash", text: "my cup" },
      undefined,
      { speaker: "", text: answer.text },
    ]);
  });

  it("is the part that its author picked, rather than the whole", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const [ben, cleo] = [telegram.person("Ben"), telegram.person("Cleo")];
    const group = telegram.group("Tea");

    const remark = group.says(cleo, "green tea is best, black tea is worst");
    const quote = { text: "black tea is worst", position: 19, is_manual: true } as const;
    group.says(ben, "@LanternBot is that so?", { replyTo: remark, extra: { quote } });

    const { quoted } = await heard(telegram, bot, 2);
    expect(quoted).toEqual({ speaker: "Cleo", text: "black tea is worst" });
  });

  it("may come from another chat, and then names nobody here", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const ben = telegram.person("Ben");
    const group = telegram.group("Tea");
    const quote = { text: "tea prices rise", position: 0 };
    const news = { id: -1_002_000_000_001, type: "channel", title: "News" } as const;
    const date = 1_700_000_000;
    const origins = [
      { type: "channel", date, chat: news, message_id: 5 },
      { type: "hidden_user", date, sender_user_name: "Dora" },
      { type: "user", date, sender_user: telegram.person("Eve") },
      { type: "user", date, sender_user: telegram.world.bot },
      { type: "chat", date, sender_chat: { id: -5, type: "group", title: "Cups" } },
    ] as const;

    for (const origin of origins) {
      group.says(ben, "@LanternBot why?", { extra: { quote, external_reply: { origin } } });
    }

    await heard(telegram, bot, origins.length);
    expect(bot.core.received.map(({ quoted }) => quoted)).toEqual(
      ["News", "Dora", "Eve", "", "Cups"].map((speaker) => ({ speaker, text: "tea prices rise" })),
    );
    expect(bot.core.received.every(({ facts }) => !facts.mentionsOthers)).toBe(true);
  });
});

describe("an edited message", () => {
  it("is told with the same rules for its words, and is no new message", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const ben = telegram.person("Ben");
    const group = telegram.group("Tea");

    const message = group.says(ben, "@LanternBot hi");
    group.edits(message, "@LanternBot hello");
    group.edits(message, "/ask@LanternBot good day");
    group.says(ben, "@LanternBot bye");

    await heard(telegram, bot, 2);
    expect(bot.core.received.map(({ text }) => text)).toEqual(["hi", "bye"]);
    const known = { channel: channelId("telegram", String(group.id)), messageId: String(message.id) };
    expect(bot.core.revised).toEqual([
      { ...known, text: "hello" },
      { ...known, text: "good day" },
    ]);
  });

  it("that is a command now, or never was a person's, is left alone", async () => {
    await using telegram = await startFakeTelegram({ hearsBots: true });
    await using bot = await runTelegram(telegram);
    const [ben, other] = [telegram.person("Ben"), telegram.person("Other", { is_bot: true })];
    const group = telegram.group("Tea");

    const message = group.says(ben, "@LanternBot hi");
    group.edits(message, "/reset");
    group.edits(group.says(other, "hi"), "ho");
    group.says(ben, "@LanternBot bye");

    await telegram.until(() => bot.core.received.at(-1)?.text === "bye");
    expect(bot.core.revised).toEqual([]);
    expect(bot.core.commands).toEqual([]);
  });
});

describe("a group that becomes a supergroup", () => {
  it("is told to the core once, before what is said there, and goes on in the new chat", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const ben = telegram.person("Ben");
    const group = telegram.group("Tea");

    const supergroup = group.becomesSupergroup();
    bot.core.onMessage = (message, reply) => {
      expect(bot.core.moved).toHaveLength(1);
      void answerWith(reply, `echo: ${message.text}`);
      return "accepted";
    };
    supergroup.says(ben, "@LanternBot hi");

    await telegram.until(() => supergroup.botTexts().length > 0);
    const channels = [group, supergroup].map(({ id }) => channelId("telegram", String(id)));
    expect(bot.core.moved).toEqual([{ from: channels[0], to: channels[1] }]);
    expect(bot.core.received.map(({ channel }) => channel)).toEqual([channels[1]]);
    expect(bot.log.lines.filter(({ level }) => level === "error")).toEqual([]);
  });
});

describe("in a forum", () => {
  it("each topic is a channel of its own below the chat, and is answered in itself", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const ben = telegram.person("Ben");
    const forum = telegram.group("Teas", "forum");
    const [green, black] = [forum.opensTopic(ben, "Green"), forum.opensTopic(ben, "Black")];

    forum.says(ben, "@LanternBot a", { topic: green });
    forum.says(ben, "@LanternBot b", { topic: black });
    forum.says(ben, "@LanternBot c");

    await bot.passUntil(() => forum.botTexts().length === 3);
    const chat = String(forum.id);
    expect(bot.core.received.map(({ channel, facts }) => [channel, facts.kind])).toEqual([
      [channelId("telegram", chat, String(green)), "group"],
      [channelId("telegram", chat, String(black)), "group"],
      [channelId("telegram", chat), "group"],
    ]);
    const above = channelId("telegram", chat);
    expect(bot.core.received.map(({ parent }) => parent)).toEqual([above, above, undefined]);
    const answers = forum.messages.filter(({ from }) => from.is_bot);
    expect(new Map(answers.map(({ text, topic }) => [text, topic]))).toEqual(
      new Map([
        ["echo: a", green],
        ["echo: b", black],
        ["echo: c", undefined],
      ]),
    );
  });

  it("writing in a topic that the bot opened is no reply to the bot", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const forum = telegram.group("Teas", "forum");
    const topic = forum.opensTopic(telegram.world.bot, "Green");

    forum.says(telegram.person("Ben"), "anyone?", { topic });

    expect(await heard(telegram, bot)).toMatchObject({
      facts: { repliesToBot: false, mentionsOthers: false },
    });
    expect(bot.core.received[0]?.quoted).toBeUndefined();
  });

  it("a reply in an ordinary group makes no topic of its thread", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const group = telegram.group("Tea", "supergroup");

    group.says(telegram.person("Ben"), "@LanternBot hi", { extra: { message_thread_id: 77 } });

    expect(await heard(telegram, bot)).toMatchObject({ channel: channelId("telegram", String(group.id)) });
  });
});
