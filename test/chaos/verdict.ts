import { sentencesIn } from "../../src/core/conversation/sentences.ts";
import type { Turn } from "../../src/core/turn.ts";
import type { Room, ShownReply } from "./room.ts";

/**
 * What is wrong with a question:
 * - `lost`: it has no answer. - `unfinished`: what is shown is not the whole answer that is stored, or not it alone.
 * - `doubled`: it was answered twice, or shown twice without a word on that.
 * - `foreign`: words of another room. - `astray`: the bot said something that belongs to no question.
 */
export type Wrong = "lost" | "unfinished" | "doubled" | "foreign" | "astray";

export interface Finding {
  readonly wrong: Wrong;
  readonly room: string;
  readonly detail: string;
}

/** How the questions of one room ended. */
export interface Verdict {
  /** Questions that had to be answered. */
  readonly taken: number;
  readonly answered: number;
  /** Questions of which the bot said in a sentence that it does not answer them now. */
  readonly refused: number;
  /** Answers with a note that something of them may stand above. */
  readonly marked: number;
  /** Questions that were answered after a later one of their room. */
  readonly late: readonly string[];
  readonly findings: readonly Finding[];
}

/** Parts are cut at blank space, which platforms do not show at the ends of a message. */
const inked = (text: string) => text.replaceAll(/\s/gu, "");

const { recovered, wasAway, cutAtLength, cutLoop, olderTurnsLeft } = sentencesIn("en");
const RECOVERED = inked(`ⓘ ${recovered}`);
const NOTES = [recovered, wasAway, cutAtLength, cutLoop, olderTurnsLeft].map((note) => inked(`ⓘ ${note}`));

/** Judges a room by what is stored of it and what is to be seen there. `foreign` are the words of all other rooms. */
export function judge(room: Room, stored: readonly Turn[], foreign: readonly string[]): Verdict {
  const findings: Finding[] = [];
  const find = (wrong: Wrong, detail: string) => void findings.push({ wrong, room: room.name, detail });
  const exchanges = exchangesOf(stored);
  const shown = room.shown();
  let answered = 0;
  let marked = 0;

  for (const one of room.asked) {
    const stored = exchanges.filter(({ lines }) => lines.includes(one.text));
    if (stored.length > 1) find("doubled", `${one.text}: answered ${stored.length} times`);
    if (stored.length === 0 && one.taken) find("lost", one.text);
    if (stored.length > 0) answered++;
    const answer = stored[0]?.answer;
    // What was joined to an earlier question is told nothing.
    if (one.told && answer !== undefined && one.told !== answer) {
      find("unfinished", `${one.text}: told ${one.told}, stored ${answer}`);
    }
  }

  for (const { lines, answer } of exchanges) {
    if (!lines.some((line) => room.asked.some(({ text }) => text === line))) {
      find("astray", `stored: ${lines.join(" / ")}`);
    }
    if (shown === null) continue;
    const parts = shown.filter(({ question }) => lines.includes(question)).flatMap(({ parts }) => parts);
    const how = completeness(parts, room.shownAs(answer));
    if (how === "marked") marked++;
    if (how === "none") find("lost", `${lines.join(" / ")}: stored, and nowhere to be seen`);
    if (how === "unfinished" || how === "doubled") {
      find(how, `${lines.join(" / ")}: ${JSON.stringify({ answer, parts })}`);
    }
  }

  for (const { question } of unanswered(shown ?? [], exchanges))
    find("unfinished", `${question}: not stored`);
  for (const text of room.strays()) find("astray", text);
  const told = exchanges.map(({ lines, answer }) => ({ question: lines.join(" / "), text: answer }));
  const seen = (shown ?? []).map(({ question, parts }) => ({ question, text: parts.join("\n") }));
  for (const word of foreign) {
    const where = [...told, ...seen].find(({ question, text }) => `${question} ${text}`.includes(word));
    if (where) find("foreign", `“${word}” in the answer to ${where.question}: ${where.text}`);
  }
  const taken = room.asked.filter((one) => one.taken || isStored(one.text, exchanges)).length;
  const refused = room.asked.filter((one) => one.refused && !isStored(one.text, exchanges)).length;
  return { taken, refused, answered, marked, late: lateOnes(room, exchanges), findings };
}

interface Exchange {
  readonly lines: readonly string[];
  readonly answer: string;
}

function exchangesOf(turns: readonly Turn[]): readonly Exchange[] {
  return turns.flatMap((turn, index) => {
    const next = turns[index + 1];
    if (turn.role !== "user") return [];
    return [{ lines: turn.text.split("\n"), answer: next?.role === "assistant" ? next.text : "" }];
  });
}

function isStored(text: string, exchanges: readonly Exchange[]): boolean {
  return exchanges.some(({ lines }) => lines.includes(text));
}

function unanswered(shown: readonly ShownReply[], exchanges: readonly Exchange[]): readonly ShownReply[] {
  return shown.filter(({ question }) => !isStored(question, exchanges));
}

/**
 * Whether `parts` show the whole `answer` and nothing else: `marked` when there is more, of a post that nobody knew of, and
 * the bot says so.
 */
function completeness(
  parts: readonly string[],
  answer: string,
): "whole" | "marked" | "unfinished" | "doubled" | "none" {
  if (parts.length === 0) return "none";
  const wanted = inked(answer);
  const isWhole = (some: readonly string[]) => {
    const text = inked(some.join(""));
    return text.startsWith(wanted) && areNotes(text.slice(wanted.length));
  };
  const saysSo = parts.some((part) => inked(part).includes(RECOVERED));
  if (isWhole(parts)) return saysSo ? "marked" : "whole";
  for (let without = 1; without < 2 ** parts.length; without++) {
    if (isWhole(parts.filter((_, index) => ((without >> index) & 1) === 0)))
      return saysSo ? "marked" : "doubled";
  }
  return "unfinished";
}

function areNotes(text: string): boolean {
  const note = NOTES.find((one) => text.startsWith(one));
  return text === "" || (note !== undefined && areNotes(text.slice(note.length)));
}

/** What a person adds to a question that waits is answered with it, before what others asked in between: that is no disorder. */
function lateOnes(room: Room, exchanges: readonly Exchange[]): readonly string[] {
  const places = room.asked
    .map(({ text }) => ({ text, place: exchanges.findIndex(({ lines }) => lines[0] === text) }))
    .filter(({ place }) => place >= 0);
  return places
    .filter(({ place }, index) => places.slice(index + 1).some((later) => later.place < place))
    .map(({ text }) => text);
}
