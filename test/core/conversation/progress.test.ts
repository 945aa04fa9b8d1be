import { describe, expect, it } from "vitest";
import type { Working } from "../../../src/core/chat.ts";
import type { AnswerEvent } from "../../../src/core/engine/language-model.ts";
import { settle } from "../../fakes/manual-clock.ts";
import { type Chat, openChat } from "./chat.ts";

const MINUTE = 60_000;

function sentencesOf(progress: readonly Working[]): readonly string[] {
  return progress.flatMap((working) => (working.kind === "started" ? [] : [working.sentence]));
}

/** What a person who says `text` is told before the words, when `events` happen on the way to them. */
async function told(text: string, locale: string | undefined, events: readonly AnswerEvent[]) {
  const chat = openChat();
  chat.model.before = events;
  const { reply } = await chat.says(text, locale === undefined ? {} : { locale });
  await reply.finished;
  return sentencesOf(reply.progress);
}

describe("a long question", () => {
  const events: readonly AnswerEvent[] = [
    { kind: "reading", done: 640, total: 1480 },
    { kind: "reading", done: 1479, total: 1480 },
    { kind: "reading", done: 1480, total: 1480 },
  ];

  it("is told how much of it is read, never more than is true", async () => {
    expect(await told("hi", undefined, events)).toEqual([
      "Reading… 43% (640 of 1,480 tokens)",
      "Reading… 99% (1,479 of 1,480 tokens)",
      "Reading… 100% (1,480 of 1,480 tokens)",
    ]);
  });

  it.each([
    ["你好", undefined],
    ["hi", "zh-CN"],
  ])("is told so in Chinese to one who says %j with the locale %j", async (text, locale) => {
    expect((await told(text, locale, events))[0]).toBe("正在阅读…… 43%（640 / 1,480 个词元）");
  });
});

describe("a person in line", () => {
  it("hears their place, and no seconds as long as nothing is known of them", async () => {
    const places = [20, 10, 3, 2, 1, 0].map((ahead) => ({ kind: "waiting" as const, ahead }));
    expect(await told("hi", undefined, places)).toEqual([
      "21st in line…",
      "11th in line…",
      "4th in line…",
      "3rd in line…",
      "2nd in line…",
      "Next in line…",
    ]);
    expect(await told("你好", undefined, places.slice(-2))).toEqual([
      "正在排队，第 2 位……",
      "下一个就轮到你……",
    ]);
  });

  it("hears the seconds that those before them needed", async () => {
    const chat = openChat();
    await standsInLine(chat, { ahead: 1, ms: 8_000 });
    expect(await hearsInLine(chat, "hi", 2)).toBe("3rd in line, about 12 s…");
    expect(await hearsInLine(chat, "你好", 0)).toBe("下一个就轮到你，大约还要 4 秒……");
    await standsInLine(chat, { ahead: 0, ms: 2_000 });
    expect(await hearsInLine(chat, "hi", 1)).toBe("2nd in line, about 6 s…");
  });

  it("hears no seconds that were measured long ago", async () => {
    const chat = openChat();
    await standsInLine(chat, { ahead: 1, ms: 8_000 });
    await chat.clock.advance(11 * MINUTE);
    expect(await hearsInLine(chat, "hi", 1)).toBe("2nd in line…");
  });

  it("hears nothing made up from a wait that was given up, or that an engine's death drew out", async () => {
    const chat = openChat();
    await standsInLine(chat, { ahead: 1, ms: 8_000, later: [{ kind: "restart" }] });
    const { reply, turn } = await joinsLine(chat, "hi", 1);
    await chat.clock.advance(8_000);
    await chat.commands("stop");
    turn.come();
    await reply.finished;
    expect(await hearsInLine(chat, "hi", 1)).toBe("2nd in line…");
  });
});

/** Someone asks and finds `ahead` others before them; they wait until `turn` comes. */
async function joinsLine(chat: Chat, text: string, ahead: number, later: readonly AnswerEvent[] = []) {
  const turn = { come: () => {} };
  const come = new Promise<void>((resolve) => (turn.come = resolve));
  chat.model.before = [{ kind: "waiting", ahead }, ...later];
  chat.model.answerTo = async () => {
    await come;
    return "Here I am.";
  };
  const { reply } = await chat.says(text);
  await settle();
  return { reply, turn };
}

/** The same, and their turn comes after `ms`. */
async function standsInLine(
  chat: Chat,
  { ahead, ms, later = [] }: { ahead: number; ms: number; later?: readonly AnswerEvent[] },
): Promise<void> {
  const { reply, turn } = await joinsLine(chat, "hi", ahead, later);
  await chat.clock.advance(ms);
  turn.come();
  await reply.finished;
}

/** What someone hears who comes into the line now and does not wait. */
async function hearsInLine(chat: Chat, text: string, ahead: number): Promise<string | undefined> {
  const { reply, turn } = await joinsLine(chat, text, ahead);
  await chat.commands("stop");
  turn.come();
  await reply.finished;
  return sentencesOf(reply.progress)[0];
}
