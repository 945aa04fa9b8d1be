import { Api, GrammyError } from "grammy";
import type { InlineKeyboardButton, MessageEntity } from "grammy/types";
import { expect, it, onTestFinished } from "vitest";
import { createManualClock } from "../manual-clock.ts";
import { fault } from "./faults.ts";
import { startFakeTelegram, type FakeTelegramOptions } from "./fake-telegram.ts";

async function start(options: FakeTelegramOptions = {}) {
  const telegram = await startFakeTelegram(options);
  onTestFinished(() => telegram.close());
  const api = new Api(telegram.token, { apiRoot: telegram.apiUrl, timeoutSeconds: 5 });
  return { telegram, api };
}

/** The error that the Bot API answers with: its code and its description. */
async function refusalOf(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => expect.unreachable("it was not refused"),
    (error: unknown) => error,
  );
  if (!(error instanceof GrammyError)) throw error;
  return `${error.error_code} ${error.description}`;
}

it("keeps updates until a higher number is asked for", async () => {
  const { telegram, api } = await start();
  const anna = telegram.person("Anna");
  const chat = telegram.privateChat(anna);
  for (const text of ["one", "two", "three"]) chat.says(anna, text);

  const first = await api.getUpdates();
  const again = await api.getUpdates({ limit: 2 });
  const rest = await api.getUpdates({ offset: (again[1]?.update_id ?? 0) + 1 });

  const textsOf = (updates: typeof first) => updates.map(({ message }) => message?.text);
  expect(textsOf(first)).toEqual(["one", "two", "three"]);
  expect(textsOf(again)).toEqual(["one", "two"]);
  expect(textsOf(rest)).toEqual(["three"]);
  expect(telegram.unconfirmed()).toHaveLength(1);
});

it("gives out a hundred updates at most", async () => {
  const { telegram, api } = await start();
  const anna = telegram.person("Anna");
  const chat = telegram.privateChat(anna);
  for (let n = 0; n < 130; n++) chat.says(anna, `${n}`);

  expect(await api.getUpdates()).toHaveLength(100);
});

it("holds a poll open until an update comes, or the time is over", async () => {
  const clock = createManualClock();
  const { telegram, api } = await start({ clock });
  const anna = telegram.person("Anna");
  const chat = telegram.privateChat(anna);

  const fruitless = api.getUpdates({ timeout: 30 });
  await telegram.until(() => telegram.isPolled());
  await clock.advance(30_000);
  expect(await fruitless).toEqual([]);

  const fruitful = api.getUpdates({ timeout: 30 });
  await telegram.until(() => telegram.isPolled());
  chat.says(anna, "hi");
  expect(await fruitful).toHaveLength(1);
  expect(clock.sleepers()).toBe(0);
});

it("ends a poll that waits when another one comes", async () => {
  const { telegram, api } = await start();
  const first = refusalOf(api.getUpdates({ timeout: 30 }));
  await telegram.until(() => telegram.isPolled());

  expect(await api.getUpdates()).toEqual([]);
  expect(await first).toMatch(/^409 Conflict/);
});

it("gives out only the kinds of updates that were asked for last", async () => {
  const { telegram, api } = await start();
  const anna = telegram.person("Anna");
  const chat = telegram.privateChat(anna);
  await api.getUpdates({ allowed_updates: ["edited_message"] });
  await api.getUpdates();

  const message = chat.says(anna, "hi");
  chat.edits(message, "hello");

  const updates = await api.getUpdates();
  expect(updates).toMatchObject([{ edited_message: { text: "hello", edit_date: message.date } }]);
});

it("knows its token and its methods", async () => {
  const { telegram, api } = await start();
  const stranger = new Api("1:wrong", { apiRoot: telegram.apiUrl });

  expect(await api.getMe()).toMatchObject({ username: "LanternBot", can_read_all_group_messages: true });
  expect(await refusalOf(stranger.getMe())).toBe("401 Unauthorized");
  expect(await refusalOf(api.logOut())).toMatch(/^404 Not Found/);
});

it("refuses what Telegram refuses", async () => {
  const { telegram, api } = await start();
  const anna = telegram.person("Anna");
  const chat = telegram.privateChat(anna);
  const question = chat.says(anna, "hi");
  const { message_id: id } = await api.sendMessage(chat.id, " tea \n");
  const notThere = { message_id: 9_999_999 };

  expect(chat.botTexts()).toEqual(["tea"]);
  expect(await refusalOf(api.sendMessage(chat.id, "  "))).toMatch(/400 .*empty/);
  expect(await refusalOf(api.sendMessage(chat.id, "x".repeat(4097)))).toMatch(/400 .*too long/);
  expect(await refusalOf(api.sendMessage(chat.id, "\ud83c"))).toMatch(/400 .*UTF-8/);
  expect(await refusalOf(api.sendMessage(4711, "hi"))).toMatch(/400 .*chat not found/);
  expect(await refusalOf(api.sendMessage(chat.id, "hi", { reply_parameters: notThere }))).toMatch(
    /400 .*replied/,
  );
  expect(await refusalOf(api.editMessageText(chat.id, id, "tea  "))).toMatch(/400 .*not modified/);
  expect(await refusalOf(api.editMessageText(chat.id, 9_999_999, "hi"))).toMatch(/400 .*not found/);
  expect(await refusalOf(api.editMessageText(chat.id, question.id, "hi"))).toMatch(/400 .*can't be edited/);
});

it.each<[string, string, MessageEntity[]]>([
  ["beyond the text", "tea", [{ type: "bold", offset: 1, length: 3 }]],
  ["of no length", "tea", [{ type: "bold", offset: 1, length: 0 }]],
  ["of nothing but blank space", "a b", [{ type: "bold", offset: 1, length: 1 }]],
  ["that cut a pair", "a🍵", [{ type: "bold", offset: 0, length: 2 }]],
  [
    "that overlap",
    "tea time",
    [
      { type: "bold", offset: 0, length: 5 },
      { type: "italic", offset: 4, length: 4 },
    ],
  ],
  [
    "inside of code",
    "tea",
    [
      { type: "code", offset: 0, length: 3 },
      { type: "bold", offset: 0, length: 1 },
    ],
  ],
  ["with no address", "tea", [{ type: "text_link", offset: 0, length: 3, url: "tea" }]],
])("refuses entities %s", async (_, text, entities) => {
  const { telegram, api } = await start();
  const chat = telegram.privateChat(telegram.person("Anna"));

  expect(await refusalOf(api.sendMessage(chat.id, text, { entities }))).toMatch(/400 .*entities/);
  expect(chat.botTexts()).toEqual([]);
});

it("keeps entities in their place when it takes blank space away, but not what they cover", async () => {
  const { telegram, api } = await start();
  const chat = telegram.privateChat(telegram.person("Anna"));

  await api.sendMessage(chat.id, " a  tea ", { entities: [{ type: "pre", offset: 2, length: 6 }] });
  await api.sendMessage(chat.id, "  tea ", { entities: [{ type: "pre", offset: 0, length: 6 }] });

  expect(chat.messages).toMatchObject([
    { text: "a  tea", entities: [{ type: "pre", offset: 1, length: 5 }] },
    { text: "  tea", entities: [{ type: "pre", offset: 0, length: 5 }] },
  ]);
});

it("takes the keyboard away with an edit that does not repeat it", async () => {
  const { telegram, api } = await start();
  const chat = telegram.privateChat(telegram.person("Anna"));
  const reply_markup = { inline_keyboard: [[{ text: "⏹", callback_data: "stop" }]] };
  const { message_id: id } = await api.sendMessage(chat.id, "te", { reply_markup });

  await api.editMessageText(chat.id, id, "tea", { reply_markup });
  expect(chat.lastBotMessage()).toMatchObject({ replyMarkup: reply_markup, earlierTexts: ["te"] });
  await api.editMessageText(chat.id, id, "tea");
  expect(chat.lastBotMessage()?.replyMarkup).toBeUndefined();
});

it.each<[string, InlineKeyboardButton, RegExp]>([
  ["that do nothing", { text: "Stop", callback_data: "" }, /Text buttons are unallowed/],
  ["without words", { text: " ", callback_data: "stop" }, /non-empty/],
  [
    "with more than 64 bytes of data",
    { text: "Stop", callback_data: "停".repeat(22) },
    /BUTTON_DATA_INVALID/,
  ],
])("refuses buttons %s", async (_, button, why) => {
  const { telegram, api } = await start();
  const chat = telegram.privateChat(telegram.person("Anna"));
  const reply_markup = { inline_keyboard: [[button]] };

  expect(await refusalOf(api.sendMessage(chat.id, "tea", { reply_markup }))).toMatch(why);
  const { message_id: id } = await api.sendMessage(chat.id, "tea");
  expect(await refusalOf(api.editMessageText(chat.id, id, "teas", { reply_markup }))).toMatch(why);
  expect(chat.lastBotMessage()).toMatchObject({ text: "tea", replyMarkup: undefined });
});

it("lets a person press a button, which is answered once", async () => {
  const { telegram, api } = await start();
  const anna = telegram.person("Anna");
  const chat = telegram.privateChat(anna);
  const reply_markup = { inline_keyboard: [[{ text: "⏹", callback_data: "stop" }]] };
  const { message_id } = await api.sendMessage(chat.id, "tea", { reply_markup });
  const message = chat.lastBotMessage() ?? expect.unreachable();

  const id = chat.presses(anna, message);

  expect(await api.getUpdates()).toMatchObject([
    { callback_query: { id, data: "stop", from: { id: anna.id }, message: { message_id, reply_markup } } },
  ]);
  expect(await refusalOf(api.answerCallbackQuery(id, { text: "x".repeat(201) }))).toMatch(/TOO_LONG/);
  await api.answerCallbackQuery(id, { text: "stopped" });
  expect(telegram.world.callbackAnswers).toEqual([{ queryId: id, text: "stopped", alert: false }]);
  expect(await refusalOf(api.answerCallbackQuery(id))).toMatch(/^400 .*query is too old/);
});

it("tells little of a message that was deleted before the button below it was pressed", async () => {
  const { telegram, api } = await start();
  const anna = telegram.person("Anna");
  const chat = telegram.privateChat(anna);
  await api.sendMessage(chat.id, "tea");
  const message = chat.lastBotMessage() ?? expect.unreachable();

  expect(() => chat.presses(anna, message)).toThrow("no button");
  chat.deletes(message);
  chat.presses(anna, message, "stop");
  telegram.pressesInline(anna, "stop");

  const [below, inline] = (await api.getUpdates()).map(({ callback_query: query }) => query);
  expect(below?.message).toMatchObject({ message_id: message.id, date: 0, chat: { id: chat.id } });
  expect(below?.message).not.toHaveProperty("text");
  expect(inline).toMatchObject({ inline_message_id: "inline", data: "stop" });
  expect(inline).not.toHaveProperty("message");
});

it("keeps a menu of commands for each language of two letters", async () => {
  const { telegram, api } = await start();
  const commands = [{ command: "help", description: "Help" }];

  await api.setMyCommands(commands, { language_code: "zh" });

  expect(await api.getMyCommands({ language_code: "zh" })).toEqual(commands);
  expect(await api.getMyCommands()).toEqual([]);
  const longer = await fetch(`${telegram.apiUrl}/bot${telegram.token}/setMyCommands`, {
    method: "POST",
    body: JSON.stringify({ commands, language_code: "zh-hant" }),
  });
  expect(longer.status).toBe(400);
});

it("calls those whom a message or an edit of the bot's names, but not in code, links, and addresses", async () => {
  const { telegram, api } = await start();
  const chat = telegram.privateChat(telegram.person("Anna"));
  const entities: MessageEntity[] = [
    { type: "code", offset: 0, length: 5 },
    { type: "text_link", offset: 6, length: 5, url: "https://tea.example" },
  ];

  const { message_id: id } = await api.sendMessage(chat.id, "@anna @anna");
  await api.editMessageText(chat.id, id, "(@ben) mail@tea.example https://tea.example/@cleo, tea/@dora");
  await api.sendMessage(chat.id, "@anna @anna @\u202eeve @\u2060fay", { entities });

  expect(telegram.world.called).toEqual(["anna", "anna", "ben", "dora", "eve"]);
});

it("closes a group that becomes a supergroup, says so in both, and keeps its administrators", async () => {
  const { telegram, api } = await start();
  const [anna, ben] = [telegram.person("Anna"), telegram.person("Ben")];
  const group = telegram.group("Tea");
  group.makesAdmin(anna);

  const supergroup = group.becomesSupergroup();

  expect(await api.getUpdates()).toMatchObject([
    { message: { chat: { id: group.id }, migrate_to_chat_id: supergroup.id } },
    { message: { chat: { id: supergroup.id, type: "supergroup" }, migrate_from_chat_id: group.id } },
  ]);
  const error: unknown = await api.sendMessage(group.id, "hi").catch((error: unknown) => error);
  expect(error).toMatchObject({ error_code: 400, parameters: { migrate_to_chat_id: supergroup.id } });
  expect(await api.getChatMember(supergroup.id, anna.id)).toMatchObject({ status: "creator" });
  expect(await api.getChatMember(supergroup.id, ben.id)).toMatchObject({ status: "member" });
});

it("with privacy mode on, gives the bot of a group only what is plainly meant for it", async () => {
  const { telegram, api } = await start({ privacy: true });
  const [anna, ben] = [telegram.person("Anna"), telegram.person("Ben")];
  const group = telegram.group("Tea");
  group.says(anna, "@LanternBot hi");
  group.says(anna, "/help");
  group.says(anna, "/help@LanternBot");
  group.says(anna, "/help@OtherBot");
  await api.sendMessage(group.id, "help");
  const answer = group.lastBotMessage() ?? expect.unreachable();
  group.says(ben, "/status");
  group.says(ben, "thanks", { replyTo: answer });
  group.makesAdmin(telegram.world.bot);
  group.says(ben, "so quiet here");

  const updates = await api.getUpdates();

  expect((await api.getMe()).can_read_all_group_messages).toBe(false);
  expect(updates.map(({ message }) => message?.text)).toEqual([
    "/help@LanternBot",
    "/status",
    "thanks",
    "so quiet here",
  ]);
});

it("keeps a group to twenty messages and edits a minute, and a private chat to about one a second", async () => {
  const clock = createManualClock();
  const { telegram, api } = await start({ clock, floodLimits: true });
  const group = telegram.group("Tea");
  const chat = telegram.privateChat(telegram.person("Anna"));

  const { message_id: id } = await api.sendMessage(group.id, "0");
  for (let n = 1; n < 20; n++) {
    await clock.advance(1_000);
    await api.editMessageText(group.id, id, `${n}`);
  }
  await clock.advance(1_000);
  expect(await refusalOf(api.editMessageText(group.id, id, "20"))).toMatch(/^429 .*retry after 40$/);
  await clock.advance(40_000);
  await api.editMessageText(group.id, id, "20");

  for (let n = 0; n < 5; n++) await api.sendMessage(chat.id, `${n}`);
  expect(await refusalOf(api.sendMessage(chat.id, "5"))).toMatch(/^429 .*retry after 4$/);
});

it("fails as often as it was told to", async () => {
  const { telegram, api } = await start();
  const chat = telegram.privateChat(telegram.person("Anna"));
  telegram.faults.next("sendMessage", fault.flood(7), 2);
  telegram.faults.next("sendMessage", fault.cut("after"));
  telegram.faults.next("sendMessage", fault.migrated(-5));

  expect(await refusalOf(api.sendMessage(chat.id, "a"))).toMatch(/retry after 7/);
  expect(await refusalOf(api.sendMessage(chat.id, "b"))).toMatch(/retry after 7/);
  await expect(api.sendMessage(chat.id, "c")).rejects.toThrow("Network request");
  expect(await refusalOf(api.sendMessage(chat.id, "d"))).toMatch(/upgraded to a supergroup/);
  await api.sendMessage(chat.id, "e");

  expect(chat.botTexts()).toEqual(["c", "e"]);
});
