import { inspect } from "node:util";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { AdapterState } from "../../../src/core/chat-adapter.ts";
import { answerWith, createScriptedConversation } from "../../fakes/scripted-conversation.ts";
import { fault } from "../../fakes/telegram/faults.ts";
import { startFakeTelegram, type FakeTelegram } from "../../fakes/telegram/fake-telegram.ts";
import { launchTelegram, runTelegram, type RunningTelegram } from "./running-telegram.ts";

const kinds = (states: readonly AdapterState[]) => states.map(({ kind }) => kind);

function sentenceOf(state: AdapterState): string {
  return "sentence" in state ? state.sentence : "";
}

/** Everything that whoever runs the bot may come to read. */
function toldBy({ log, states }: RunningTelegram): string {
  return inspect([log.lines, states], { depth: 12, showHidden: true, maxStringLength: null });
}

function pollOnce({ apiUrl, token }: FakeTelegram, seconds: number): Promise<Response> {
  return fetch(`${apiUrl}/bot${token}/getUpdates`, {
    method: "POST",
    body: JSON.stringify({ timeout: seconds }),
  });
}

describe("an answer", () => {
  it("grows in one message, with typing before its first words", async () => {
    await using telegram = await startFakeTelegram();
    const core = createScriptedConversation();
    const anna = telegram.person("Anna");
    const chat = telegram.privateChat(anna);
    core.onMessage = (_message, reply) => {
      void (async () => {
        reply.working({ kind: "reading", done: 1, total: 2, sentence: "Reading…" });
        await bot.passUntil(() => chat.actions().length > 0);
        reply.show("Tea is a drink made from leaves");
        await bot.passUntil(() => chat.botTexts().length > 0);
        reply.show("Tea is a drink made from leaves and hot water");
        await bot.passUntil(() => chat.botTexts()[0]?.endsWith("water") === true);
        await answerWith(reply, "Tea is a drink made from leaves and hot water. Enjoy!");
      })();
      return "accepted";
    };
    await using bot = await runTelegram(telegram, core);

    const question = chat.says(anna, "what is tea?");
    await bot.passUntil(() => chat.botTexts()[0]?.endsWith("Enjoy!") === true);

    expect(chat.actions()[0]?.action).toBe("typing");
    expect(chat.messages.filter(({ from }) => from.is_bot)).toMatchObject([
      {
        replyTo: question.id,
        text: "Tea is a drink made from leaves and hot water. Enjoy!",
        earlierTexts: ["Tea is a drink made from leaves", "Tea is a drink made from leaves and hot water"],
      },
    ]);
  });

  it("arrives whole although Telegram asks for a pause in the middle", async () => {
    await using telegram = await startFakeTelegram();
    const core = createScriptedConversation();
    core.onMessage = (_message, reply) => {
      void answerWith(reply, "tea ".repeat(1500));
      return "accepted";
    };
    telegram.faults.next("sendMessage", fault.flood(20));
    await using bot = await runTelegram(telegram, core);
    const anna = telegram.person("Anna");
    const chat = telegram.privateChat(anna);

    chat.says(anna, "say tea");
    await bot.passUntil(() => chat.botTexts().length === 2);

    const words = chat.botTexts().flatMap((text) => text.split(/\s+/));
    expect(words).toEqual(Array.from({ length: 1500 }, () => "tea"));
    expect(bot.clock.now()).toBeGreaterThanOrEqual(20_000);
  });

  it("is given up when the person has blocked the bot", async () => {
    await using telegram = await startFakeTelegram();
    const core = createScriptedConversation();
    const lost = vi.fn<() => void>();
    core.onMessage = (_message, reply) => {
      reply.lost.addEventListener("abort", () => lost());
      reply.show("Tea is a drink made from leaves");
      return "accepted";
    };
    await using bot = await runTelegram(telegram, core);
    const anna = telegram.person("Anna");
    const chat = telegram.privateChat(anna);
    chat.blocksBot();

    chat.says(anna, "what is tea?");
    await bot.passUntil(() => lost.mock.calls.length > 0);

    expect(chat.botTexts()).toEqual([]);
  });
});

describe("starting", () => {
  it("tells when the bot is connected", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = launchTelegram(telegram);

    expect(bot.adapter.state()).toEqual({ kind: "connecting" });
    await telegram.until(() => telegram.isPolled());
    expect(bot.adapter.state()).toEqual({ kind: "connected" });
    await bot.adapter.close();
    expect(kinds(bot.states)).toEqual(["connected", "stopped"]);
  });

  it("forgives a slash at the end of the address", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = launchTelegram({ token: telegram.token, apiUrl: `${telegram.apiUrl}/` });

    await vi.waitFor(() => expect(bot.adapter.state()).toEqual({ kind: "connected" }));
  });

  it("goes on trying while there is no server, and serves as soon as there is one", async () => {
    const former = await startFakeTelegram();
    const { token, apiUrl, port } = former;
    await former.close();
    await using bot = launchTelegram({ token, apiUrl });
    await bot.passUntil(() => bot.adapter.state().kind === "lost");
    expect(sentenceOf(bot.adapter.state())).toMatch(/cannot be reached \(ECONNREFUSED\)/);

    await using telegram = await startFakeTelegram({ token, port });
    await bot.passUntil(() => bot.adapter.state().kind === "connected");

    const anna = telegram.person("Anna");
    const chat = telegram.privateChat(anna);
    chat.says(anna, "hi");
    await telegram.until(() => chat.botTexts()[0] === "echo: hi");
    expect(kinds(bot.states)).toEqual(["lost", "connected"]);
  });

  it("can be given up while there is no server", async () => {
    const former = await startFakeTelegram();
    await former.close();
    await using bot = launchTelegram(former);
    await bot.passUntil(() => bot.clock.sleepers() > 0);

    await bot.adapter.stopIntake();

    expect(bot.adapter.state()).toEqual({ kind: "stopped" });
    expect(bot.clock.sleepers()).toBe(0);
  });

  it("waits longer and longer between its attempts, but a minute at most", async () => {
    await using telegram = await startFakeTelegram();
    telegram.faults.next("getMe", fault.serverError(), 9);
    await using bot = launchTelegram(telegram);

    const attempts: number[] = [];
    for (let n = 1; n <= 10; n++) {
      await bot.passUntil(() => telegram.callsOf("getMe").length === n);
      attempts.push(bot.clock.now());
      await vi.waitFor(() => expect(bot.clock.sleepers() === 1 || telegram.isPolled()).toBe(true));
    }

    const pauses = attempts.slice(1).map((time, n) => Math.round((time - (attempts[n] ?? 0)) / 1000));
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });

  it("stops for good when the token is wrong, and says what to do", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = launchTelegram({ token: "123456:wrong_SECRET-part", apiUrl: telegram.apiUrl });

    await vi.waitFor(() => expect(bot.adapter.state().kind).toBe("refused"));
    await bot.clock.advance(600_000);

    expect(sentenceOf(bot.adapter.state())).toMatch(/TELEGRAM_TOKEN.*@BotFather/);
    expect(kinds(bot.states)).toEqual(["refused"]);
    expect(toldBy(bot)).not.toContain("SECRET");
  });

  it("says once what privacy mode means, and only when it is on", async () => {
    await using shy = await startFakeTelegram({ privacy: true });
    await using open = await startFakeTelegram({ privacy: false });
    await using first = await runTelegram(shy);
    await using second = await runTelegram(open);

    const notes = ({ log }: RunningTelegram) => log.lines.filter(({ level }) => level === "info");
    expect(notes(first)).toHaveLength(1);
    expect(notes(first)[0]?.message).toMatch(/\/ask.*\/setprivacy.*@BotFather/);
    expect(notes(second)).toEqual([]);
  });

  it("with privacy mode on, serves questions by /ask and replies in groups", async () => {
    await using telegram = await startFakeTelegram({ privacy: true });
    await using bot = await runTelegram(telegram);
    const ben = telegram.person("Ben");
    const group = telegram.group("Tea");

    group.says(ben, "@LanternBot never heard");
    group.says(ben, "/ask@LanternBot what is tea?");
    const answer = await telegram.until(() => group.lastBotMessage());
    group.says(ben, "and coffee?", { replyTo: answer });

    await bot.passUntil(() => group.botTexts().length === 2);
    expect(bot.core.received.map(({ text }) => text)).toEqual(["what is tea?", "and coffee?"]);
  });
});

describe("a lost connection", () => {
  it("is told and mended", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const anna = telegram.person("Anna");
    const chat = telegram.privateChat(anna);
    telegram.faults.next("getUpdates", fault.serverError(502), 3);

    chat.says(anna, "hi"); // ends the poll that waits
    await bot.passUntil(() => bot.adapter.state().kind === "lost");
    expect(sentenceOf(bot.adapter.state())).toContain("502");
    await bot.passUntil(() => bot.adapter.state().kind === "connected");

    expect(kinds(bot.states)).toEqual(["connected", "lost", "connected"]);
    expect(bot.core.received.map(({ text }) => text)).toEqual(["hi"]);
  });

  it("rests for as long as Telegram asks", async () => {
    await using telegram = await startFakeTelegram();
    telegram.faults.next("getMe", fault.flood(90));
    await using bot = launchTelegram(telegram);
    await vi.waitFor(() => expect(bot.clock.sleepers()).toBe(1));

    await bot.clock.advance(89_900);
    expect(telegram.callsOf("getMe")).toHaveLength(1);
    await bot.passUntil(() => telegram.isPolled());
    expect(bot.adapter.state()).toEqual({ kind: "connected" });
  });

  it("is refused for good when the token is taken back", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const anna = telegram.person("Anna");
    telegram.faults.next("getUpdates", fault.unauthorized());

    telegram.privateChat(anna).says(anna, "hi");

    await vi.waitFor(() => expect(bot.adapter.state().kind).toBe("refused"));
    await bot.adapter.close();
    expect(kinds(bot.states)).toEqual(["connected", "refused", "stopped"]);
  });

  it("to another program with the same token is explained, and over when that one is", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);

    const rival = pollOnce(telegram, 50);
    await vi.waitFor(() => expect(bot.adapter.state().kind).toBe("lost"));
    expect(sentenceOf(bot.adapter.state())).toMatch(/[Aa]nother program.*TELEGRAM_TOKEN/);
    await bot.clock.advance(9_900);
    expect(telegram.callsOf("getUpdates").at(-1)?.parameters["timeout"]).toBe(50);

    await bot.passUntil(() => telegram.callsOf("getUpdates").at(-1)?.parameters["timeout"] !== 50);
    expect((await rival).status).toBe(409);
    const anna = telegram.person("Anna");
    telegram.privateChat(anna).says(anna, "hi");

    await vi.waitFor(() => expect(bot.adapter.state().kind).toBe("connected"));
    expect(bot.core.received.map(({ text }) => text)).toEqual(["hi"]);
  });
});

it("serves many chats at once without a warning from Node", async () => {
  const warnings: string[] = [];
  const onWarning = ({ name }: Error) => void warnings.push(name);
  process.on("warning", onWarning);
  onTestFinished(() => void process.off("warning", onWarning));
  await using telegram = await startFakeTelegram();
  await using bot = await runTelegram(telegram);
  telegram.faults.next("sendMessage", fault.hang(), 20);

  for (let n = 0; n < 20; n++) {
    const person = telegram.person(`Person ${n}`);
    telegram.privateChat(person).says(person, "/help");
  }
  await telegram.until(() => telegram.callsOf("sendMessage").length === 20);
  await bot.adapter.close();

  expect(warnings).toEqual([]);
});

it("never tells the token, whatever goes wrong", async () => {
  await using telegram = await startFakeTelegram();
  const methods = [
    "getMe",
    "deleteWebhook",
    "getMyCommands",
    "setMyCommands",
    "answerCallbackQuery",
    "getUpdates",
    "sendMessage",
    "getChatMember",
  ] as const;
  for (const method of methods) {
    telegram.faults.next(method, fault.cut());
    telegram.faults.next(method, fault.nonsense());
    telegram.faults.next(method, fault.flood(1));
  }
  const ben = telegram.person("Ben");
  const group = telegram.group("Tea");
  await using bot = launchTelegram(telegram);

  for (let n = 0; n < 3; n++) group.says(ben, "/reset");
  for (let n = 0; n < 3; n++) group.says(ben, "@LanternBot hi");
  await bot.passUntil(() => group.botTexts().length >= 5 && telegram.unconfirmed().length === 0);
  await bot.adapter.close();

  expect(bot.log.lines.length).toBeGreaterThan(0);
  const [, secret = ""] = telegram.token.split(":");
  expect(toldBy(bot)).not.toContain(secret);
});
