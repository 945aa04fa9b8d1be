import { describe, expect, it } from "vitest";
import { createScriptedConversation } from "../../fakes/scripted-conversation.ts";
import { fault } from "../../fakes/telegram/faults.ts";
import { startFakeTelegram } from "../../fakes/telegram/fake-telegram.ts";
import { launchTelegram, runTelegram } from "./running-telegram.ts";

/** A core that takes each message over only when it is let. */
function createHesitantCore() {
  const core = createScriptedConversation();
  const waiting: (() => void)[] = [];
  core.onMessage = async () => {
    await new Promise<void>((resolve) => void waiting.push(resolve));
    return "ignored" as const;
  };
  return { core, takeOver: () => waiting.shift()?.() };
}

const texts = ({ received }: { received: readonly { text: string }[] }) => received.map(({ text }) => text);

describe("an update", () => {
  it("is confirmed only after the core has taken it over", async () => {
    await using telegram = await startFakeTelegram();
    const { core, takeOver } = createHesitantCore();
    await using bot = await runTelegram(telegram, core);
    const anna = telegram.person("Anna");

    telegram.privateChat(anna).says(anna, "hi");
    await telegram.until(() => !telegram.isPolled());
    const polls = telegram.callsOf("getUpdates").length;
    await expect.poll(() => texts(bot.core)).toEqual(["hi"]);
    expect(telegram.unconfirmed()).toHaveLength(1);
    expect(telegram.callsOf("getUpdates")).toHaveLength(polls);

    takeOver();
    await telegram.until(() => telegram.isPolled());
    expect(telegram.unconfirmed()).toEqual([]);
  });

  it("comes again after the bot died before that, with the same id", async () => {
    await using telegram = await startFakeTelegram();
    const { core: doomed, takeOver } = createHesitantCore();
    await using dead = await runTelegram(telegram, doomed);
    const anna = telegram.person("Anna");
    const chat = telegram.privateChat(anna);
    const question = chat.says(anna, "hi");
    await expect.poll(() => texts(dead.core)).toEqual(["hi"]);

    await using heir = await runTelegram(telegram);

    expect(heir.core.received.map(({ id }) => id)).toEqual([String(question.id)]);
    await telegram.until(() => chat.botTexts()[0] === "echo: hi");
    takeOver();
  });

  it("that waits for its turn does not keep the answer to another from being written", async () => {
    await using telegram = await startFakeTelegram();
    const core = createScriptedConversation();
    core.onMessage = () => "accepted"; // its answer takes for ever
    await using bot = await runTelegram(telegram, core);
    const anna = telegram.person("Anna");
    const chat = telegram.privateChat(anna);

    chat.says(anna, "a long story, please");
    chat.says(anna, "/stop");

    await telegram.until(() => chat.botTexts().includes("did stop"));
    expect(texts(bot.core)).toEqual(["a long story, please"]);
  });

  it("that nothing can be made of is left out, and the next one is handled", async () => {
    await using telegram = await startFakeTelegram();
    const core = createScriptedConversation();
    core.onMessage = ({ text }) => {
      if (text === "poison") throw new Error("a fault of ours");
      return "accepted";
    };
    await using bot = await runTelegram(telegram, core);
    const anna = telegram.person("Anna");
    const chat = telegram.privateChat(anna);

    chat.says(anna, "poison");
    chat.says(anna, "hi");

    await telegram.until(() => texts(core).includes("hi") && telegram.unconfirmed().length === 0);
    expect(bot.log.lines.filter(({ level }) => level === "error")).toHaveLength(1);
  });

  it("is handled in order and once, also when there are more than one answer holds", async () => {
    await using telegram = await startFakeTelegram();
    const anna = telegram.person("Anna");
    const chat = telegram.privateChat(anna);
    const said = Array.from({ length: 250 }, (_, n) => `message ${n}`);
    for (const text of said) chat.says(anna, text);
    const core = createScriptedConversation();
    core.onMessage = () => "ignored";

    await using bot = await runTelegram(telegram, core);

    expect(texts(bot.core)).toEqual(said);
    expect(telegram.unconfirmed()).toEqual([]);
  });

  it("is not lost when the answer that carried it was", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const anna = telegram.person("Anna");
    const chat = telegram.privateChat(anna);
    telegram.faults.next("getUpdates", fault.cut("after"));
    chat.says(anna, "one"); // ends the poll that waits; the one after it is cut
    chat.says(anna, "two");

    await bot.passUntil(() => texts(bot.core).length === 2);

    expect(texts(bot.core)).toEqual(["one", "two"]);
  });
});

describe("stopping", () => {
  it("in the middle of a batch confirms what was handled, and nothing else", async () => {
    await using telegram = await startFakeTelegram();
    const anna = telegram.person("Anna");
    const chat = telegram.privateChat(anna);
    for (const text of ["one", "two", "three"]) chat.says(anna, text);
    const { core, takeOver } = createHesitantCore();
    await using bot = launchTelegram(telegram, core);
    await expect.poll(() => texts(core)).toEqual(["one"]);

    let stopped = false;
    const stop = bot.adapter.stopIntake().then(() => (stopped = true));
    await bot.clock.advance(1_000);
    expect(stopped).toBe(false);
    takeOver();
    await stop;

    expect(texts(core)).toEqual(["one"]);
    expect(telegram.unconfirmed().map(({ message }) => message?.text)).toEqual(["two", "three"]);
    await using heir = await runTelegram(telegram);
    expect(texts(heir.core)).toEqual(["two", "three"]);
  });

  it("while it waits for messages is done at once, with everything confirmed", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const anna = telegram.person("Anna");
    telegram.privateChat(anna).says(anna, "hi");
    await telegram.until(() => texts(bot.core).length === 1 && telegram.isPolled());

    await bot.adapter.stopIntake();

    expect(bot.adapter.state()).toEqual({ kind: "stopped" });
    expect(telegram.unconfirmed()).toEqual([]);
    const calls = telegram.calls.length;
    await bot.clock.advance(120_000);
    expect(telegram.calls).toHaveLength(calls);
  });

  it("discards nothing that comes while the last update is being confirmed", async () => {
    await using telegram = await startFakeTelegram();
    const { core, takeOver } = createHesitantCore();
    await using bot = await runTelegram(telegram, core);
    const anna = telegram.person("Anna");
    const chat = telegram.privateChat(anna);
    chat.says(anna, "one");
    await expect.poll(() => texts(core)).toEqual(["one"]);

    const stop = bot.adapter.stopIntake();
    chat.says(anna, "two");
    takeOver();
    await stop;

    expect(telegram.unconfirmed().map(({ message }) => message?.text)).toEqual(["two"]);
  });

  it("lets answers under way be shown to their end", async () => {
    await using telegram = await startFakeTelegram();
    const core = createScriptedConversation();
    const answers: (() => void)[] = [];
    const onMessage = core.onMessage;
    core.onMessage = (message, reply) => {
      answers.push(() => void onMessage(message, reply));
      return "accepted";
    };
    await using bot = await runTelegram(telegram, core);
    const anna = telegram.person("Anna");
    const chat = telegram.privateChat(anna);
    chat.says(anna, "hi");
    await telegram.until(() => answers.length === 1);

    await bot.adapter.stopIntake();
    answers[0]?.();

    await telegram.until(() => chat.botTexts()[0] === "echo: hi");
  });

  it("twice, or closing twice, is the same as once", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);

    await Promise.all([bot.adapter.stopIntake(), bot.adapter.stopIntake()]);
    await Promise.all([bot.adapter.close(), bot.adapter.close()]);
    await bot.adapter.stopIntake();

    expect(bot.states.filter(({ kind }) => kind === "stopped")).toHaveLength(1);
  });
});
