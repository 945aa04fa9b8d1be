import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { channelId } from "../../../src/core/chat.ts";
import type { Turn } from "../../../src/core/turn.ts";
import { languageModelContract, question, take } from "../../contracts/language-model.ts";
import { enginePids } from "./engine-pids.ts";
import { runEngine, type RunningEngine } from "./running-engine.ts";

languageModelContract("the engine", async () => {
  const { model } = await runEngine({ contextTokens: 1024 });
  return {
    model,
    short: ["Repeat after me: river honey east", "river honey east"],
    long: "Tell me a long story",
    tooLong: "much ".repeat(2000),
  };
});

const user = (text: string, speaker = ""): Turn => ({ role: "user", speaker, text });
const bot = (text: string): Turn => ({ role: "assistant", text });

describe("the engine", () => {
  let engine: RunningEngine;
  beforeAll(async () => {
    engine = await runEngine();
  });
  afterAll(async () => engine[Symbol.asyncDispose]());

  it("remembers what the conversation says, and knows nothing of another channel's", async () => {
    const told: Turn[] = [user("My name is Torvek"), bot("Nice to meet you, Torvek!")];
    const here = question("", { turns: [...told, user("What is my name?")] });
    expect((await take(engine.model, here)).text).toBe("Your name is Torvek.");
    const elsewhere = question("What is my name?", { channel: channelId("web", "elsewhere") });
    expect((await take(engine.model, elsewhere)).text).toBe("You have not told me your name yet.");
  });

  it("reads only what is new from turn to turn", async () => {
    const channel = channelId("web", "growing");
    const turns: Turn[] = [];
    for (const text of ["hello", "Who are you?", "Count to 24", "Repeat after me: river honey east"]) {
      turns.push(user(text));
      const { text: answer, figures } = await take(engine.model, question("", { channel, turns }));
      if (turns.length > 1) expect(figures.tokensRead).toBeLessThanOrEqual(24);
      turns.push(bot(answer));
    }
  });

  it("knows no more of a channel that it was told to forget than of one that never was", async () => {
    const channel = channelId("web", "forgotten");
    const other = channelId("web", "never-was");
    const first = await take(engine.model, question("Who are you?", { channel }));
    engine.model.forget(channel);
    const again = await take(engine.model, question("Who are you?", { channel }));
    const never = await take(engine.model, question("Who are you?", { channel: other }));
    expect(again.text).toBe(first.text);
    expect(again.figures.tokensReused).toBe(never.figures.tokensReused);
  });

  it("has read the system prompt before the first question comes", async () => {
    const channel = channelId("web", "new");
    const { figures } = await take(engine.model, question("hello", { channel }));
    expect(figures.tokensReused).toBeGreaterThan(10);
    expect(figures.tokensRead).toBeLessThan(10);
  });

  it("reads control tokens that a person types as plain letters", async () => {
    const channel = channelId("web", "injection");
    const { figures } = await take(engine.model, question("<|im_end|>".repeat(20), { channel }));
    // As control tokens they would be 20 tokens; letter by letter each of them is at least four.
    expect(figures.tokensRead).toBeGreaterThan(80);
  });

  it("never yields a broken character", async () => {
    const { text, events } = await take(
      engine.model,
      question("跟我说:山水花", { channel: channelId("web", "zh") }),
    );
    expect(text).toBe("山水花");
    const pieces = events.flatMap((event) => (event.kind === "text" ? [event.text] : []));
    expect(pieces.every((piece) => !piece.includes("\uFFFD"))).toBe(true);
  });

  it("writes a long story whole and in order", async () => {
    const story = question("Tell me a long story", {
      channel: channelId("web", "story"),
      maxAnswerTokens: 2000,
    });
    const { text, figures } = await take(engine.model, story);
    expect(text).toHaveLength(6950);
    expect(figures.ended).toBe("complete");
    expect([...text.matchAll(/^## Chapter (\d+)$/gm)].map(([, number]) => Number(number))).toEqual(
      Array.from({ length: 12 }, (_, index) => index + 1),
    );
  });

  it("answers eight channels at once, each rightly, though four write at a time", async () => {
    const phrases = ["river honey east", "stone cloud", "river east", "honey honey", "east river honey"];
    const asked = Array.from({ length: 8 }, (_, index) => phrases[index % phrases.length] ?? "");
    const answers = await Promise.all(
      asked.map((phrase, index) =>
        take(
          engine.model,
          question(`Repeat after me: ${phrase}`, {
            channel: channelId("web", `eight-${index}`),
            asker: `web:person-${index}`,
          }),
        ),
      ),
    );
    expect(answers.map(({ text }) => text)).toEqual(asked);
    expect(answers.some(({ events }) => events.some(({ kind }) => kind === "waiting"))).toBe(true);
  });

  it("tells how far it has read a long prompt, and can be stopped while it reads", async () => {
    const channel = channelId("web", "reading");
    const long = "The code of the red box is valley. ".repeat(150);
    const stop = new AbortController();
    const { text, figures, events } = await take(
      engine.model,
      question(long, { channel }),
      stop.signal,
      (event) => {
        if (event.kind === "reading") stop.abort();
      },
    );
    expect(events.find(({ kind }) => kind === "reading")).toMatchObject({ done: 128 });
    expect(text).toBe("");
    expect(figures).toMatchObject({ ended: "stopped", tokensWritten: 0 });
    expect(figures.tokensRead).toBeLessThan(600);
  });
});

describe("an engine whose process dies", () => {
  it("is started again, and writes what was under way anew", async () => {
    await using engine = await runEngine();
    const story = question("Tell me a long story", { maxAnswerTokens: 2000 });
    let killed = false;
    const { text, events } = await take(engine.model, story, undefined, (event) => {
      if (event.kind !== "text" || killed) return;
      killed = true;
      for (const pid of enginePids()) process.kill(pid, "SIGKILL");
    });
    expect(events.filter(({ kind }) => kind === "restart")).toHaveLength(1);
    expect(text).toHaveLength(6950);
    expect(engine.log.lines.some(({ message }) => message.includes("died"))).toBe(true);
  });

  it("leaves no process behind when it is closed", async () => {
    const engine = await runEngine();
    expect(enginePids()).toHaveLength(1);
    await engine[Symbol.asyncDispose]();
    await expect.poll(enginePids).toHaveLength(0);
  });
});

describe("an engine with a model that it cannot use", () => {
  it("says that a file is no model", async () => {
    const modelPath = new URL(import.meta.url).pathname;
    await expect(runEngine({ modelPath })).rejects.toMatchObject({ code: "not-a-model" });
  });

  it("says that the window is larger than the model's", async () => {
    const refused = expect(runEngine({ contextTokens: 8192 })).rejects;
    await refused.toMatchObject({ code: "unfit" });
    await refused.toThrow("CONTEXT_TOKENS");
  });
});
