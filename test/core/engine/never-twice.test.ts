import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { channelId, type ChannelId } from "../../../src/core/chat.ts";
import type { AnswerFigures, LanguageModel } from "../../../src/core/engine/language-model.ts";
import type { Turn } from "../../../src/core/turn.ts";
import { question, take } from "../../contracts/language-model.ts";
import { runEngine } from "./running-engine.ts";

/** A conversation that keeps its turns, as the core does. */
function talk(channel: ChannelId) {
  const turns: Turn[] = [];
  return {
    channel,
    turns,
    async says(model: LanguageModel, text: string): Promise<{ text: string; figures: AnswerFigures }> {
      turns.push({ role: "user", speaker: "", text });
      const answer = await take(model, question("", { channel, turns: [...turns], maxAnswerTokens: 60 }));
      turns.push({ role: "assistant", text: answer.text });
      return answer;
    },
  };
}

const SENTENCES = [
  "hello",
  "My name is Torvek",
  "What is my name?",
  "我叫李伟",
  "我叫什么名字?",
  "The code of the red box is valley.",
  "What is the code of the red box?",
  "Repeat after me: river honey east",
  "Count to 12",
];

describe("what was read is not read again", () => {
  let folder: string;
  let parking: { folder: string; maxBytes: number };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "lantern-states-"));
    parking = { folder: join(folder, "states"), maxBytes: 2 ** 30 };
  });
  afterAll(async () => rm(folder, { recursive: true, force: true }));

  it("at the twentieth turn, but for the new message", async () => {
    await using engine = await runEngine();
    const chat = talk(channelId("web", "twenty"));
    for (let turn = 1; turn < 20; turn++) await chat.says(engine.model, SENTENCES[turn % 3] ?? "");
    const { figures } = await chat.says(engine.model, "Repeat after me: river honey east");
    expect(figures.tokensReused).toBeGreaterThan(200);
    expect(figures.tokensRead).toBeLessThanOrEqual(12 + 16);
  });

  it("when the channel lost its place to others, or the engine was started again", async () => {
    const chat = talk(channelId("web", "keeper"));
    {
      await using engine = await runEngine({ parallel: 2, parking });
      for (const text of SENTENCES.slice(0, 6)) await chat.says(engine.model, text);
      for (const name of ["a", "b", "c"]) await talk(channelId("web", name)).says(engine.model, "hello");
      const { text, figures } = await chat.says(engine.model, "What is the code of the red box?");
      expect(text).toBe("The code of the red box is valley.");
      expect(figures.tokensRead).toBeLessThanOrEqual(15 + 16);
      expect(figures.tokensReused).toBeGreaterThan(80);
    }
    await using again = await runEngine({ parallel: 2, parking });
    const { text, figures } = await chat.says(again.model, "Repeat after me: river honey east");
    expect(text).toBe("river honey east");
    expect(figures.tokensRead).toBeLessThanOrEqual(12 + 16);
  });

  it("by nobody but the bot: states are private, and no words can be read in their headers", async () => {
    const names = await readdir(parking.folder);
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      expect(name).not.toContain("keeper");
      expect((await stat(join(parking.folder, name))).mode & 0o777).toBe(0o600);
    }
    expect((await stat(parking.folder)).mode & 0o777).toBe(0o700);
  });

  it("but afresh where a state was garbled, with the same answer", async () => {
    const chat = talk(channelId("web", "garbled"));
    {
      await using engine = await runEngine({ parallel: 2, parking });
      for (const text of SENTENCES.slice(0, 2)) await chat.says(engine.model, text);
    }
    for (const name of await readdir(parking.folder)) await writeFile(join(parking.folder, name), "nonsense");
    await using again = await runEngine({ parallel: 2, parking });
    const { text, figures } = await chat.says(again.model, "What is my name?");
    expect(text).toBe("Your name is Torvek.");
    expect(figures.tokensRead).toBeGreaterThan(20);
  });

  it("nor is anything forgotten left on the disk", async () => {
    const own = join(folder, "own");
    const chat = talk(channelId("web", "to-forget"));
    await using engine = await runEngine({ parallel: 1, parking: { folder: own, maxBytes: 2 ** 30 } });
    await chat.says(engine.model, "My name is Torvek");
    await talk(channelId("web", "next")).says(engine.model, "hello"); // parks the first
    expect(await readdir(own)).not.toEqual([]);
    engine.model.forget(chat.channel);
    await expect.poll(() => readdir(own)).toEqual([]);
  });
});

describe("many channels on few sequences", () => {
  it("answer as if each were alone, in whatever order they speak", async () => {
    const folder = await mkdtemp(join(tmpdir(), "lantern-many-"));
    const small = { contextTokens: 256, parallel: 2 };
    await using shared = await runEngine({ ...small, parking: { folder, maxBytes: 2 ** 20 } });
    await using fresh = await runEngine({ ...small, parallel: 1 });
    let run = 0;

    const said = fc.record({ channel: fc.nat(4), sentence: fc.nat(SENTENCES.length - 1), forget: fc.nat(9) });
    await fc.assert(
      fc.asyncProperty(fc.array(said, { minLength: 5, maxLength: 12 }), async (script) => {
        run++;
        const chats = Array.from({ length: 5 }, (_, index) => talk(channelId("web", `many-${run}-${index}`)));
        for (const { channel, sentence, forget } of script) {
          const chat = chats[channel];
          if (!chat) throw new Error("no such channel");
          if (forget === 0) {
            shared.model.forget(chat.channel);
            chat.turns.length = 0;
          }
          const before = [...chat.turns];
          const { text, figures } = await chat.says(shared.model, SENTENCES[sentence] ?? "");
          if (figures.turnsLeftOut > 0) continue; // a window that moved earlier may rightly hold less than a fresh one
          const alone = channelId("web", `alone-${run}-${before.length}`);
          const turns: Turn[] = [...before, { role: "user", speaker: "", text: SENTENCES[sentence] ?? "" }];
          const expected = await take(
            fresh.model,
            question("", { channel: alone, turns, maxAnswerTokens: 60 }),
          );
          fresh.model.forget(alone);
          expect(text).toBe(expected.text);
        }
      }),
      { seed: 42, numRuns: 12 },
    );
    await rm(folder, { recursive: true, force: true });
  }, 60_000);
});

describe("warming a channel", () => {
  it("reads what its next answer will read, but for what is not known yet", async () => {
    await using engine = await runEngine();
    const chat = talk(channelId("web", "warm"));
    const earlier: Turn[] = [
      { role: "user", speaker: "", text: "My name is Torvek" },
      { role: "assistant", text: "Nice to meet you, Torvek!" },
    ];
    chat.turns.push(...earlier);
    const known = { channel: chat.channel, system: "You are a helpful assistant.", botName: "Lantern" };
    engine.model.warm({ ...known, turns: earlier, maxAnswerTokens: 60, draft: "" });
    // Whoever speaks next waits for at most one slice of it, so give it the time that a person needs to type.
    await expect
      .poll(async () => {
        const probe = talk(channelId("web", "probe"));
        await probe.says(engine.model, "hello");
        return engine.model.status().active;
      })
      .toBe(0);
    const { text, figures } = await chat.says(engine.model, "What is my name?");
    expect(text).toBe("Your name is Torvek.");
    expect(figures.tokensRead).toBeLessThanOrEqual(12); // the question and what frames it; cold it would be 40
  });
});

describe("a window that is full", () => {
  it("is not read again at every turn, and goes on with what was said lately", async () => {
    await using engine = await runEngine({ contextTokens: 256 });
    const chat = talk(channelId("web", "full"));
    const read: number[] = [];
    for (let turn = 0; turn < 60; turn++) {
      await chat.says(
        engine.model,
        turn % 2 === 0 ? "My name is Torvek" : "Repeat after me: river honey east",
      );
      const { text, figures } = await chat.says(engine.model, "What is my name?");
      expect(text).toBe("Your name is Torvek.");
      if (figures.turnsLeftOut > 0) read.push(figures.tokensRead);
    }
    expect(read.length).toBeGreaterThan(40);
    const dear = read.filter((tokens) => tokens > 40).length;
    expect(dear / read.length).toBeLessThan(0.35);
  });
});

describe("where states cannot be kept", () => {
  it("the engine thinks all the same, and has read the system prompt ahead", async () => {
    const folder = await mkdtemp(join(tmpdir(), "lantern-taken-"));
    const taken = join(folder, "states");
    await writeFile(taken, "a file where the folder should be");
    await using engine = await runEngine({ parallel: 2, parking: { folder: taken, maxBytes: 2 ** 30 } });
    const { text, figures } = await talk(channelId("web", "a")).says(engine.model, "hello");
    expect(text).toContain("Hello!");
    expect(figures.tokensReused).toBeGreaterThan(10);
    await talk(channelId("web", "b")).says(engine.model, "hello");
    const third = await talk(channelId("web", "c")).says(engine.model, "hello");
    expect(third.figures.tokensReused).toBeGreaterThan(10);
    await rm(folder, { recursive: true, force: true });
  });
});
