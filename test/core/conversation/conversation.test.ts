import { describe, expect, it } from "vitest";
import { channelId } from "../../../src/core/chat.ts";
import { HistoryError, ModelError, SurfaceError } from "../../../src/core/errors.ts";
import { settle } from "../../fakes/manual-clock.ts";
import { createRecordingReply } from "../../fakes/recording-reply.ts";
import { ANN, BOB, DEN, DIRECT, group, MOD, openChat } from "./chat.ts";

const YARD = channelId("discord", "100", "yard");
/** A gate that a test opens itself. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

describe("a conversation", () => {
  it("answers, and shows the answer as it comes", async () => {
    const chat = openChat();
    const { receipt, reply } = await chat.says("hi there");
    expect(receipt).toBe("accepted");
    expect(await reply.seen).toBe("echo: hi there");
    expect(reply.shown).toEqual(["echo:", "echo: hi", "echo: hi there"]);
  });

  it("gives the model what was said before, and keeps channels apart", async () => {
    const chat = openChat();
    await chat.hears("one");
    await chat.hears("two");
    await chat.hears("three", { channel: YARD });
    expect(chat.model.requests.map(({ turns }) => turns.map(({ text }) => text))).toEqual([
      ["one"],
      ["one", "echo: one", "two"],
      ["three"],
    ]);
  });

  it("remembers exactly what was shown", async () => {
    const chat = openChat({ demo: () => true });
    expect(await chat.hears("one")).toContain("demo model");
    expect(await chat.conversation.history(DEN)).toEqual([
      { role: "user", speaker: "", text: "one" },
      { role: "assistant", text: "echo: one" },
    ]);
  });

  it("says who speaks where several can", async () => {
    const chat = openChat();
    await chat.hears("hi", group({ mentionsBot: true }));
    expect(chat.model.requests[0]?.turns).toEqual([{ role: "user", speaker: "Ann", text: "hi" }]);
  });

  it("answers one question of a channel after the other, and other channels meanwhile", async () => {
    const chat = openChat();
    const first = gate();
    chat.model.answerTo = async ({ turns }) => {
      const text = turns.at(-1)?.text ?? "";
      if (text === "slow") await first.opened;
      return `done ${text}`;
    };
    const slow = await chat.says("slow");
    const next = await chat.says("next");
    expect(await chat.hears("elsewhere", { channel: YARD })).toBe("done elsewhere");
    expect([slow.reply.ending(), next.reply.ending()]).toEqual([null, null]);
    first.open();
    expect([await slow.reply.seen, await next.reply.seen]).toEqual(["done slow", "done next"]);
    expect(chat.model.requests.map(({ turns }) => turns.at(-1)?.text)).toEqual(["slow", "elsewhere", "next"]);
  });

  it("passes the wait in line and the reading on", async () => {
    const chat = openChat();
    chat.model.before = [
      { kind: "waiting", ahead: 2 },
      { kind: "reading", done: 64, total: 500 },
    ];
    const { reply } = await chat.says("long");
    await reply.finished;
    expect(reply.progress).toMatchObject([{ kind: "started" }, ...chat.model.before]);
  });

  it("starts the text over when the engine had to", async () => {
    const chat = openChat();
    chat.model.before = [{ kind: "text", text: "half an ans" }, { kind: "restart" }];
    const { reply } = await chat.says("hi");
    expect(await reply.seen).toBe("echo: hi");
    expect(reply.shown).toEqual(["half an ans", "echo:", "echo: hi"]);
  });
});

describe("who is answered", () => {
  it.each([
    ["in a group, not addressed", group(), "ignored"],
    ["in a group, mentioned", group({ mentionsBot: true }), "accepted"],
    ["in a group, replied to", group({ repliesToBot: true }), "accepted"],
    ["in a group, by a bot", group({ mentionsBot: true, authorIsBot: true }), "ignored"],
  ] as const)("%s: %s", async (_, message, receipt) => {
    const chat = openChat();
    expect((await chat.says("hi", message)).receipt).toBe(receipt);
  });

  it("in a thread, whoever speaks once the bot has taken part there", async () => {
    const chat = openChat();
    const thread = (mentionsBot: boolean) => ({
      facts: { ...DIRECT, kind: "thread" as const, mentionsBot },
    });
    expect((await chat.says("anyone?", thread(false))).receipt).toBe("ignored");
    await chat.hears("you there?", thread(true));
    expect((await chat.says("go on", { ...thread(false), author: BOB })).receipt).toBe("accepted");
  });

  it("drops what is delivered twice", async () => {
    const chat = openChat();
    await chat.hears("hi", { id: "same" });
    expect((await chat.says("hi", { id: "same" })).receipt).toBe("ignored");
    expect((await chat.says("hi", { id: "same", channel: YARD })).receipt).toBe("accepted");
  });

  it("with a list, only what it names; a stranger is told what to have added, a group is not bothered", async () => {
    const chat = openChat({ access: { allow: ["discord:guild:9"], admins: [] } });
    expect(await chat.hears("hi")).toBe("echo: hi");
    const stranger = { origins: ["discord:user:5"] };
    expect(await chat.hears("hi", stranger)).toContain("discord:user:5");
    expect((await chat.says("hi", { ...stranger, ...group({ mentionsBot: true }) })).receipt).toBe("ignored");
  });
});

describe("what cannot be answered gets one plain sentence", () => {
  it.each([
    ["an empty mention", "", "There is no question in that yet. What would you like to know?"],
    ["100 kB", "x".repeat(100_000), "This message is too long for me. Please send it in shorter pieces."],
    [
      "more than the window",
      "word ".repeat(2000),
      "This message is too long for me. Please send it in shorter pieces.",
    ],
    ["the same in Chinese", "词 ".repeat(2000), "这条消息太长了，请分成几段发送。"],
  ])("%s", async (_, text, sentence) => {
    const chat = openChat();
    expect(await chat.hears(text)).toBe(`⚠ ${sentence}`);
    expect(await chat.conversation.history(DEN)).toEqual([]);
  });

  it("more questions than a channel's line holds", async () => {
    const chat = openChat();
    const { open, opened } = gate();
    chat.model.answerTo = async () => {
      await opened;
      return "at last";
    };
    const asked = await Promise.all(
      Array.from({ length: 11 }, (_, index) =>
        chat.says(`question ${index}`, { author: { ...ANN, id: `discord:${index}` } }),
      ),
    );
    expect(asked.map(({ receipt }) => receipt)).toEqual([...Array<string>(10).fill("accepted"), "refused"]);
    expect(await asked[10]?.reply.seen).toContain("Please ask again in a moment.");
    open();
    for (const { reply } of asked.slice(0, 10)) expect(await reply.seen).toBe("at last");
  });

  it("a model that breaks after some words: they stay, nothing is remembered, the log has the cause", async () => {
    const chat = openChat();
    chat.model.afterWord = (word) => {
      if (word === 2) throw new ModelError("crashed", "secret details", { cause: new Error("boom") });
    };
    const { reply } = await chat.says("tell me much");
    expect(await reply.seen).toBe("echo: tell\n⚠ My thinking broke down. Please ask again in a moment.");
    const ending = reply.ending();
    const incident = ending?.kind === "failed" ? ending.incident : "";
    expect(incident).not.toBe("");
    expect(chat.log.lines.find(({ level }) => level === "error")?.fields).toMatchObject({ incident });
    expect(await chat.conversation.history(DEN)).toEqual([]);
  });

  it("a model that has no words", async () => {
    const chat = openChat();
    chat.model.answerTo = () => "";
    expect(await chat.hears("hi")).toBe("⚠ I found no words for that. Please ask in another way.");
  });

  it("a history that cannot be read is not an empty one", async () => {
    const chat = openChat();
    await chat.hears("one");
    chat.history.failWith(new HistoryError("unreadable", "the disk is on fire"));
    expect(await chat.hears("two")).toContain("cannot read our conversation");
    chat.history.failWith(null);
    expect(await chat.conversation.history(DEN)).toHaveLength(2);
    expect(chat.model.requests).toHaveLength(1);
  });

  it("an exchange that cannot be saved: the answer stays, and people know it is not remembered", async () => {
    const chat = openChat();
    chat.model.afterWord = () => chat.history.failWith(new HistoryError("unwritable", "the disk is full"));
    expect(await chat.hears("one")).toBe(
      "echo: one\n⚠ I could not save this exchange, so I will not remember it.",
    );
    chat.history.failWith(null);
    expect(await chat.conversation.history(DEN)).toEqual([]);
  });

  it("a reply that cannot be shown disturbs nobody else", async () => {
    const chat = openChat();
    const reply = createRecordingReply(new SurfaceError("gone", "deleted"));
    const message = {
      channel: DEN,
      id: "x",
      author: ANN,
      text: "hi",
      origins: [],
      place: "den",
      ...group({ mentionsBot: true }),
    };
    await chat.conversation.receive(message, reply);
    await reply.finished;
    expect(await chat.hears("again")).toBe("echo: again");
  });
});

describe("stopping", () => {
  /** A chat whose answers wait after their second word. */
  function pausing() {
    const chat = openChat();
    const { open, opened } = gate();
    const reached = gate();
    chat.model.answerTo = () => "one two three four";
    chat.model.afterWord = async (word) => {
      if (word !== 2) return;
      reached.open();
      await opened;
    };
    return { chat, open, reached: reached.opened };
  }

  it("keeps what is written, marks it and remembers it", async () => {
    const { chat, open, reached } = pausing();
    const { reply } = await chat.says("count");
    await reached;
    expect(await chat.commands("stop")).toBe("Stopped.");
    open();
    expect(await reply.seen).toBe("one two\n(Stopped.)");
    expect((await chat.conversation.history(DEN)).at(-1)).toEqual({ role: "assistant", text: "one two" });
  });

  it("is for the asker and those who manage the channel", async () => {
    const { chat, open, reached } = pausing();
    const { reply } = await chat.says("count", group({ mentionsBot: true }));
    await reached;
    expect(await chat.commands("stop", { person: BOB, direct: false })).toContain(
      "Only the person who asked",
    );
    expect(await chat.commands("stop", { person: MOD, direct: false })).toBe("Stopped.");
    open();
    expect(await reply.seen).toBe("one two\n(Stopped.)");
    expect(await chat.commands("stop")).toBe("There is nothing to stop.");
  });

  it("takes a question out of the line at once", async () => {
    const { chat, open, reached } = pausing();
    await chat.says("first", { author: BOB });
    await reached;
    const waiting = await chat.says("second", group({ mentionsBot: true }));
    await chat.commands("stop", { direct: false });
    expect(await waiting.reply.seen).toBe("(Stopped.)");
    open();
    await settle();
    expect(chat.model.requests).toHaveLength(1);
  });

  it("follows the deletion of the question, and forgets it", async () => {
    const { chat, open, reached } = pausing();
    const { reply } = await chat.says("count", { id: "deleted" });
    await reached;
    chat.conversation.withdraw(DEN, "deleted");
    open();
    expect(await reply.seen).toBe("one two\n(Stopped.)");
    expect(await chat.conversation.history(DEN)).toEqual([]);
  });

  it("follows when nobody can see the reply any more", async () => {
    const { chat, open, reached } = pausing();
    const { reply } = await chat.says("count");
    await reached;
    reply.lose();
    open();
    expect((await reply.finished).text).toBe("one two");
  });
});

describe("closing", () => {
  it("lets answers under way end, and takes nothing more", async () => {
    const chat = openChat();
    const { open, opened } = gate();
    chat.model.afterWord = () => opened;
    const first = await chat.says("first");
    await settle();
    const closed = chat.conversation.close(4000);
    open();
    await closed;
    expect(await first.reply.seen).toBe("echo: first");
    expect((await chat.says("late")).receipt).toBe("refused");
  });

  it("marks what does not end in time", async () => {
    const chat = openChat();
    chat.model.answerTo = () => "and on ".repeat(1000);
    const { reply } = await chat.says("go on", {});
    await settle();
    chat.model.afterWord = () => chat.clock.sleep(100, new AbortController().signal);
    const closed = chat.conversation.close(4000);
    await chat.clock.advance(4200);
    await closed;
    expect(await reply.seen).toContain("(I am being restarted and had to stop here.)");
  });
});

describe("commands", () => {
  it("/reset forgets the channel, its turns and what the model holds", async () => {
    const chat = openChat();
    await chat.hears("one");
    expect(await chat.commands("reset")).toBe("Forgotten: 2 messages.");
    expect(chat.model.forgotten).toEqual([DEN]);
    await chat.hears("two");
    expect(chat.model.requests.at(-1)?.turns).toHaveLength(1);
  });

  it("/reset in a group is for those who manage it, and for admins", async () => {
    const chat = openChat({ access: { allow: [], admins: ["discord:2"] } });
    await chat.hears("one");
    expect(await chat.commands("reset", { direct: false })).toContain("Only those who manage");
    expect(await chat.commands("reset", { direct: false, person: BOB })).toContain("Forgotten");
    expect(await chat.commands("reset", { direct: false, person: MOD })).toBe("There was nothing to forget.");
  });

  it("/reset ends the answer under way, and nothing of it comes back", async () => {
    const chat = openChat();
    const { open, opened } = gate();
    chat.model.afterWord = () => opened;
    const { reply } = await chat.says("hi");
    await settle();
    await chat.commands("reset");
    open();
    await reply.finished;
    expect(await chat.conversation.history(DEN)).toEqual([]);
  });

  it("/retry answers the last question again and keeps only the new answer", async () => {
    const chat = openChat();
    await chat.hears("one");
    await chat.hears("two");
    chat.model.answerTo = () => "better";
    expect(await chat.commands("retry")).toBe("better");
    expect((await chat.conversation.history(DEN)).map(({ text }) => text)).toEqual([
      "one",
      "echo: one",
      "two",
      "better",
    ]);
  });

  it("/retry keeps the old answer when the new one fails", async () => {
    const chat = openChat();
    await chat.hears("one");
    chat.model.answerTo = () => Promise.reject(new ModelError("crashed", "down"));
    expect(await chat.commands("retry")).toContain("broke down");
    expect(await chat.conversation.history(DEN)).toHaveLength(2);
  });

  it("/retry without a question says so", async () => {
    expect(await openChat().commands("retry")).toBe("There is no answer to write again.");
  });

  it("/help and /start speak the person's language", async () => {
    const chat = openChat();
    expect(await chat.commands("help")).toContain("/reset – Forget this conversation");
    expect(await chat.commands("start", { text: "你好" })).toContain("你好！我是 Lantern");
  });

  it("/status tells how the bot and this channel are doing", async () => {
    const chat = openChat();
    await chat.hears("one");
    await chat.clock.advance(89 * 60_000);
    expect(await chat.commands("status")).toBe(
      [
        "Model: scripted",
        "This conversation: 2 messages, 12 tokens",
        "Answers: 0 under way, 0 waiting",
        "Last answer: first word after 5 ms, 100 tokens/s",
        "Memory: 1 MB · running for 1 h 30 min",
      ].join("\n"),
    );
  });
});

describe("notes below an answer", () => {
  it("say once that older turns have left the window", async () => {
    const chat = openChat();
    chat.model.turnsLeftOut = 4;
    expect(await chat.hears("one")).toContain("I no longer see its oldest messages");
    expect(await chat.hears("two")).toBe("echo: two");
  });

  it("say that the longest answer was reached", async () => {
    const chat = openChat({ maxAnswerTokens: 2 });
    expect(await chat.hears("one two three")).toBe(
      "echo: one\n(My longest answer ends here. Say “go on” for more.)",
    );
  });
});
