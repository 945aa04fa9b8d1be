import { inspect } from "node:util";
import { Api } from "grammy";
import { describe, expect, it, onTestFinished } from "vitest";
import { createTelegramSurface } from "../../../src/adapters/telegram/surface.ts";
import { SurfaceError } from "../../../src/core/errors.ts";
import { replySurfaceContract } from "../../contracts/reply-surface.ts";
import { fault } from "../../fakes/telegram/faults.ts";
import { startFakeTelegram, type FakeTelegramOptions } from "../../fakes/telegram/fake-telegram.ts";
import type { FakeChat } from "../../fakes/telegram/chats.ts";

const NEVER = new AbortController().signal;

/** A question in a chat, and the surface to answer it on. */
async function asked(options: FakeTelegramOptions & { readonly direct?: boolean } = {}) {
  const { direct = true } = options;
  const telegram = await startFakeTelegram(options);
  onTestFinished(() => telegram.close());
  const anna = telegram.person("Anna");
  const chat: FakeChat = direct ? telegram.privateChat(anna) : telegram.group("Tea");
  const question = chat.says(anna, "what is tea?");
  const api = new Api(telegram.token, { apiRoot: telegram.apiUrl });
  const closing = new AbortController();
  const place = { chatId: chat.id, threadId: undefined, messageId: question.id, direct };
  return { telegram, chat, question, closing, surface: createTelegramSurface(api, place, closing.signal) };
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
    vanish: () => chat.messages.slice(1).forEach((message) => chat.deletes(message)),
    limitRate(ms) {
      for (const method of ["editMessageText", "sendChatAction"])
        telegram.faults.next(method, fault.flood(ms / 1000));
    },
  };
});

it("keeps to the limits of its kind of chat", async () => {
  const direct = await asked();
  const group = await asked({ direct: false });

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
    const { chat, surface } = await asked({ direct });
    chat.blocksBot();

    expect(await failureOf(surface.post("tea", NEVER))).toMatchObject({ code: "gone" });
  });

  it("says that the chat is gone when the group has moved to another number", async () => {
    const { telegram, surface } = await asked({ direct: false });
    telegram.faults.next("sendMessage", fault.migrated(-1_001_234));

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

  it("never fails, whatever happens", async () => {
    const { telegram, chat, surface } = await asked();
    telegram.faults.next("sendChatAction", fault.cut());

    await surface.showTyping(NEVER);
    await surface.showTyping(AbortSignal.abort());
    chat.blocksBot();
    await surface.showTyping(NEVER);

    expect(chat.actions()).toEqual([]);
  });
});
