import { describe, expect, it } from "vitest";
import { channelId } from "../../../../src/core/chat.ts";
import { type Conversed, createPrompts } from "../../../../src/core/engine/process/prompts.ts";
import type { Turn } from "../../../../src/core/turn.ts";
import { aToken } from "./tokens.ts";

const CHANNEL = channelId("web", "prompts");
const FRAME = {
  start: [aToken(900)],
  afterSystem: [aToken(901)],
  afterQuestion: [aToken(902)],
  afterAnswer: [aToken(903)],
};

/** One token a letter, and one for each part of the frame. */
function promptsFor(contextTokens: number) {
  return createPrompts({
    frame: FRAME,
    contextTokens,
    tokenize: (text) => Array.from(text, (letter) => aToken(letter.codePointAt(0) ?? 0)),
  });
}

function request(...said: string[]): Conversed {
  const turns = said.map((text, index): Turn =>
    index % 2 === 0 ? { role: "user", speaker: "", text } : { role: "assistant", text },
  );
  return { channel: CHANNEL, system: "s", turns, maxAnswerTokens: 10 };
}

const shown = (tokens: readonly number[]) =>
  tokens.map((token) => (token >= 900 ? "SQAN"[token - 900] : String.fromCodePoint(token))).join("");

describe("a prompt", () => {
  it("frames the system prompt and every turn", () => {
    const prompt = promptsFor(100).build(request("hi", "yo", "ok"));
    expect(shown(prompt?.tokens ?? [])).toBe("SsQhiAyoNokA");
    expect(prompt?.turnsLeftOut).toBe(0);
  });

  it("uses the tokens with which an answer was written, not those its text would have", () => {
    const prompts = promptsFor(100);
    prompts.remember(CHANNEL, "yo", [aToken(65)]);
    expect(shown(prompts.build(request("hi", "yo", "ok"))?.tokens ?? [])).toBe("SsQhiAANokA");
  });

  it("is the beginning of the next turn's prompt", () => {
    const prompts = promptsFor(200);
    const first = prompts.build(request("hi"));
    prompts.remember(CHANNEL, "yo", [aToken(65), aToken(66)]);
    const second = prompts.build(request("hi", "yo", "ok"));
    expect(shown(second?.tokens ?? []).startsWith(`${shown(first?.tokens ?? [])}AB`)).toBe(true);
  });

  it("keeps its beginning for several turns after the oldest ones had to go", () => {
    const prompts = promptsFor(60);
    const said = ["1111111111"];
    const starts: string[] = [];
    for (let turn = 2; turn <= 7; turn++) {
      const prompt = prompts.build(request(...said));
      starts.push(shown(prompt?.tokens.slice(3, 5) ?? []));
      expect(prompt?.tokens.length).toBeLessThanOrEqual(50);
      said.push("y", String(turn).repeat(10));
    }
    expect(starts).toEqual(["11", "11", "11", "44", "44", "44"]);
  });

  it("finds its place again although the same question was asked before", () => {
    const prompts = promptsFor(60);
    const said = ["again"];
    const sizes: number[] = [];
    for (let turn = 0; turn < 30; turn++) {
      sizes.push(prompts.build(request(...said))?.tokens.length ?? 0);
      said.push("y", "again");
    }
    // A window that lost its place would move at every turn once it is full; this one grows in between.
    const moves = sizes.filter((size, index) => size < (sizes[index - 1] ?? 0)).length;
    expect(moves).toBeLessThanOrEqual(9);
  });

  it("is none when the newest message does not fit", () => {
    expect(promptsFor(60).build(request("x".repeat(48)))).toBeNull();
  });

  it("cuts no more of a long history into tokens than the window may hold", () => {
    let letters = 0;
    const prompts = createPrompts({
      frame: FRAME,
      contextTokens: 100,
      tokenize(text) {
        letters += text.length;
        return Array.from(text, () => aToken(1));
      },
    });
    const said = Array.from({ length: 401 }, (_, index) => `turn ${index}`.padEnd(20, "x"));
    expect(prompts.build(request(...said))?.turnsLeftOut).toBe(400);
    expect(letters).toBeLessThan(200);
  });

  it("may be longer than a call may have arguments", () => {
    const prompt = promptsFor(400_000).build(request("x".repeat(300_000)));
    expect(prompt?.tokens).toHaveLength(300_004);
  });

  describe("with something to answer from", () => {
    const reference = (maxTokens: number, ...passages: string[]) => ({ lead: "!", passages, maxTokens });

    it("has the passages before the newest question, the best nearest to it", () => {
      const prompt = promptsFor(100).build({
        ...request("hi", "yo", "ok"),
        reference: reference(50, "b", "c"),
      });
      expect(shown(prompt?.tokens ?? [])).toBe("SsQhiAyoN!\n\nc\n\nb\n\nokA");
      expect(prompt?.passagesRead).toBe(2);
    });

    it("takes no more of them than it may", () => {
      const prompt = promptsFor(100).build({ ...request("ok"), reference: reference(12, "best", "next") });
      expect(shown(prompt?.tokens ?? [])).toBe("SsQ!\n\nbest\n\nokA");
      expect(prompt?.passagesRead).toBe(1);
    });

    it("rather does without them than without the question", () => {
      const prompt = promptsFor(60).build({ ...request("x".repeat(44)), reference: reference(30, "best") });
      expect(prompt).toMatchObject({ passagesRead: 0 });
      expect(promptsFor(60).build({ ...request("x".repeat(48)), reference: reference(30) })).toBeNull();
    });

    it("begins like the turn before it, and leaves them out of the turn after it", () => {
      const prompts = promptsFor(200);
      const first = prompts.build({ ...request("hi"), reference: reference(50, "b") });
      expect(shown(first?.tokens ?? [])).toBe("SsQ!\n\nb\n\nhiA");
      const second = prompts.build({ ...request("hi", "yo", "ok"), reference: reference(50, "c") });
      expect(shown(second?.tokens ?? [])).toBe("SsQhiAyoN!\n\nc\n\nokA");
    });

    it("keeps room for them when there are none, so that the window does not move when there are", () => {
      const prompts = promptsFor(60);
      const said = ["1111111111", "y", "2222222222", "y", "33"];
      const without = prompts.build({ ...request(...said), reference: reference(16) });
      const given = prompts.build({ ...request(...said), reference: reference(16, "best") });
      expect(given?.turnsLeftOut).toBe(without?.turnsLeftOut);
    });

    it("keeps the same room when it reads ahead", () => {
      const prompts = promptsFor(200);
      const { channel, system, turns, maxAnswerTokens } = request("1".repeat(90), "y", "2".repeat(40), "z");
      const ahead = prompts.buildAhead({ channel, system, turns, maxAnswerTokens, reserve: 60, draft: "" });
      const asked = {
        ...request("1".repeat(90), "y", "2".repeat(40), "z", "ok"),
        reference: reference(60, "best"),
      };
      const prompt = prompts.build(asked);
      expect(shown(prompt?.tokens ?? []).startsWith(shown(ahead ?? []))).toBe(true);
      expect(ahead?.length).toBeGreaterThan(40);
    });
  });

  it("says how many turns it leaves out", () => {
    const prompt = promptsFor(40).build(request("1111111111", "yyyyy", "2222222222", "yyyyy", "33"));
    expect(prompt?.turnsLeftOut).toBe(4);
  });
});
