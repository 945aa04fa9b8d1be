import { inspect } from "node:util";
import { Api } from "grammy";
import type { User } from "grammy/types";
import { describe, expect, it, onTestFinished } from "vitest";
import { createMigrations } from "../../../src/adapters/telegram/migrations.ts";
import type { Place } from "../../../src/adapters/telegram/place.ts";
import { createTelegramSurface } from "../../../src/adapters/telegram/surface.ts";
import { channelId, type Control } from "../../../src/core/chat.ts";
import { SurfaceError } from "../../../src/core/errors.ts";
import { replySurfaceContract } from "../../contracts/reply-surface.ts";
import { createScriptedConversation } from "../../fakes/scripted-conversation.ts";
import type { FakeChat } from "../../fakes/telegram/chats.ts";
import {
  startFakeTelegram,
  type FakeTelegram,
  type FakeTelegramOptions,
} from "../../fakes/telegram/fake-telegram.ts";
import { fault } from "../../fakes/telegram/faults.ts";
import type { SeenMessage } from "../../fakes/telegram/world.ts";

const NEVER = new AbortController().signal;
const CONTROLS = ["stop", "retry", "undo"] as const satisfies readonly Control[];

async function startTelegram(options: FakeTelegramOptions): Promise<FakeTelegram> {
  const telegram = await startFakeTelegram(options);
  onTestFinished(() => telegram.close());
  return telegram;
}

/** A question in `chat`, and surfaces to answer it on. */
function askIn<C extends FakeChat>(telegram: FakeTelegram, chat: C, anna: User) {
  const question = chat.says(anna, "what is tea?");
  const api = new Api(telegram.token, { apiRoot: telegram.apiUrl });
  const closing = new AbortController();
  const core = createScriptedConversation();
  const migrations = createMigrations(core);
  const direct = chat.id > 0;
  const place: Place = { chatId: chat.id, messageId: question.id, direct, language: "en" };
  const open = (more: Partial<Place> = {}) =>
    createTelegramSurface({ ...place, ...more }, { api, migrations, closed: closing.signal });
  return { telegram, anna, chat, question, closing, core, open, surface: open() };
}

/** A question in a private chat. */
async function asked(options: FakeTelegramOptions = {}) {
  const telegram = await startTelegram(options);
  const anna = telegram.person("Anna");
  return askIn(telegram, telegram.privateChat(anna), anna);
}

async function askedInGroup() {
  const telegram = await startTelegram({});
  return askIn(telegram, telegram.group("Tea"), telegram.person("Anna"));
}

/** What stands on the buttons below a message, and what they send. */
function buttonsOf({ replyMarkup }: SeenMessage) {
  return (replyMarkup?.inline_keyboard ?? []).flat().map((button) => ({
    text: button.text,
    data: "callback_data" in button ? button.callback_data : "",
  }));
}

/** What `call` throws. */
function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => expect.unreachable("it did not fail"),
    (error: unknown) => error,
  );
}

replySurfaceContract("Telegram's", async () => {
  const { telegram, chat, surface } = await asked();
  return {
    surface,
    shown: () => chat.botTexts(),
    controls: () =>
      chat.messages.slice(1).map((message) => {
        const [name] = buttonsOf(message)[0]?.data.split(":") ?? [];
        return CONTROLS.find((control) => control === name) ?? null;
      }),
    vanish: () => chat.messages.slice(1).forEach((message) => chat.deletes(message)),
    limitRate(ms) {
      for (const method of ["editMessageText", "sendChatAction"])
        telegram.faults.next(method, fault.flood(ms / 1000));
    },
  };
});

it("keeps to the limits of its kind of chat", async () => {
  const direct = await asked();
  const group = await askedInGroup();

  expect(direct.surface.limits).toMatchObject({ maxPartLength: 3840, minEditIntervalMs: 1100 });
  expect(group.surface.limits).toMatchObject({ maxPartLength: 3840, minEditIntervalMs: 3100 });
  await direct.surface.post("🍵".repeat(2048), NEVER);
  expect(await failureOf(direct.surface.post("x".repeat(4097), NEVER))).toMatchObject({ code: "rejected" });
});

describe("a posted part", () => {
  it("answers the question if it is the first, formatted and without a preview", async () => {
    const { chat, question, surface } = await asked();

    await surface.post("see https://tea.example and *more*", NEVER);
    await surface.post("second", NEVER);

    const [first, second] = chat.messages.slice(1);
    expect(first).toMatchObject({
      text: "see https://tea.example and more",
      entities: [{ type: "italic", offset: 28, length: 4 }],
      replyTo: question.id,
      linkPreview: { is_disabled: true },
    });
    expect(second).toMatchObject({ text: "second", replyTo: undefined, linkPreview: { is_disabled: true } });
  });

  it("is still the first when posting it failed before", async () => {
    const { telegram, chat, question, surface } = await asked();
    telegram.faults.next("sendMessage", fault.serverError());

    await failureOf(surface.post("tea", NEVER));
    await surface.post("tea", NEVER);

    expect(chat.lastBotMessage()).toMatchObject({ replyTo: question.id });
  });

  it("stands alone when the question has been deleted", async () => {
    const { chat, question, surface } = await asked();

    chat.deletes(question);
    await surface.post("tea", NEVER);

    expect(chat.lastBotMessage()).toMatchObject({ text: "tea", replyTo: undefined });
  });

  it("shows each text that replaces it, still without a preview", async () => {
    const { chat, surface } = await asked();

    const part = await surface.post("te", NEVER);
    await part.replace("tea is", NEVER);
    await part.replace("tea is a drink", NEVER);

    expect(chat.lastBotMessage()).toMatchObject({
      text: "tea is a drink",
      earlierTexts: ["te", "tea is"],
      linkPreview: { is_disabled: true },
    });
  });

  it("is left alone when it shows that text already, but for spaces around it", async () => {
    const { telegram, surface } = await asked();

    const part = await surface.post("tea", NEVER);
    await part.replace("tea", NEVER);
    await part.replace(" tea \n", NEVER);

    expect(telegram.callsOf("editMessageText")).toEqual([]);
  });

  it("counts as replaced when Telegram says that it is not modified", async () => {
    const { telegram, chat, surface } = await asked();
    const part = await surface.post("tea", NEVER);

    telegram.faults.next("editMessageText", fault.cut("after"));
    expect(await failureOf(part.replace("tea is", NEVER))).toMatchObject({ code: "unavailable" });
    await part.replace("tea is", NEVER);
    await part.replace("tea is", NEVER);

    expect(chat.botTexts()).toEqual(["tea is"]);
    expect(telegram.callsOf("editMessageText")).toHaveLength(2);
  });
});

it("is edited back although nobody knows whether the edit before was carried out", async () => {
  const { telegram, chat, surface } = await asked();
  const part = await surface.post("tea", NEVER);

  telegram.faults.next("editMessageText", fault.cut("after"));
  await failureOf(part.replace("tea is", NEVER));
  await part.replace("tea", NEVER);

  expect(chat.botTexts()).toEqual(["tea"]);
});

describe("formatted text", () => {
  it("grows with each edit, and stays as it is when only marks come that nobody sees", async () => {
    const { telegram, chat, surface } = await asked();

    const part = await surface.post("Tea is **hot", NEVER);
    await part.replace("Tea is **hot**", NEVER);
    await part.replace("Tea is **hot**:\n\n```sh\nboil", NEVER);

    expect(telegram.callsOf("editMessageText")).toHaveLength(1);
    expect(chat.lastBotMessage()).toMatchObject({
      text: "Tea is hot:\n\nboil",
      earlierTexts: ["Tea is hot"],
      entities: [
        { type: "bold", offset: 7, length: 3 },
        { type: "pre", offset: 13, length: 4, language: "sh" },
      ],
    });
  });

  it("is edited when nothing but the format changes", async () => {
    const { chat, surface } = await asked();

    const part = await surface.post("hot tea", NEVER);
    await part.replace("*hot* tea", NEVER);

    expect(chat.lastBotMessage()).toMatchObject({ text: "hot tea", entities: [{ type: "italic" }] });
  });

  it("is sent once more as it was written when Telegram refuses it", async () => {
    const { telegram, chat, question, surface } = await asked();
    const refusal = fault.badRequest("can't parse entities");

    telegram.faults.next("sendMessage", refusal);
    const part = await surface.post("*tea*", NEVER);
    expect(chat.lastBotMessage()).toMatchObject({ text: "*tea*", entities: [], replyTo: question.id });
    telegram.faults.next("editMessageText", refusal);
    await part.replace("*hot* tea", NEVER);

    expect(chat.botTexts()).toEqual(["*hot* tea"]);
    expect(telegram.callsOf("editMessageText")).toHaveLength(2);
  });

  it("is not sent once more when something else is wrong, nor when it was plain", async () => {
    const { telegram, chat, surface } = await asked();
    telegram.faults.next("sendMessage", fault.badRequest("can't parse entities"));
    expect(await failureOf(surface.post("tea", NEVER))).toMatchObject({ code: "rejected" });
    telegram.faults.next("sendMessage", fault.flood(3));
    expect(await failureOf(surface.post("*tea*", NEVER))).toMatchObject({ code: "rate-limited" });
    chat.blocksBot();
    expect(await failureOf(surface.post("*tea*", NEVER))).toMatchObject({ code: "gone" });

    expect(telegram.callsOf("sendMessage")).toHaveLength(3);
  });

  it("gives way to the Markdown when it would be too long for a message", async () => {
    const { chat, surface } = await asked();
    const table = `| ${"tea".repeat(15)} | b |\n|---|---|\n${"|c|d|\n".repeat(50)}\n`;
    const markdown = `*x*\n\n${table.repeat(3)}`;

    await surface.post(markdown, NEVER);

    expect(chat.lastBotMessage()).toMatchObject({ text: markdown.trim(), entities: [] });
  });
});

describe("a button", () => {
  it("stands alone below its message, in the person's language where that is known", async () => {
    const { chat, question, open } = await asked();

    await open().post("one", NEVER, "stop");
    await open({ language: "zh" }).post("two", NEVER, "retry");
    await open({ language: undefined }).post("three", NEVER, "undo");

    expect(chat.messages.slice(1).map(buttonsOf)).toEqual([
      [{ text: "⏹ Stop", data: `stop:${question.id}` }],
      [{ text: "🔁 重答", data: `retry:${question.id}` }],
      [{ text: "↩️", data: `undo:${question.id}` }],
    ]);
  });

  it("is never there where no question is known", async () => {
    const { chat, open } = await asked();

    const part = await open({ messageId: undefined }).post("one", NEVER, "stop");
    await part.replace("two", NEVER, "retry");

    expect(chat.lastBotMessage()).toMatchObject({ text: "two", replyMarkup: undefined, replyTo: undefined });
  });

  it("that alone changes is an edit, and one that stays is none", async () => {
    const { telegram, chat, surface } = await asked();

    const part = await surface.post("*tea*", NEVER, "stop");
    await part.replace("*tea*", NEVER, "stop");
    expect(telegram.callsOf("editMessageText")).toEqual([]);
    await part.replace("*tea*", NEVER, "retry");
    await part.replace("*tea*", NEVER);

    expect(telegram.callsOf("editMessageText")).toHaveLength(2);
    expect(chat.messages.slice(1).map(buttonsOf)).toEqual([[]]);
    expect(chat.lastBotMessage()?.entities).toMatchObject([{ type: "italic" }]);
  });
});

describe("a part of an earlier run", () => {
  it("is gone on with by its id, and what follows is no second reply to the question", async () => {
    const { telegram, chat, open } = await asked();
    const { id } = await open().post("te", NEVER, "stop");

    const later = open();
    const part = later.adopt(id);
    await part.replace("te", NEVER, "stop"); // what it shows, which nobody knows
    await part.replace("te", NEVER, "stop");
    await part.replace("tea", NEVER);
    await later.post("and more", NEVER);

    expect(telegram.callsOf("editMessageText")).toHaveLength(2);
    expect(chat.botTexts()).toEqual(["tea", "and more"]);
    expect(chat.lastBotMessage()?.replyTo).toBeUndefined();
  });

  it("is gone when somebody has deleted it", async () => {
    const { chat, open } = await asked();
    const { id } = await open().post("te", NEVER);
    chat.messages.forEach((message) => chat.deletes(message));

    expect(await failureOf(open().adopt(id).replace("tea", NEVER))).toMatchObject({ code: "gone" });
  });
});

describe("in a group that becomes a supergroup", () => {
  it("a reply goes on in the new chat, and the core is told once", async () => {
    const { telegram, chat: group, core, open } = await askedInGroup();
    const surface = open();
    const supergroup = group.becomesSupergroup();

    const part = await surface.post("tea", NEVER, "stop");
    await part.replace("tea is", NEVER, "stop");
    await surface.post("more", NEVER);
    await open().post("still more", NEVER);

    expect(supergroup.botTexts()).toEqual(["tea is", "more", "still more"]);
    expect(supergroup.messages.every(({ replyTo }) => replyTo === undefined)).toBe(true);
    expect(
      telegram.callsOf("sendMessage").filter(({ parameters }) => parameters["chat_id"] === group.id),
    ).toHaveLength(1);
    expect(core.moved).toEqual([
      { from: channelId("telegram", String(group.id)), to: channelId("telegram", String(supergroup.id)) },
    ]);
  });

  it("what was posted before is gone, and what comes after is not", async () => {
    const { telegram, chat: group, core, surface } = await askedInGroup();
    const part = await surface.post("te", NEVER);
    const supergroup = group.becomesSupergroup();

    expect(await failureOf(part.replace("tea", NEVER))).toMatchObject({ code: "gone" });
    expect(await failureOf(part.replace("tea is", NEVER))).toMatchObject({ code: "gone" });
    await surface.post("tea is", NEVER);

    expect(telegram.callsOf("editMessageText")).toHaveLength(1);
    expect(supergroup.botTexts()).toEqual(["tea is"]);
    expect(core.moved).toHaveLength(1);
  });
});

describe("nobody is called", () => {
  it("by a name in a message, an edit, or a text that Telegram refused as it was formatted", async () => {
    const { telegram, chat, surface } = await asked();

    const part = await surface.post("ask *@anna*", NEVER);
    await part.replace("ask **@anna** or @ben", NEVER);
    telegram.faults.next("sendMessage", fault.badRequest("can't parse entities"));
    await surface.post("*ask* @anna", NEVER);

    expect(telegram.world.called).toEqual([]);
    expect(chat.botTexts()).toEqual(["ask @\u2060anna or @\u2060ben", "*ask* @\u2060anna"]);
    expect(chat.messages[1]?.entities).toEqual([{ type: "bold", offset: 4, length: 6 }]);
  });
});

describe("a call that fails", () => {
  it("tells how long Telegram wants to be left alone", async () => {
    const { telegram, surface } = await asked();
    telegram.faults.next("sendMessage", fault.flood(37));

    expect(await failureOf(surface.post("tea", NEVER))).toMatchObject({
      code: "rate-limited",
      retryAfterMs: 37_000,
    });
  });

  it("is rate-limited by the real limits as well", async () => {
    const { surface } = await asked({ floodLimits: true });

    const posts = Array.from({ length: 6 }, () => surface.post("tea", NEVER));
    const outcomes = await Promise.allSettled(posts);

    const failed = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(failed.map(({ reason }: PromiseRejectedResult): unknown => reason)).toEqual([
      expect.objectContaining({ code: "rate-limited", retryAfterMs: 4_000 }),
    ]);
  });

  it("says that the message is gone when it was deleted", async () => {
    const { chat, surface } = await asked();
    const part = await surface.post("te", NEVER);
    const posted = chat.lastBotMessage();
    if (posted !== undefined) chat.deletes(posted);

    expect(await failureOf(part.replace("tea", NEVER))).toMatchObject({ code: "gone" });
  });

  it.each([
    { what: "blocked by the person", direct: true },
    { what: "put out of the group", direct: false },
  ])("says that the chat is gone when the bot was $what", async ({ direct }) => {
    const { chat, surface } = await (direct ? asked() : askedInGroup());
    chat.blocksBot();

    expect(await failureOf(surface.post("tea", NEVER))).toMatchObject({ code: "gone" });
  });

  it.each([
    { what: "an error of the server", broken: fault.serverError(503) },
    { what: "a broken connection", broken: fault.cut() },
    { what: "an answer that is none", broken: fault.nonsense() },
  ])("may pass later after $what", async ({ broken }) => {
    const { telegram, chat, surface } = await asked();
    telegram.faults.next("sendMessage", broken);

    expect(await failureOf(surface.post("tea", NEVER))).toMatchObject({ code: "unavailable" });
    await surface.post("tea", NEVER);

    expect(chat.botTexts()).toEqual(["tea"]);
  });

  it("is known to have shown nothing where nobody listens, and only there", async () => {
    const { telegram, surface } = await asked();
    telegram.faults.next("sendMessage", fault.cut("after"));
    expect(await failureOf(surface.post("tea", NEVER))).toMatchObject({ changedNothing: false });
    telegram.faults.next("sendMessage", fault.serverError());
    expect(await failureOf(surface.post("tea", NEVER))).toMatchObject({ changedNothing: false });
    await telegram.close();
    await failureOf(surface.showTyping(NEVER)); // finds out that the connection is broken
    const failure = { code: "unavailable", changedNothing: true };
    expect(await failureOf(surface.post("tea", NEVER))).toMatchObject(failure);
  });

  it("is of no use again when Telegram refuses the text", async () => {
    const { surface } = await asked();

    expect(await failureOf(surface.post(" \n", NEVER))).toMatchObject({ code: "rejected" });
  });

  it("tells neither the token nor what was to be shown", async () => {
    const { telegram, surface } = await asked();
    telegram.faults.next("sendMessage", fault.cut());
    telegram.faults.next("sendMessage", fault.nonsense());
    const cut = await failureOf(surface.post("a secret word", NEVER));
    const misunderstood = await failureOf(surface.post("a secret word", NEVER));
    const refused = await failureOf(surface.post(`a secret word${" x".repeat(5000)}`, NEVER));

    for (const error of [cut, misunderstood, refused]) {
      expect(error).toBeInstanceOf(SurfaceError);
      const everything = inspect(error, { depth: 9, showHidden: true });
      expect(everything).not.toContain(telegram.token);
      expect(everything).not.toContain("secret");
    }
  });
});

describe("an abort", () => {
  it("ends a call that hangs, with its own reason", async () => {
    const { telegram, surface } = await asked();
    telegram.faults.next("sendMessage", fault.hang());
    const reason = new Error("nobody waits any more");
    const abort = new AbortController();

    const failure = failureOf(surface.post("tea", abort.signal));
    await telegram.until(() => telegram.callsOf("sendMessage").length > 0);
    abort.abort(reason);

    expect(await failure).toBe(reason);
  });

  it("beforehand makes no call at all", async () => {
    const { telegram, surface } = await asked();
    const reason = new Error("never mind");

    expect(await failureOf(surface.post("tea", AbortSignal.abort(reason)))).toBe(reason);
    expect(telegram.callsOf("sendMessage")).toEqual([]);
  });

  it("of the connection ends a call that hangs as unavailable", async () => {
    const { telegram, closing, surface } = await asked();
    telegram.faults.next("sendMessage", fault.hang());

    const failure = failureOf(surface.post("tea", NEVER));
    await telegram.until(() => telegram.callsOf("sendMessage").length > 0);
    closing.abort();

    expect(await failure).toMatchObject({ code: "unavailable" });
  });
});

describe("typing", () => {
  it("is shown", async () => {
    const { chat, surface } = await asked();

    await surface.showTyping(NEVER);

    expect(chat.actions()).toEqual([{ chatId: chat.id, topic: undefined, action: "typing" }]);
  });

  it("tells of what goes wrong, as the other calls do", async () => {
    const { telegram, chat, surface } = await asked();
    telegram.faults.next("sendChatAction", fault.cut());

    expect(await failureOf(surface.showTyping(NEVER))).toMatchObject({ code: "unavailable" });
    await expect(surface.showTyping(AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
    chat.blocksBot();
    expect(await failureOf(surface.showTyping(NEVER))).toMatchObject({ code: "gone" });

    expect(chat.actions()).toEqual([]);
  });
});
