import { describe, expect, it } from "vitest";
import type { Ending, PostTracker, Reply } from "../../src/core/chat.ts";
import { SurfaceError } from "../../src/core/errors.ts";
import { FIGURES } from "../fakes/scripted-conversation.ts";

export interface ReplyUnderTest {
  readonly reply: Reply;
  /** All that people see of it now. */
  shown(): string | Promise<string>;
  /** Lets as much time go by as everything under way needs. */
  pass(): Promise<void>;
  /** Takes the reply out of everybody's sight; null where that cannot happen. */
  readonly lose: () => void;
  /** What the platform calls the messages that people see, first to last; absent where nothing is posted. */
  readonly posted?: () => readonly string[];
}

const LONG = Array.from({ length: 60 }, (_, index) => `This is sentence number ${index}.`).join(" ");

function answered(text: string, notes: readonly string[] = []): Ending {
  return { kind: "answered", text, notes, figures: FIGURES };
}

/** Writes down what it hears. */
function createTracker(): PostTracker & { readonly heard: readonly string[] } {
  const heard: string[] = [];
  async function hear(what: string) {
    await Promise.resolve();
    heard.push(what);
  }
  return {
    heard,
    posting: () => hear("posting"),
    posted: (part) => hear(part),
    notPosted: () => hear("not posted"),
  };
}

function inked(text: string): string {
  return text.replaceAll(/\s/g, "");
}

/**
 * What the core relies on, whatever a reply is shown on. `open` makes a new one for each test; where a reply cannot be
 * lost, its `lose` is never called.
 */
export function replyContract(
  name: string,
  canBeLost: boolean,
  open: () => ReplyUnderTest | Promise<ReplyUnderTest>,
): void {
  describe(`${name}, a reply`, () => {
    async function finish(test: ReplyUnderTest, ending: Ending): Promise<unknown> {
      const outcome = test.reply.finish(ending).then(
        () => "shown",
        (error: unknown) => error,
      );
      await test.pass();
      return outcome;
    }

    it("shows an answer that comes all at once", async () => {
      const test = await open();
      expect(await finish(test, answered("Hello there."))).toBe("shown");
      expect(await test.shown()).toBe("Hello there.");
    });

    it("shows the answer as it grows, and the whole of it in the end", async () => {
      const test = await open();
      test.reply.working({ kind: "waiting", ahead: 2, sentence: "In line…" });
      test.reply.working({ kind: "reading", done: 10, total: 20, sentence: "Reading…" });
      test.reply.show("It was a dark and stormy night");
      await test.pass();
      expect(await test.shown()).toBe("It was a dark and stormy night");
      test.reply.show("It was a dark and stormy night in the");
      test.reply.show("It was a dark and stormy night in the hills");
      expect(await finish(test, answered("It was a dark and stormy night in the hills."))).toBe("shown");
      expect(await test.shown()).toBe("It was a dark and stormy night in the hills.");
    });

    it("says nothing of the work any more once that has ended", async () => {
      const sentence = "Reading the whole of it…";
      const answer = await open();
      answer.reply.working({ kind: "reading", done: 10, total: 20, sentence });
      await answer.pass();
      expect(await finish(answer, answered("Hello there."))).toBe("shown");
      expect(await answer.shown()).toBe("Hello there.");

      const nothing = await open();
      nothing.reply.working({ kind: "reading", done: 10, total: 20, sentence });
      await nothing.pass();
      await finish(nothing, { kind: "stopped", text: "", notes: [], figures: FIGURES });
      expect(await nothing.shown()).not.toContain(sentence);
    });

    it("loses nothing of a long answer", async () => {
      const test = await open();
      for (let length = 0; length < LONG.length; length += 100) test.reply.show(LONG.slice(0, length));
      expect(await finish(test, answered(LONG))).toBe("shown");
      expect(inked(await test.shown())).toBe(inked(LONG));
    });

    it("shows the newer text when the engine starts over", async () => {
      const test = await open();
      test.reply.show("The first attempt at an answer, which is long");
      await test.pass();
      test.reply.show("");
      await test.pass();
      test.reply.show("The second one");
      expect(await finish(test, answered("The second one."))).toBe("shown");
      expect(await test.shown()).toBe("The second one.");
    });

    it("shows the notes, the mark of a stop, and what went wrong", async () => {
      const noted = await open();
      await finish(noted, answered("Fine.", ["The oldest messages were left out."]));
      expect(await noted.shown()).toMatch(/^Fine\.\s[^]*The oldest messages were left out\.$/);

      const stopped = await open();
      await finish(stopped, { kind: "stopped", text: "Fin", notes: ["Stopped."], figures: FIGURES });
      expect(await stopped.shown()).toMatch(/^Fin\s[^]*Stopped\.$/);

      const failed = await open();
      const sentence = "The model is resting.";
      await finish(failed, { kind: "failed", text: "", code: "model", sentence, incident: "k3x9" });
      expect(await failed.shown()).toMatch(/The model is resting\.[^]*k3x9/);
    });

    it("tells of each message before it is posted and after, and of none where nothing is posted", async () => {
      const test = await open();
      const tracker = createTracker();
      test.reply.track(tracker);
      test.reply.working({ kind: "reading", done: 10, total: 20, sentence: "Reading…" });
      await test.pass();
      test.reply.show(LONG.slice(0, 500));
      await test.pass();
      expect(await finish(test, answered(LONG))).toBe("shown");
      const posted = test.posted?.() ?? [];
      expect(tracker.heard).toEqual(posted.flatMap((id) => ["posting", id]));
      expect(new Set(posted).size).toBe(posted.length);
    });

    it("is not lost as long as it can be seen", async () => {
      const test = await open();
      test.reply.show("It was a dark and stormy night");
      await finish(test, answered("It was a dark and stormy night."));
      expect(test.reply.lost.aborted).toBe(false);
    });

    it("hears nothing more after its end, and does not mind", async () => {
      const test = await open();
      await finish(test, answered("That is all."));
      test.reply.working({ kind: "reading", done: 1, total: 2, sentence: "Reading…" });
      test.reply.show("That is all. Or is it? There may be more to say.");
      await test.pass();
      expect(await test.shown()).toBe("That is all.");
    });

    if (!canBeLost) return;

    it("says that it is lost as soon as it notices, takes what comes, and fails in the end", async () => {
      const test = await open();
      test.reply.show("It was a dark and stormy night");
      await test.pass();
      test.lose();
      test.reply.show("It was a dark and stormy night in the hills");
      await test.pass();
      expect(test.reply.lost.aborted).toBe(true);
      test.reply.working({ kind: "waiting", ahead: 0, sentence: "In line…" });
      test.reply.show("It was a dark and stormy night in the hills of home");
      expect(await finish(test, answered("It was a dark and stormy night."))).toBeInstanceOf(SurfaceError);
    });
  });
}
