import type { Turn } from "../../turn.ts";

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

/** Where several can speak, a turn begins with its speaker's name, on one line and not too long for a small model. */
function spoken(turn: Extract<Turn, { role: "user" }>): string {
  const name = turn.speaker
    .replaceAll(/[\s:]+/gu, " ")
    .trim()
    .slice(0, 40);
  return name === "" ? turn.text : `${name}: ${turn.text}`;
}
