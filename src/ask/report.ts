import { type PinnedMatch, SAME_QUESTION } from "../core/answers/pinned-answers.ts";
import { FITTING_SCORE } from "../core/knowledge/knowledge.ts";
import type { RankedPassage } from "../core/knowledge/process/ranking.ts";
import { graphemeCutBefore } from "../core/streaming/grapheme-cut.ts";
import { visibleText } from "../visible-text.ts";
import type { Asked } from "./options.ts";

/** What was found for a question. */
export interface Findings {
  readonly asked: Pick<Asked, "question" | "before">;
  /** The folders that were looked in; null: all. */
  readonly folders: readonly string[] | null;
  readonly pinned: readonly PinnedMatch[];
  /** Null: there are no documents to search. */
  readonly documents: SearchedDocuments | null;
}

export interface SearchedDocuments {
  readonly files: number;
  readonly passages: number;
  readonly found: readonly RankedPassage[];
  /** How long the search alone took. */
  readonly ms: number;
  /** The documents are seen as a running bot sees them. */
  readonly ofRunningBot: boolean;
  /** Nothing is answered that they do not say. */
  readonly only: boolean;
}

const EXCERPT_LENGTH = 220;
const INDENT = "         ";

/** For a person at a terminal, whatever the documents hold: without an end of line. */
export function describeFindings({ folders, pinned, documents }: Findings): string {
  return [
    ...(pinned.length === 0 ? [] : [["Your own answers", ...pinned.map(pinnedLines)].join("\n")]),
    ...(documents ? [documentLines(documents, folders)] : []),
    verdict(pinned, documents),
  ].join("\n\n");
}

/** The same for machines, with whole texts. */
export function findingsAsJson({ asked, folders, pinned, documents }: Findings): string {
  const whole = {
    question: asked.question,
    before: asked.before,
    folders,
    pinnedFrom: SAME_QUESTION,
    pinned: pinned.map(({ score, question, answer }) => ({ score, question, answer })),
    fittingFrom: FITTING_SCORE,
    documents: documents && {
      files: documents.files,
      passages: documents.passages,
      asRunningBot: documents.ofRunningBot,
      milliseconds: documents.ms,
      found: documents.found.map(({ id, score, ranking, file, heading, text }) => ({
        id,
        score,
        ranking,
        file,
        heading,
        text,
      })),
    },
  };
  // Written otherwise but the same text: this, too, may end up in a terminal.
  return JSON.stringify(whole, null, 2).replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (letter) =>
    Array.from({ length: letter.length }, (_, at) => escaped(letter.charCodeAt(at))).join(""),
  );
}

function pinnedLines({ score, question, answer }: PinnedMatch): string {
  return entry(score, SAME_QUESTION, question, answer);
}

function documentLines(documents: SearchedDocuments, folders: readonly string[] | null): string {
  const { files, passages, found, ofRunningBot } = documents;
  const where = folders ? ` in ${folders.map(visibleText).join(", ")}` : "";
  const when = ofRunningBot ? ", as the running bot has read them" : "";
  const title = `Passages${where} (of ${passages} in ${files} files${when})`;
  if (found.length === 0) return `${title}\n  nothing has a word of the question`;
  const entries = found.map(({ score, ranking, file, heading, text }) => {
    const place = heading === "" ? file : `${file} › ${heading}`;
    const ranked = ranking === null ? "" : ` (ranked ${ranking.toFixed(2)})`;
    return entry(score, FITTING_SCORE, `${place}${ranked}`, text);
  });
  return [title, ...entries].join("\n");
}

function entry(score: number, from: number, title: string, text: string): string {
  const sign = score >= from ? "✓" : " ";
  return `  ${score.toFixed(2)} ${sign} ${visibleText(title)}\n${INDENT}${excerptOf(text)}`;
}

/** The beginning in one line. */
function excerptOf(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line.length <= EXCERPT_LENGTH) return visibleText(line);
  return `${visibleText(line.slice(0, graphemeCutBefore(line, EXCERPT_LENGTH)))}…`;
}

function verdict(pinned: readonly PinnedMatch[], documents: SearchedDocuments | null): string {
  if (pinned.some(({ score }) => score >= SAME_QUESTION)) {
    return "It is answered at once, in your own words (✓); the documents are not asked.";
  }
  const parts = pinned.length > 0 ? [`None of your own answers reaches ${SAME_QUESTION.toFixed(2)}.`] : [];
  if (documents) {
    const fitting = documents.found.filter(({ score }) => score >= FITTING_SCORE).length;
    const otherwise = documents.only
      ? "the bot declines, since KNOWLEDGE_ONLY is true."
      : "the model answers without your documents.";
    parts.push(
      fitting === 0
        ? `No passage reaches ${FITTING_SCORE.toFixed(2)}: ${otherwise}`
        : `${fitting} of them (✓) ${fitting === 1 ? "reaches" : "reach"} ${FITTING_SCORE.toFixed(2)} and ${fitting === 1 ? "is" : "are"} given to the model, as many as KNOWLEDGE_TOKENS leaves room for.`,
      `Searched in ${documents.ms.toFixed(1)} ms.`,
    );
  }
  return parts.join("\n");
}

function escaped(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, "0")}`;
}
