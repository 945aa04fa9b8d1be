import { describe, expect, it } from "vitest";
import type { PinnedAnswers } from "../../../src/core/answers/pinned-answers.ts";
import { channelId } from "../../../src/core/chat.ts";
import { createMemoryAnswers } from "../../fakes/memory-answers.ts";
import { BOB, DEN, group, openChat } from "./chat.ts";

const ATTIC = channelId("discord", "100", "attic");

function openWithAnswers(changes: Parameters<typeof openChat>[0] = {}) {
  const answers = createMemoryAnswers();
  const recalled: string[] = [];
  const observer = {
    answered: () => undefined,
    failed: () => undefined,
    recalled: (_: string, origin: string) => recalled.push(origin),
  };
  return { ...openChat({ answers, observer, ...changes }), answers, recalled };
}

describe("an answer that was given before", () => {
  it("is given again to whoever begins with the same question, and says so", async () => {
    const chat = openWithAnswers();
    await chat.hears("What can you do?");
    const { reply } = await chat.says("what can you do", { channel: ATTIC, author: BOB });
    expect(await reply.seen).toMatch(/^echo: What can you do\?\n.*⚡/s);
    expect(await reply.finished).toMatchObject({ origin: "stored" });
    expect(chat.model.requests).toHaveLength(1);
    expect(chat.recalled).toEqual(["missed", "stored"]);
  });

  it("is a part of the conversation that goes on from it", async () => {
    const chat = openWithAnswers();
    await chat.hears("What can you do?");
    await chat.hears("What can you do?", { channel: ATTIC });
    await chat.hears("And what else?", { channel: ATTIC });
    expect(chat.model.requests[1]?.turns.map(({ text }) => text)).toEqual([
      "What can you do?",
      "echo: What can you do?",
      "And what else?",
    ]);
  });

  it("is given while the model is not there", async () => {
    const chat = openWithAnswers();
    await chat.hears("What can you do?");
    await chat.model[Symbol.asyncDispose]();
    expect(await chat.hears("What can you do?", { channel: ATTIC })).toContain("echo: What can you do?");
  });

  it("gives way to a fresh one for whoever asks for that", async () => {
    const chat = openWithAnswers();
    await chat.hears("What can you do?");
    await chat.hears("What can you do?", { channel: ATTIC });
    chat.model.answerTo = () => "a fresh answer";
    expect(await chat.commands("retry", { channel: ATTIC })).toBe("a fresh answer");
    expect(await chat.hears("What can you do?", { channel: channelId("discord", "3") })).toContain("echo:");
  });

  it.each([
    ["later in a conversation", async (chat: Opened) => void (await chat.hears("hello", { channel: ATTIC }))],
    [
      "where the bot is somebody else",
      (chat: Opened) => chat.settings.change(ATTIC, { persona: "You are a pirate." }),
    ],
    ["where it speaks another language", (chat: Opened) => chat.settings.change(ATTIC, { language: "zh" })],
  ])("is not given %s", async (_, before) => {
    const chat = openWithAnswers();
    await chat.hears("What can you do?");
    await before(chat);
    const asked = chat.model.requests.length;
    await chat.hears("What can you do?", { channel: ATTIC });
    expect(chat.model.requests).toHaveLength(asked + 1);
  });

  it("is not given to a question that refers to something", async () => {
    const chat = openWithAnswers();
    await chat.hears("What is this?");
    await chat.hears("What is this?", { channel: ATTIC, quoted: { speaker: "Bob", text: "a kestrel" } });
    expect(chat.model.requests).toHaveLength(2);
  });

  it.each([
    [
      "stopped",
      async (chat: Opened) => void (chat.model.afterWord = async () => void (await chat.commands("stop"))),
    ],
    ["cut", async (chat: Opened) => void (chat.model.answerTo = () => "word ".repeat(200))],
    [
      "that speaks to somebody by name",
      async (chat: Opened) => void (chat.model.answerTo = () => "Hello, Ann!"),
    ],
    ["that is empty", async (chat: Opened) => void (chat.model.answerTo = () => "")],
  ])("is never one that was %s", async (_, arrange) => {
    const chat = openWithAnswers();
    await arrange(chat);
    await chat.hears("What can you do?", group({ mentionsBot: true }));
    expect(chat.answers.kept()).toEqual([]);
  });

  it("is forgotten with what its channel or its person has said", async () => {
    const chat = openWithAnswers();
    await chat.hears("What can you do?");
    await chat.hears("Who are you?", { channel: ATTIC, author: BOB });
    await chat.commands("forget");
    expect(chat.answers.kept().map(({ question }) => question)).toEqual(["Who are you?"]);
    await chat.commands("forget", { channel: ATTIC, person: BOB, direct: false });
    expect(chat.answers.kept()).toEqual([]);
  });
});

describe("an answer that the owner wrote", () => {
  const pinned: PinnedAnswers = {
    count: () => Promise.resolve(1),
    match: (question) =>
      Promise.resolve([
        {
          question: "When are you open?",
          answer: "From 9 to 5.",
          score: question.includes("open") ? 0.9 : 0.4,
        },
      ]),
    version: () => "1",
  };

  it("wins over the model and over what was answered before, at any place in a conversation", async () => {
    const chat = openWithAnswers();
    await chat.hears("Are you open?");
    const later = openWithAnswers({ pinned, answers: chat.answers });
    expect(await later.hears("Are you open?")).toBe("From 9 to 5.");
    await later.hears("thanks");
    const { reply } = await later.says("are you open on Sundays?");
    expect(await reply.finished).toMatchObject({ text: "From 9 to 5.", origin: "pinned", notes: [] });
    expect((await later.history.load(DEN)).at(-1)).toEqual({ role: "assistant", text: "From 9 to 5." });
    expect(later.recalled).toEqual(["pinned"]);
  });

  it("is given again to whoever asks for another answer", async () => {
    const chat = openWithAnswers({ pinned });
    await chat.hears("Are you open?");
    expect(await chat.commands("retry")).toBe("From 9 to 5.");
  });

  it("is not given to another question", async () => {
    const chat = openWithAnswers({ pinned });
    expect(await chat.hears("Who are you?")).toBe("echo: Who are you?");
  });
});

type Opened = ReturnType<typeof openWithAnswers>;
