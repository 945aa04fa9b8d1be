import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/** The documents that are asked about. */
export const DOCUMENTS = fileURLToPath(new URL("documents", import.meta.url));
const QUESTIONS = fileURLToPath(new URL("questions.json", import.meta.url));

/**
 * What makes a question hard.
 *
 * - `plain`: it has the words of the document. - `reworded`: it has some of them. - `paraphrase`: it has hardly any. - `follow-up`: it makes sense only
 *   with what was asked before. - `typo`: it is written as people type in a hurry. - `mixed`: both languages in one line.
 * - `script`: traditional characters for a simplified document, or the other way round. - `cross`: the document is in the other
 *   language.
 * - `near-miss`: about what the documents are about, but they do not say it. - `off-topic`: they have nothing to do with it.
 */
export const KINDS = [
  "plain",
  "reworded",
  "paraphrase",
  "follow-up",
  "typo",
  "mixed",
  "script",
  "cross",
  "near-miss",
  "off-topic",
] as const;
export type Kind = (typeof KINDS)[number];

/** The settings of the search are found with one half, and judged by the other. */
export type Half = "tuning" | "held-out";

const place = z.strictObject({ file: z.string(), phrase: z.string() });
/** A passage that answers a question: its file below {@link DOCUMENTS}, and words that no other passage of it has. */
export type Place = z.infer<typeof place>;

const written = z
  .strictObject({
    kind: z.enum(KINDS),
    language: z.enum(["zh", "en"]),
    question: z.string().min(1),
    before: z.array(z.string()).default([]),
    folders: z.array(z.string()).min(1).nullable().default(null),
    places: z.array(place).default([]),
    unanswerable: z.literal(true).optional(),
  })
  .refine(({ places, unanswerable }) => (places.length === 0) === (unanswerable ?? false), {
    error: "A question has places, or it is unanswerable.",
  });

const file = z.object({ format: z.literal("lantern-questions-1"), questions: z.array(written) });

export interface Question {
  readonly kind: Kind;
  readonly language: "zh" | "en";
  readonly question: string;
  /** What was asked before, oldest first. */
  readonly before: readonly string[];
  /** The folders that may be looked in; null: everywhere. */
  readonly folders: readonly string[] | null;
  /** Each of them answers it; none: the documents do not. */
  readonly places: readonly Place[];
  readonly half: Half;
}

/** All questions, in the order of the file. Throws what the file system and zod throw. */
export async function readQuestions(): Promise<readonly Question[]> {
  const { questions } = file.parse(JSON.parse(await readFile(QUESTIONS, "utf8")));
  const counts = new Map<string, number>();
  return questions.map(({ kind, language, question, before, folders, places }): Question => {
    // Turn by turn, so that both halves have as many of each sort and nobody has picked them.
    const sort = `${kind} ${language}`;
    const count = counts.get(sort) ?? 0;
    counts.set(sort, count + 1);
    const half = count % 2 === 0 ? "tuning" : "held-out";
    return { kind, language, question, before, folders, places, half };
  });
}
