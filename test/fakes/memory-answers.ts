import type { Given, StoredAnswer, StoredAnswers } from "../../src/core/answers/stored-answers.ts";
import { HistoryError } from "../../src/core/errors.ts";
import { normalForm } from "../../src/core/wording/normal-form.ts";

/** What a test sees of an answer that was kept. */
export interface KeptInMemory extends Given {
  readonly question: string;
  readonly scope: string;
  readonly answer: StoredAnswer;
}

/** Stored answers that live as long as the test, and can be made to fail. They remember everything. */
export interface MemoryAnswers extends StoredAnswers {
  /** What is kept at this moment, oldest first. */
  kept(): readonly KeptInMemory[];
  /** From now on every change fails with `error`, having changed nothing; null ends that. */
  failWith(error: HistoryError | null): void;
}

export function createMemoryAnswers(): MemoryAnswers {
  const answers = new Map<string, KeptInMemory>();
  let failure: HistoryError | null = null;

  function keyOf(question: string, scope: string): string | null {
    const normal = normalForm(question);
    return normal === "" || normal.length > 300 ? null : JSON.stringify([scope, normal]);
  }

  return {
    kept: () => [...answers.values()],
    failWith: (error) => void (failure = error),
    find: (question, scope) => answers.get(keyOf(question, scope) ?? "")?.answer ?? null,
    async keep(question, scope, answer, given) {
      const key = keyOf(question, scope);
      if (key !== null && failure === null) answers.set(key, { question, scope, answer, ...given });
    },
    async forget(channel, person) {
      if (failure !== null) throw failure;
      for (const [key, kept] of answers) {
        const theirs = person === undefined || kept.person === person;
        if (kept.channel === channel && theirs) answers.delete(key);
      }
    },
    async [Symbol.asyncDispose]() {
      failure = new HistoryError("unwritable", "The stored answers are closed.");
    },
  };
}
