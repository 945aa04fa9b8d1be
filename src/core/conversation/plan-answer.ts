import { createHash } from "node:crypto";
import type { AnswerObserver } from "../answer-observer.ts";
import { type PinnedAnswers, SAME_QUESTION } from "../answers/pinned-answers.ts";
import type { StoredAnswers } from "../answers/stored-answers.ts";
import { type AnswerOrigin, platformOf } from "../chat.ts";
import type { AnswerRequest, LanguageModel, Sampling } from "../engine/language-model.ts";
import type { FoundPassage, SourceRef } from "../knowledge/knowledge.ts";
import { type Consulted, passagesFor, referenceTo } from "./consulting.ts";
import type { Manner, Manners } from "./manners.ts";
import type { Question } from "./question.ts";
import { sentencesIn } from "./sentences.ts";
import type { Task } from "./task.ts";

/** What becomes of a question. */
export type Plan =
  /** It is at hand. */
  | {
      readonly kind: "say";
      readonly text: string;
      readonly origin: AnswerOrigin;
      readonly sources: readonly SourceRef[];
    }
  /** The model writes it. */
  | {
      readonly kind: "write";
      readonly request: AnswerRequest;
      /** What the model may read, the best first. */
      readonly passages: readonly FoundPassage[];
      /** Under which the answer may be stored for whoever asks the same; null: not at all. */
      readonly scope: string | null;
    };

export interface PlanOptions {
  readonly model: Pick<LanguageModel, "status">;
  readonly manners: Manners;
  /** Null: none are stored. */
  readonly answers: StoredAnswers | null;
  /** Null: the owner wrote none. */
  readonly pinned: PinnedAnswers | null;
  /** Null: there are no documents. */
  readonly consulted: Consulted | null;
  /** The model's own settings, on which stored answers depend. */
  readonly sampling: Sampling;
  /** What the bot calls itself. */
  readonly name: string;
  readonly observer?: AnswerObserver | undefined;
}

/**
 * Decides how a question is answered: with what the owner wrote, with what was answered before, from documents, or by the
 * model alone. Rejects with `signal.reason` on abort.
 */
export type PlanAnswer = (task: Task, question: Question, signal: AbortSignal) => Promise<Plan>;

export function createPlanner(options: PlanOptions): PlanAnswer {
  const { answers, pinned, consulted, observer } = options;

  /** All that an answer depends on beside the question. */
  function scopeOf(manner: Manner, task: Task): string {
    const { system, maxAnswerTokens, temperature, folders } = manner;
    const rest = [
      options.model.status().model,
      options.sampling,
      consulted?.knowledge.version(),
      consulted?.only,
    ];
    const all = [system, maxAnswerTokens, temperature, folders, task.language, ...rest];
    return createHash("sha256").update(JSON.stringify(all)).digest("hex");
  }

  async function atHand(asked: string, scope: string | null): Promise<Extract<Plan, { kind: "say" }> | null> {
    const [best] = (await pinned?.match(asked, 1)) ?? [];
    if (best && best.score >= SAME_QUESTION) {
      return { kind: "say", text: best.answer, origin: "pinned", sources: [] };
    }
    const stored = scope === null ? null : (answers?.find(asked, scope) ?? null);
    return stored && { kind: "say", ...stored, origin: "stored" };
  }

  return async (task, question, signal) => {
    const { channel, language, entry } = task;
    const manner = options.manners(channel, entry.parent);
    const asked = entry.words.map(({ text }) => text).join("\n");
    // Only who begins a conversation asks what others may have asked.
    const isFirst = question.before.length === 0 && entry.preface === "" && !question.repeats;
    const scope = answers && isFirst ? scopeOf(manner, task) : null;
    const plan = await atHand(asked, scope);
    if (isFirst) observer?.recalled(platformOf(channel), plan?.origin ?? "missed");
    if (plan) return plan;
    const places = { before: question.before, folders: manner.folders };
    const passages = consulted ? await passagesFor(asked, { ...consulted, ...places }, signal) : [];
    if (consulted?.only === true && passages.length === 0) {
      observer?.recalled(platformOf(channel), "declined");
      const text = consulted.declining ?? sentencesIn(language).declined;
      return { kind: "say", text, origin: "declined", sources: [] };
    }
    const { system, maxAnswerTokens, temperature } = manner;
    const request: AnswerRequest = {
      channel,
      asker: task.asker.id,
      system,
      botName: options.name,
      turns: [...question.before, question.turn],
      maxAnswerTokens,
      ...(temperature === undefined ? {} : { temperature }),
      ...(consulted ? { reference: referenceTo(passages, language, consulted.tokens) } : {}),
    };
    return { kind: "write", request, passages, scope };
  };
}
