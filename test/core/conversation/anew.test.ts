import { describe, expect, it } from "vitest";
import type { ButtonPress, Control } from "../../../src/core/chat.ts";
import { SurfaceError } from "../../../src/core/errors.ts";
import type { InboxEntry } from "../../../src/core/inbox/inbox.ts";
import { settle } from "../../fakes/manual-clock.ts";
import { createMemoryHistory } from "../../fakes/memory-history.ts";
import { createMemoryInbox } from "../../fakes/memory-inbox.ts";
import { createRecordingReply } from "../../fakes/recording-reply.ts";
import { ANN, BOB, type Chat, DATE, DEN, DIRECT, MOD, openChat, openEntry } from "./chat.ts";

const turnsOf = async (chat: Chat) => (await chat.conversation.history(DEN)).map(({ text }) => text);

/** Holds every answer at its first word until it is opened. */
function held(chat: Chat): { open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  chat.model.afterWord = () => opened;
  return { open };
}

describe("an edited question", () => {
  it("that waits is asked as it reads now", async () => {
    const chat = openChat();
    const { open } = held(chat);
    const first = await chat.says("first", { author: BOB });
    const { reply } = await chat.says("what is a lam", { id: "q" });
    chat.conversation.revise(DEN, "q", "what is a lamp");
    open();
    await first.reply.finished;
    expect(await reply.seen).toBe("echo: what is a lamp");
    expect(chat.model.requests).toHaveLength(2);
  });

  it("that is being answered is answered anew in the same reply", async () => {
    const chat = openChat();
    const { open } = held(chat);
    const { reply } = await chat.says("one", { id: "q" });
    await settle();
    chat.conversation.revise(DEN, "q", "two");
    open();
    expect(await reply.seen).toBe("echo: two");
    expect(await turnsOf(chat)).toEqual(["two", "echo: two"]);
  });

  it("that was answered last is answered anew where the answer stands", async () => {
    const chat = openChat();
    const { reply } = await chat.says("one", { id: "q" });
    await reply.posts("p1");
    await reply.finished;
    chat.conversation.revise(DEN, "q", "two");
    await expect.poll(() => chat.reopened).toHaveLength(1);
    expect(chat.reopened[0]).toMatchObject({ place: "den", parts: ["p1"] });
    expect(await chat.reopened[0]?.reply.seen).toBe("echo: two");
    expect(await turnsOf(chat)).toEqual(["two", "echo: two"]);
  });

  it("that others followed stays as it was answered, and so does one that says the same", async () => {
    const chat = openChat();
    await chat.hears("one", { id: "old" });
    await chat.hears("two", { id: "new" });
    chat.conversation.revise(DEN, "old", "three");
    chat.conversation.revise(DEN, "new", "two");
    chat.conversation.revise(DEN, "never heard of", "three");
    await settle();
    expect(chat.reopened).toEqual([]);
    expect(await turnsOf(chat)).toEqual(["one", "echo: one", "two", "echo: two"]);
  });
});

describe("a burst of short messages", () => {
  const burst = { burst: true };

  it("becomes one question", async () => {
    const chat = openChat();
    const { open } = held(chat);
    const { reply } = await chat.says("hi");
    await settle();
    expect((await chat.says("what is", burst)).receipt).toBe("accepted");
    await chat.clock.advance(500);
    expect((await chat.says("a lamp?", burst)).receipt).toBe("accepted");
    open();
    expect(await reply.seen).toBe("echo: hi\nwhat is\na lamp?");
    expect(await turnsOf(chat)).toEqual(["hi\nwhat is\na lamp?", "echo: hi\nwhat is\na lamp?"]);
  });

  it("ends after 0.6 s, with another person, and with a message for somebody else", async () => {
    const chat = openChat();
    const { open } = held(chat);
    await chat.says("hi");
    await chat.says("me too", { ...burst, author: BOB });
    await chat.clock.advance(601);
    await chat.says("later", burst);
    await chat.says("look, Bob", { ...burst, facts: { ...DIRECT, mentionsOthers: true } });
    open();
    await expect.poll(() => turnsOf(chat)).toHaveLength(8);
    expect((await turnsOf(chat)).filter((_, index) => index % 2 === 0)).toEqual([
      "hi",
      "me too",
      "later",
      "look, Bob",
    ]);
  });

  it("loses only the message that is deleted", async () => {
    const chat = openChat();
    const { open } = held(chat);
    const { reply } = await chat.says("hi", { id: "a" });
    await chat.says("never mind", { ...burst, id: "b" });
    await chat.says("a lamp?", { ...burst, id: "c" });
    chat.conversation.withdraw(DEN, "b");
    open();
    expect(await reply.seen).toBe("echo: hi\na lamp?");
  });
});

describe("/retry", () => {
  it("leaves the answer to be seen that is kept, when it is stopped before there is another", async () => {
    const chat = openChat();
    await chat.hears("one");
    let release: (text: string) => void = () => undefined;
    chat.model.answerTo = () => new Promise((resolve) => (release = resolve));
    const seen = chat.commands("retry");
    await settle();
    await chat.commands("stop");
    release("two");
    expect(await seen).toMatch(/^echo: one\n.*Stopped/s);
    expect(await turnsOf(chat)).toEqual(["one", "echo: one"]);
  });

  it("does so too when there can be no other", async () => {
    const chat = openChat();
    await chat.hears("one");
    chat.model.answerTo = () => Promise.reject(new Error("broken"));
    expect(await chat.commands("retry")).toMatch(/^echo: one\n/);
    await settle();
    chat.model.answerTo = () => "";
    expect(await chat.commands("retry")).toMatch(/^echo: one\n/);
  });

  it("answers anew where the answer stands", async () => {
    const chat = openChat();
    const { reply } = await chat.says("one");
    await reply.posts("p1", "p2");
    await reply.finished;
    chat.model.answerTo = () => "better";
    expect(await chat.commands("retry")).toBe("better");
    expect(chat.reopened).toMatchObject([{ place: "den", parts: ["p1", "p2"] }]);
    expect(await turnsOf(chat)).toEqual(["one", "better"]);
  });

  it("has nothing to do while the question waits or is being answered", async () => {
    const chat = openChat();
    const { open } = held(chat);
    const { reply } = await chat.says("one");
    expect(await chat.commands("retry")).toBe("There is no answer to write again.");
    await settle();
    expect(await chat.commands("retry")).toBe("There is no answer to write again.");
    open();
    expect(await reply.seen).toBe("echo: one");
    expect(chat.model.requests).toHaveLength(1);
  });

  it("is for the asker and those who manage the channel", async () => {
    const chat = openChat();
    await chat.hears("one");
    const asks = (person: typeof BOB) => chat.commands("retry", { person, direct: false });
    expect(await asks(BOB)).toContain("Only the person who asked");
    expect(await asks(MOD)).toBe("echo: one");
  });

  it("also takes up a question of which only the words are known", async () => {
    const history = createMemoryHistory([
      [
        DEN,
        [
          { role: "user", speaker: "", text: "old" },
          { role: "assistant", text: "answer" },
        ],
      ],
    ]);
    const chat = openChat({}, { history });
    // In a group nobody can tell any more whose question it was.
    expect(await chat.commands("retry", { direct: false })).toContain("Only the person who asked");
    expect(await chat.commands("retry")).toBe("echo: old");
    expect(await turnsOf(chat)).toEqual(["old", "echo: old"]);
  });
});

describe("a button", () => {
  const press = (control: Control, changes: Partial<ButtonPress> = {}): ButtonPress => ({
    control,
    channel: DEN,
    part: "p1",
    question: "q",
    person: ANN,
    origins: [],
    direct: false,
    language: "en",
    ...changes,
  });

  it("stops the answer that it stands below, for its asker", async () => {
    const chat = openChat();
    const { open } = held(chat);
    const { reply } = await chat.says("one two three", { id: "q" });
    await settle();
    await reply.posts("p1");
    expect(await chat.conversation.press(press("stop", { person: BOB }))).toContain(
      "Only the person who asked",
    );
    expect(await chat.conversation.press(press("stop"))).toBeNull();
    open();
    expect(await reply.seen).toBe("echo:\n(Stopped.)");
    expect(await chat.conversation.press(press("stop"))).toBe("There is nothing to stop.");
  });

  it("has the answer that it stands below written anew, for its asker and admins", async () => {
    const chat = openChat({ access: { allow: [], admins: ["discord:2"] } });
    const { reply } = await chat.says("one", { id: "q" });
    await reply.posts("p1");
    await reply.finished;
    await settle();
    chat.model.answerTo = () => "better";
    const stranger = { id: "discord:7", name: "Eve", managesChannel: false } as const;
    expect(await chat.conversation.press(press("retry", { person: stranger }))).toContain("Only the person");
    expect(await chat.conversation.press(press("retry", { person: BOB }))).toBeNull();
    await expect.poll(() => turnsOf(chat)).toEqual(["one", "better"]);
  });

  it("does nothing where it cannot stand: below another message, of another question, of an older answer", async () => {
    const chat = openChat();
    const { reply } = await chat.says("one", { id: "q" });
    await reply.posts("p1");
    await reply.finished;
    await chat.hears("two");
    for (const changes of [{ part: "p2" }, { question: "other" }, {}]) {
      expect(await chat.conversation.press(press("retry", changes))).toBe(
        "There is no answer to write again.",
      );
    }
    expect(await turnsOf(chat)).toEqual(["one", "echo: one", "two", "echo: two"]);
  });

  it("takes a reset back, for those who may reset", async () => {
    const chat = openChat();
    await chat.hears("one");
    const call = {
      name: "reset",
      channel: DEN,
      person: ANN,
      origins: [],
      direct: true,
      language: "en",
    } as const;
    const answer = await chat.conversation.command(
      { ...call, place: "den", hears: "everything" },
      createRecordingReply(),
    );
    expect(answer).toEqual({ sentence: "Forgotten: 2 messages.", control: "undo" });
    expect(await chat.conversation.press(press("undo", { person: BOB }))).toContain("Only those who manage");
    expect(await chat.conversation.press(press("undo", { direct: true }))).toBe("Back again: 2 messages.");
    expect(await turnsOf(chat)).toEqual(["one", "echo: one"]);
    expect(await chat.commands("undo")).toBe("There is nothing to bring back any more.");
  });
});

describe("after a restart", () => {
  async function restarted(left: readonly InboxEntry[], history = createMemoryHistory()): Promise<Chat> {
    const inbox = createMemoryInbox();
    for (const one of left) await inbox.put(one);
    const chat = openChat({}, { inbox, history });
    chat.conversation.resume("telegram"); // another platform: nothing happens
    await settle();
    expect(chat.reopened).toEqual([]);
    chat.conversation.resume("discord");
    chat.conversation.resume("discord");
    await expect.poll(() => chat.reopened).toHaveLength(left.length);
    return chat;
  }

  it("open questions are answered, the oldest first, in the messages that show their answers", async () => {
    const chat = await restarted([
      openEntry({ parts: ["p1"], acceptedAt: DATE + 1 }), // the clock was set back after it
      openEntry({ messageId: "b", words: [{ messageId: "b", text: "two" }] }),
    ]);
    expect(chat.reopened.map(({ parts }) => parts)).toEqual([["p1"], []]);
    expect(await chat.reopened[0]?.reply.seen).toBe("echo: one");
    expect(await chat.reopened[1]?.reply.seen).toBe("echo: two");
    expect(await turnsOf(chat)).toEqual(["one", "echo: one", "two", "echo: two"]);
    expect(chat.inbox.open("discord")).toEqual([]);
  });

  it("an answer that was stored but not shown to its end is shown, and not written again", async () => {
    const history = createMemoryHistory();
    const exchange = [
      { role: "user", speaker: "", text: "one" },
      { role: "assistant", text: "the whole answer" },
    ] as const;
    await history.append(DEN, exchange, 0, { messageId: "q", person: ANN.id });
    const chat = await restarted([openEntry({ parts: ["p1"] })], history);
    expect(await chat.reopened[0]?.reply.seen).toBe("the whole answer");
    expect(chat.model.requests).toEqual([]);
    expect(await turnsOf(chat)).toEqual(["one", "the whole answer"]);
  });

  it("says so where a post was under way, and to who waited long", async () => {
    const chat = await restarted([openEntry({ posting: true, acceptedAt: DATE - 11 * 60_000 })]);
    expect(await chat.reopened[0]?.reply.seen).toBe(
      "echo: one\n(I was away for a while and answer only now.)\n(I was interrupted. This is the whole answer; a beginning of it may stand above.)",
    );
  });

  it("a message that comes again is not answered again", async () => {
    const chat = await restarted([openEntry({ state: "done" })].slice(1));
    await chat.inbox.put(openEntry({ state: "done" }));
    expect((await chat.says("one", { id: "q" })).receipt).toBe("ignored");
  });

  it("an answer that could not be shown for now is owed; one that never can is not", async () => {
    for (const [code, owed] of [
      ["unavailable", 1],
      ["gone", 0],
    ] as const) {
      const chat = openChat();
      const reply = createRecordingReply(new SurfaceError(code, "no"));
      const message = {
        channel: DEN,
        id: "q",
        author: ANN,
        text: "one",
        origins: [],
        place: "den",
        facts: DIRECT,
      } as const;
      await chat.conversation.receive(message, reply);
      await reply.finished;
      await settle();
      expect(chat.inbox.open("discord")).toHaveLength(owed);
    }
  });

  it("those who waited when the bot was stopped are still owed an answer", async () => {
    const chat = openChat();
    const { open } = held(chat);
    await chat.says("first");
    await chat.says("second");
    await settle();
    const closed = chat.conversation.close(4000);
    open();
    await closed;
    expect(chat.inbox.open("discord").map(({ words }) => words[0]?.text)).toEqual(["second"]);
  });
});
