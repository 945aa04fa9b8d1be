import { describe, expect, it } from "vitest";
import { channelId } from "../../../src/core/chat.ts";
import { settle } from "../../fakes/manual-clock.ts";
import { ANN, BOB, DEN, group, openChat } from "./chat.ts";

describe("a mention and nothing else", () => {
  it("waits for the person's next message, which needs no mention", async () => {
    const chat = openChat();
    const { reply } = await chat.says("", group({ mentionsBot: true }));
    await chat.clock.advance(1000);
    expect((await chat.says("and you?", { ...group(), author: BOB, burst: true })).receipt).toBe("ignored");
    const question = await chat.says("what is a lamp?", { ...group(), burst: true });
    expect(await question.reply.seen).toBe("echo: what is a lamp?");
    await chat.clock.advance(3000);
    expect(reply.ending()).toBeNull();
    expect((await chat.says("thanks", group())).receipt).toBe("ignored");
  });

  it("is asked back after three seconds of silence, and the question may still follow", async () => {
    const chat = openChat();
    const { reply } = await chat.says("", group({ mentionsBot: true }));
    await chat.clock.advance(3000);
    expect(await reply.seen).toBe("⚠ There is no question in that yet. What would you like to know?");
    await chat.clock.advance(10_000);
    expect((await chat.says("what is a lamp?", { ...group(), burst: true })).receipt).toBe("accepted");
  });

  it("as a reply to somebody's message is about that message", async () => {
    const chat = openChat();
    const quoted = { speaker: "Bob", text: "what is a lamp?" };
    expect(await chat.hears("", { ...group({ mentionsBot: true }), quoted })).toBe("echo: what is a lamp?");
  });
});

describe("a message that names others", () => {
  it.each([
    ["only others, in a thread where the bot takes part", { kind: "thread" as const }, "ignored"],
    ["others and the bot", { mentionsBot: true }, "accepted"],
    ["others, in reply to the bot", { repliesToBot: true }, "accepted"],
  ])("%s", async (_, facts, receipt) => {
    const chat = openChat();
    await chat.hears("hello", group({ mentionsBot: true }));
    expect((await chat.says("look", group({ mentionsOthers: true, ...facts }))).receipt).toBe(receipt);
  });
});

describe("what a question refers to", () => {
  const asked = (chat: ReturnType<typeof openChat>) => chat.model.requests.at(-1)?.turns.at(-1)?.text;

  it("is put before it when the conversation does not hold it", async () => {
    const chat = openChat();
    const quoted = { speaker: "Bob", text: "The lamp is broken." };
    await chat.hears("what shall we do?", { quoted });
    expect(asked(chat)).toBe("[This refers to what Bob wrote]\nThe lamp is broken.\n\nwhat shall we do?");
    await chat.hears("怎么办？", { quoted: { speaker: "", text: "灯坏了。" } });
    expect(asked(chat)).toBe("［这里指的是你写的］\n灯坏了。\n\n怎么办？");
  });

  it("is not repeated when it does, however it is formatted", async () => {
    const chat = openChat();
    chat.model.answerTo = () => "It is **broken**, I think.";
    await chat.hears("the lamp?");
    await chat.hears("sure?", { quoted: { speaker: "", text: "is broken, I think" } });
    expect(asked(chat)).toBe("sure?");
  });

  it("can be what others said in the group just before, when that is wanted", async () => {
    const chat = openChat({ groupContext: 2 });
    await chat.says("one", { ...group(), author: BOB });
    await chat.says("two", { ...group(), author: BOB });
    await chat.says("beep", group({ authorIsBot: true }));
    await chat.says("three", group());
    await chat.hears("who is right?", group({ mentionsBot: true }));
    expect(asked(chat)).toBe("[Said here a moment ago]\nBob: two\nAnn: three\n\nwho is right?");
    await chat.hears("and now?", group({ mentionsBot: true }));
    expect(asked(chat)).toBe("and now?");
  });

  it("is nothing of the kind by default", async () => {
    const chat = openChat();
    await chat.says("one", { ...group(), author: BOB });
    await chat.hears("two", group({ mentionsBot: true }));
    expect(asked(chat)).toBe("two");
  });
});

describe("a person who asks too much", () => {
  it("is told once when to go on, and nobody else notices", async () => {
    const chat = openChat({ questionsPerMinute: 3 });
    const ask = (text: string, author = ANN) =>
      chat.says(text, { author, burst: true, channel: channelId("discord", text) });
    for (const text of ["1", "2", "3"]) expect((await ask(text)).receipt).toBe("accepted");
    const fourth = await ask("4");
    expect(await fourth.reply.seen).toBe("⚠ That is faster than I can answer. Please ask again in 20 s.");
    expect((await ask("5")).receipt).toBe("ignored");
    expect((await ask("6", BOB)).receipt).toBe("accepted");
    await chat.clock.advance(20_000);
    expect((await ask("7")).receipt).toBe("accepted");
  });
});

describe("forgetting", () => {
  it("removes what one person said from a group, and says so", async () => {
    const chat = openChat();
    await chat.hears("mine", group({ mentionsBot: true }));
    await chat.hears("Bob's", { ...group({ mentionsBot: true }), author: BOB });
    expect(await chat.commands("forget", { direct: false })).toBe("Forgotten for good: 2 messages.");
    expect((await chat.conversation.history(DEN)).map(({ text }) => text)).toEqual(["Bob's", "echo: Bob's"]);
    expect(chat.model.forgotten).toEqual([DEN]);
    expect(await chat.commands("forget", { direct: false })).toBe("I have nothing of yours here.");
  });

  it("removes a direct chat as a whole, and a reset before it can no longer be taken back", async () => {
    const chat = openChat();
    await chat.hears("one");
    await chat.commands("reset");
    await chat.hears("two");
    expect(await chat.commands("forget")).toBe("Forgotten for good: 4 messages.");
    expect(await chat.commands("undo")).toBe("There is nothing to bring back any more.");
    expect(chat.inbox.channels("discord")).toEqual([]);
  });
});

describe("a question that is expected", () => {
  it("has its channel read ahead, at most every few seconds, and not while something is answered there", async () => {
    const chat = openChat();
    chat.conversation.expect(DEN); // nothing was said there yet
    await settle();
    await chat.hears("one");
    await chat.clock.advance(10_000);
    chat.conversation.expect(DEN);
    chat.conversation.expect(DEN);
    await expect.poll(() => chat.model.warmed).toHaveLength(1);
    expect(chat.model.warmed[0]).toMatchObject({ channel: DEN, draft: "", system: "Be brief." });
    expect(chat.model.warmed[0]?.turns).toHaveLength(2);
  });
});

describe("a channel that is called something else now", () => {
  it("keeps its history", async () => {
    const chat = openChat();
    await chat.hears("one");
    const hall = channelId("discord", "100", "hall");
    await chat.conversation.move(DEN, hall);
    await chat.hears("two", { channel: hall });
    expect(chat.model.requests.at(-1)?.turns).toHaveLength(3);
    expect(await chat.conversation.history(DEN)).toEqual([]);
  });
});
