import type { Turn } from "../../turn.ts";
import { speakerLabel } from "./speaker-label.ts";

/** A question and its answer, as the chat template wants them: strictly in turn. The last one waits for its answer. */
export interface Exchange {
  readonly question: string;
  readonly answer: string | null;
  /** How many turns of the conversation went into it. */
  readonly turns: number;
}

/**
 * The conversation as exchanges. Several turns of people in a row become one question, several of the bot one answer;
 * what the bot said before anybody asked is left out.
 */
export function toExchanges(turns: readonly Turn[]): Exchange[] {
  const exchanges: { question: string; answer: string | null; turns: number }[] = [];
  for (const turn of turns) {
    const last = exchanges.at(-1);
    if (turn.role === "user" && last?.answer !== null) {
      exchanges.push({ question: spoken(turn), answer: null, turns: 1 });
    } else if (last) {
      last.turns++;
      if (turn.role === "user") last.question += `\n${spoken(turn)}`;
      else last.answer = last.answer === null ? turn.text : `${last.answer}\n\n${turn.text}`;
    }
  }
  return exchanges;
}

/** Where several can speak, a turn begins with its speaker's name. */
function spoken({ speaker, text }: Extract<Turn, { role: "user" }>): string {
  const name = speakerLabel(speaker);
  return name === "" ? text : `${name}: ${text}`;
}
