import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { channelId } from "../../src/core/chat.ts";
import { ModelError } from "../../src/core/errors.ts";
import type {
  AnswerEvent,
  AnswerFigures,
  AnswerRequest,
  LanguageModel,
} from "../../src/core/engine/language-model.ts";

export const FORESTS = channelId("web", "forests");
export const RIVERS = channelId("web", "rivers");

/** A first question in `channel`, changed as wanted. */
export function question(text: string, changes: Partial<AnswerRequest> = {}): AnswerRequest {
  return {
    channel: FORESTS,
    asker: "web:someone",
    system: "You are a helpful assistant.",
    turns: [{ role: "user", speaker: "", text }],
    botName: "Lantern",
    maxAnswerTokens: 200,
    ...changes,
  };
}

export interface Answer {
  readonly text: string;
  readonly figures: AnswerFigures;
  readonly events: readonly AnswerEvent[];
}

/** Takes an answer to its end. `onEvent` may abort. */
export async function take(
  model: LanguageModel,
  request: AnswerRequest,
  signal = new AbortController().signal,
  onEvent: (event: AnswerEvent) => void = () => undefined,
): Promise<Answer> {
  const events: AnswerEvent[] = [];
  let text = "";
  for await (const event of model.answer(request, signal)) {
    events.push(event);
    if (event.kind === "text") text += event.text;
    if (event.kind === "restart") text = "";
    onEvent(event);
  }
  const last = events.at(-1);
  if (last?.kind !== "done") throw new Error("the answer had no end");
  return { text, figures: last.figures, events };
}

export interface ModelUnderTest {
  readonly model: LanguageModel;
  /** A question whose answer has several words, and its answer. */
  readonly short: readonly [question: string, answer: string];
  /** A question whose answer has far more than 20 tokens. */
  readonly long: string;
  /** More than the window holds. */
  readonly tooLong: string;
}

/** What every language model promises. */
export function languageModelContract(name: string, open: () => Promise<ModelUnderTest>): void {
  describe(`${name} keeps the promises of a language model`, () => {
    let under: ModelUnderTest;
    beforeAll(async () => {
      under = await open();
    });
    afterAll(async () => under.model[Symbol.asyncDispose]());

    it("yields the answer in pieces, then its figures, once and last", async () => {
      const { text, figures, events } = await take(under.model, question(under.short[0]));
      expect(text).toBe(under.short[1]);
      expect(events.filter(({ kind }) => kind === "text").length).toBeGreaterThan(1);
      expect(events.filter(({ kind }) => kind === "done")).toHaveLength(1);
      expect(figures).toMatchObject({ ended: "complete" });
      expect(figures.tokensWritten).toBeGreaterThan(1);
      expect(figures.msToFirstToken).toBeGreaterThan(0);
    });

    it("answers several channels at once, each with its own words", async () => {
      const [forests, rivers] = await Promise.all([
        take(under.model, question(under.short[0], { channel: FORESTS })),
        take(under.model, question(under.short[0], { channel: RIVERS, asker: "web:other" })),
      ]);
      expect([forests.text, rivers.text]).toEqual([under.short[1], under.short[1]]);
    });

    it("stops writing when told to, and still says what it cost", async () => {
      const stop = new AbortController();
      const { text, figures } = await take(under.model, question(under.long), stop.signal, (event) => {
        if (event.kind === "text") stop.abort();
      });
      expect(text).not.toBe("");
      expect(figures.ended).toBe("stopped");
      expect(figures.tokensWritten).toBeLessThan(100);
    });

    it("writes nothing when it is stopped before it begins", async () => {
      const { text, figures } = await take(under.model, question(under.long), AbortSignal.abort());
      expect(text).toBe("");
      expect(figures).toMatchObject({ ended: "stopped", tokensWritten: 0, msToFirstToken: null });
    });

    it("ends at the longest answer that was allowed", async () => {
      const { figures } = await take(under.model, question(under.long, { maxAnswerTokens: 20 }));
      expect(figures).toMatchObject({ ended: "length", tokensWritten: 20 });
    });

    it("goes on answering others when somebody leaves in the middle", async () => {
      const leaver = (async () => {
        for await (const event of under.model.answer(question(under.long), new AbortController().signal)) {
          if (event.kind === "text") break;
        }
      })();
      const other = await take(under.model, question(under.short[0], { channel: RIVERS }));
      await leaver;
      expect(other.text).toBe(under.short[1]);
      expect((await take(under.model, question(under.short[0]))).text).toBe(under.short[1]);
    });

    it("refuses a message that does not fit its window", async () => {
      await expect(take(under.model, question(under.tooLong))).rejects.toMatchObject({ code: "too-long" });
    });

    it("refuses to think once it is closed", async () => {
      const { model, short } = await open();
      await model[Symbol.asyncDispose]();
      const refused = expect(take(model, question(short[0]))).rejects;
      await refused.toBeInstanceOf(ModelError);
      await refused.toMatchObject({ code: "stopped" });
    });
  });
}
