import type { Prompt } from "./prompt.ts";
import type { Texts } from "./texts.ts";

/** What is wrong with an answer, in a sentence; null when nothing is. */
export type FindProblem = (text: string) => string | null | Promise<string | null>;

/** Ways to ask that only end with an answer that can be used. All reject with {@link PromptEnded}. */
export interface Questions {
  /** Enter means `usual`. */
  yesOrNo(question: string, usual: boolean): Promise<boolean>;
  /** One of `options`, by its number from 1 on; Enter means `usual`, an index. Resolves with the index. */
  choice(options: readonly string[], usual: number): Promise<number>;
  /** A text in which `problem` finds nothing; Enter means `usual`. */
  text(question: string, usual: string, problem: FindProblem): Promise<string>;
}

/** Questions that are put through `prompt`. */
export function createQuestions(prompt: Prompt, texts: Texts): Questions {
  return {
    async yesOrNo(question, usual) {
      for (;;) {
        const answer = await prompt.ask(`${question} ${texts.yesOrNo(usual)} `);
        if (answer === "") return usual;
        if (/^(?:y|yes|是|好|对)$/i.test(answer)) return true;
        if (/^(?:n|no|否|不|不用)$/i.test(answer)) return false;
        prompt.say(texts.sayYesOrNo);
      }
    },
    async choice(options, usual) {
      for (const [index, option] of options.entries()) prompt.say(`  ${index + 1}  ${option}`);
      for (;;) {
        const answer = await prompt.ask(texts.whichNumber(usual + 1));
        if (answer === "") return usual;
        const index = Number(answer) - 1;
        if (options[index] !== undefined) return index;
        prompt.say(texts.sayANumber(options.length));
      }
    },
    async text(question, usual, problem) {
      for (;;) {
        const answer = (await prompt.ask(question)) || usual;
        const wrong = await problem(answer);
        if (wrong === null) return answer;
        prompt.say(texts.cannotBeUsed(wrong));
      }
    },
  };
}
