import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type FaqProblem, MAX_FAQ_BYTES, parseFaq } from "../../core/answers/faq-text.ts";
import { describeTrouble, troubleCode } from "../../core/database/trouble.ts";
import { bad, type Check, type Finding, ok, warning } from "../check.ts";
import type { Situation } from "../situation.ts";

const NAMED_PROBLEMS = 5;

const TODO: Readonly<Record<FaqProblem["problem"], string>> = {
  "a question without an answer": "Write an answer below it, or take it out.",
  "a question that stands there twice": "Keep the one that counts, which is the first.",
  "a heading without words": "Write the question behind the ##, or take the line out.",
};

/** Whether the answers that the owner wrote can be used, all of them. */
export function pinnedAnswersCheck({ config }: Pick<Situation, "config">): Check {
  return {
    name: "FAQ_FILE",
    async examine() {
      const file = resolve(config.faqFile);
      const bytes = await readFile(file).catch((error: unknown) => {
        if (troubleCode(error) === undefined) throw error;
        return { trouble: error };
      });
      if ("trouble" in bytes) return withoutFile(file, bytes.trouble);
      if (bytes.length > MAX_FAQ_BYTES) {
        return bad(`${file} is larger than 1 MB and is not read.`, "Keep the answers that people ask for.");
      }
      const text = decoded(bytes);
      if (text === null) return bad(`${file} is not written in UTF-8.`, "Save it as UTF-8.");
      const { entries, problems } = parseFaq(text);
      const count = `${entries.length} ${entries.length === 1 ? "answer" : "answers"}`;
      return [...ok(`${file} holds ${count}.`), ...mistakes(file, problems)];
    },
  };
}

function withoutFile(file: string, trouble: unknown): readonly Finding[] {
  const code = troubleCode(trouble);
  if (code === "ENOENT" || code === "ENOTDIR") return ok(`there is no ${file}, and there need not be.`);
  if (code === "EACCES" || code === "EPERM") {
    return bad(`${file} may not be read.`, "Let the user that the bot runs as read it.");
  }
  return bad(
    `${file} cannot be read because ${describeTrouble(trouble)}.`,
    "Put that right, then check again.",
  );
}

function mistakes(file: string, problems: readonly FaqProblem[]): readonly Finding[] {
  const named = problems
    .slice(0, NAMED_PROBLEMS)
    .flatMap(({ line, problem }) => warning(`line ${line} of ${file} is ${problem}.`, TODO[problem]));
  const more = problems.length - NAMED_PROBLEMS;
  return more <= 0
    ? named
    : [...named, ...warning(`${more} more lines of ${file} cannot be used.`, "Check again after these.")];
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
