import { describe, expect, it } from "vitest";
import { channelId } from "../../../src/core/chat.ts";
import { DEN, group, MOD, openChat } from "./chat.ts";

const THREAD = channelId("discord", "100", "thread");

describe("what is set for a channel", () => {
  it("is what the model is told, with the language that it is to speak", async () => {
    const chat = openChat();
    await chat.settings.change(DEN, {
      persona: "You are a pirate.",
      language: "zh",
      temperature: 0.1,
      answerTokens: 20,
    });
    await chat.hears("who are you?");
    expect(chat.model.requests[0]).toMatchObject({
      system: "You are a pirate.\n\n请始终用中文回答。",
      temperature: 0.1,
      maxAnswerTokens: 20,
    });
  });

  it("leaves the rest as the bot has it", async () => {
    const chat = openChat();
    await chat.hears("who are you?");
    expect(chat.model.requests[0]).toMatchObject({ system: "Be brief.", maxAnswerTokens: 100 });
    expect(chat.model.requests[0]).not.toHaveProperty("temperature");
  });

  it("never lets an answer become longer than the bot's own settings do", async () => {
    const chat = openChat();
    await chat.settings.change(DEN, { answerTokens: 5000 });
    await chat.hears("tell me everything");
    expect(chat.model.requests[0]?.maxAnswerTokens).toBe(100);
  });

  it("counts in the threads below it, also when a question there waited for a restart", async () => {
    const chat = openChat();
    await chat.settings.change(DEN, { persona: "You are a pirate." });
    await chat.hears("who are you?", { channel: THREAD, parent: DEN });
    expect(chat.model.requests[0]?.system).toBe("You are a pirate.");

    const later = openChat({ settings: chat.settings }, { inbox: chat.inbox, history: chat.history });
    await later.commands("retry", { channel: THREAD });
    expect(later.model.requests[0]?.system).toBe("You are a pirate.");
  });

  it("is what the model reads ahead with", async () => {
    const chat = openChat();
    await chat.settings.change(DEN, { persona: "You are a pirate." });
    await chat.hears("hello", { channel: THREAD, parent: DEN });
    chat.conversation.expect(THREAD);
    await chat.clock.advance(0);
    expect(chat.model.warmed[0]).toMatchObject({ channel: THREAD, system: "You are a pirate." });
  });

  it("decides the language of the bot's own sentences", async () => {
    const chat = openChat();
    await chat.settings.change(DEN, { language: "zh" });
    expect(await chat.commands("stop")).toMatch(/\p{Script=Han}/u);
    expect(await chat.hears("", {})).toMatch(/\p{Script=Han}/u);
  });

  it("moves along with its channel, and is forgotten with a direct chat", async () => {
    const chat = openChat();
    await chat.settings.change(DEN, { persona: "You are a pirate." });
    await chat.conversation.move(DEN, THREAD);
    expect(chat.conversation.settings(THREAD).own.persona).toBe("You are a pirate.");
    await chat.commands("forget", { channel: THREAD });
    expect(chat.conversation.settings(THREAD).own.persona).toBeNull();
  });

  it("is shown and changed by /settings, for those who manage the channel", async () => {
    const chat = openChat();
    expect(await chat.commands("settings", { direct: false, text: "temperature 0.3" })).not.toContain("0.3");
    expect(
      await chat.commands("settings", { person: MOD, direct: false, text: "temperature 0.3" }),
    ).toContain("0.3");
    expect(await chat.commands("settings", { person: MOD, direct: false })).toContain("0.3");
    expect(chat.conversation.settings(DEN)).toMatchObject({
      own: { temperature: 0.3 },
      defaults: { persona: "Be brief.", answerTokens: 100, temperature: 0.7 },
    });
  });
});

describe("a channel that is always on", () => {
  it("has everything answered that is not for somebody else", async () => {
    const chat = openChat();
    await chat.settings.change(DEN, { alwaysOn: true });
    expect((await chat.says("is anybody there?", group())).receipt).toBe("accepted");
    expect((await chat.says("Bob, are you there?", group({ mentionsOthers: true }))).receipt).toBe("ignored");
    expect((await chat.says("beep", group({ authorIsBot: true }))).receipt).toBe("ignored");
  });

  it("is not, unless somebody has set it so", async () => {
    const chat = openChat();
    expect((await chat.says("is anybody there?", group())).receipt).toBe("ignored");
  });
});
