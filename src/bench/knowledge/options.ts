import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { ConfigError } from "../../core/errors.ts";

/** What the command line asks for. */
export type Command = { readonly kind: "help" } | ({ readonly kind: "measure" } & Options);

export interface Options {
  /** Null: passages are found by their words alone. */
  readonly embeddingModel: string | null;
  /** Null: passages keep the order that they are found in. */
  readonly rankingModel: string | null;
  /** So many made-up pages are indexed and searched; null: none are. */
  readonly pages: number | null;
  /** Print what other thresholds would do. */
  readonly sweep: boolean;
  /** Print every question that went wrong. */
  readonly misses: boolean;
  /** The file to write what came of every question to; undefined: none. */
  readonly json: string | undefined;
}

export const HELP = `npm run bench:knowledge -- [options]   measures how well questions find their passages

  --embedding-model FILE   a .gguf file: searches by meaning too, and says what that brings
  --ranking-model FILE     a .gguf file: ranks what is found too, within the time that the bot gives it
  --sweep                  what other thresholds than the bot's would refuse, rightly and wrongly
  --misses                 every question that went wrong
  --pages N                also writes, indexes and searches N made-up pages of 300 words, and says what that takes
  --json FILE              writes what came of every question, for machines
  --help                   this

recall at 5     share of the answerable questions with a right passage among the first five
MRR             mean of 1 / place of the first right passage (0 when it is not among the first ten)
wrongly refused share of the answerable questions whose best passage does not reach the threshold
rightly refused share of the unanswerable questions whose best passage does not

The questions and documents are in src/bench/knowledge. The settings of the search were found with the tuning half.`;

const pages = "--pages must be a whole number from 20 to 100000.";
const schema = z.object({
  "embedding-model": fileOf("--embedding-model"),
  "ranking-model": fileOf("--ranking-model"),
  pages: z.coerce.number(pages).int(pages).min(20, pages).max(100_000, pages).optional(),
  sweep: z.boolean(),
  misses: z.boolean(),
  json: z.string().optional(),
});

function fileOf(option: string) {
  return z
    .string()
    .refine((path) => existsSync(path), {
      error: ({ input }) => `${option}: there is no file ${String(input)}.`,
    })
    .transform((path) => resolve(path))
    .optional();
}

/** Throws {@link ConfigError} with a sentence for everything that is wrong. */
export function parseCommand(args: readonly string[]): Command {
  const values = split(args);
  if (values.help) return { kind: "help" };
  const { data: set, error } = schema.safeParse(values);
  if (!set) throw new ConfigError(error.issues.map(({ message }) => message));
  return {
    kind: "measure",
    embeddingModel: set["embedding-model"] ?? null,
    rankingModel: set["ranking-model"] ?? null,
    pages: set.pages ?? null,
    sweep: set.sweep,
    misses: set.misses,
    json: set.json,
  };
}

function split(args: readonly string[]) {
  try {
    const text = { type: "string" } as const;
    const flag = { type: "boolean", default: false } as const;
    return parseArgs({
      args: [...args],
      options: {
        "embedding-model": text,
        "ranking-model": text,
        pages: text,
        sweep: flag,
        misses: flag,
        json: text,
        help: flag,
      },
    }).values;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new ConfigError([`${error.message.split(". ", 1).join("")}; --help lists what there is.`]);
  }
}
