import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { physicalCores } from "../core/engine/physical-cores.ts";
import { ConfigError } from "../core/errors.ts";
import type { BenchOptions } from "./bench.ts";
import { MEASUREMENTS } from "./catalogue.ts";

/** What the command line asks for. */
export type Command =
  | { readonly kind: "help" }
  | { readonly kind: "compare"; readonly before: string; readonly after: string }
  | {
      readonly kind: "measure";
      readonly options: BenchOptions;
      /** Files to write; undefined: none. */
      readonly json: string | undefined;
      readonly html: string | undefined;
    };

export const HELP = `npm run bench -- --model FILE [options]     measures Lantern with a model file
npm run bench -- --compare A.json B.json    says how B relates to A, by what --json wrote

  --model FILE           a .gguf file on this machine
  --rounds N             how often each figure is taken, things that are compared in turn (5)
  --only LIST            some of: ${Object.keys(MEASUREMENTS).join(",")} (all)
  --threads N            compute threads (as the bot: physical cores)
  --plain-threads N      compute threads of the plain way (as --threads), or "default": what the library takes
  --context N            tokens of a channel's window, CONTEXT_TOKENS (2048)
  --tokens N             tokens of each answer whose writing is timed (96)
  --browser FILE         a Chromium for the page (CHROMIUM_PATH, or where one usually is)
  --json FILE            writes every sample, for machines; src/bench/report.ts describes it
  --html FILE            writes one page with plots, for people
  --help                 this

together  tokens per second for 1, 2, 4 and 8 answers that begin at once: Lantern's engine and, in the same run, a
          process that uses node-llama-cpp in the plain way, one loop over sequence.evaluate() for each answer
first     time to the first token: new channel, next turn, long conversation whose place was lost or that saw a restart,
          window full; reading speed
gaps      gaps between the pieces of an answer while a long prompt joins; the joiner's wait; the bot's event loop
memory    of the engine's process, under load and over many answers
page      from Enter to the first words on the page, in a browser

A quick run: --rounds 1 --only together,first. Let nothing else compute meanwhile.`;

const USUAL_BROWSERS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

function whole(name: string, min: number, max: number) {
  const sentence = `--${name} must be a whole number from ${min} to ${max}.`;
  return z.coerce.number(sentence).int(sentence).min(min, sentence).max(max, sentence);
}

const names = Object.keys(MEASUREMENTS).join(", ");
const measurement = z.enum(["together", "first", "gaps", "memory", "page"], {
  error: ({ input }) => `--only: there is no measurement "${String(input)}"; there are ${names}.`,
});

const schema = z.object({
  model: z.string("--model must name a .gguf file.").refine((path) => existsSync(path), {
    error: ({ input }) => `--model: there is no file ${String(input)}.`,
  }),
  rounds: whole("rounds", 1, 1000).default(5),
  only: z
    .string()
    .transform((list) => list.split(","))
    .pipe(z.array(measurement))
    .default([...measurement.options]),
  threads: whole("threads", 1, 256).optional(),
  "plain-threads": z.union([z.literal("default"), whole("plain-threads", 1, 256)]).optional(),
  context: whole("context", 512, 131_072).default(2048),
  tokens: whole("tokens", 2, 1024).default(96),
  browser: z.string().optional(),
  json: z.string().optional(),
  html: z.string().optional(),
});

/** Throws {@link ConfigError} with a sentence for everything that is wrong. */
export function parseCommand(args: readonly string[]): Command {
  const { values, positionals } = split(args);
  if (values.help) return { kind: "help" };
  if (values.compare) {
    const [before, after, ...more] = positionals;
    if (before === undefined || after === undefined || more.length > 0) {
      throw new ConfigError(["--compare takes two files that --json wrote."]);
    }
    return { kind: "compare", before, after };
  }
  const { success, data: set, error } = schema.safeParse(values);
  if (!success) throw new ConfigError(error.issues.map(({ message }) => message));
  const ownThreads = set.threads ?? physicalCores();
  const plainThreads = set["plain-threads"] ?? ownThreads;
  return {
    kind: "measure",
    json: set.json,
    html: set.html,
    options: {
      modelPath: resolve(set.model),
      rounds: set.rounds,
      only: measurement.options.filter((name) => set.only.includes(name)),
      threads: ownThreads,
      plainThreads: plainThreads === "default" ? null : plainThreads,
      contextTokens: set.context,
      answerTokens: set.tokens,
      sampling: { temperature: 0.7, topP: 0.9, topK: 20, repeatPenalty: 1.1 },
      browser: set.browser ?? usualBrowser(),
    },
  };
}

function split(args: readonly string[]) {
  try {
    const text = { type: "string" } as const;
    const flag = { type: "boolean", default: false } as const;
    return parseArgs({
      args: [...args],
      allowPositionals: args.includes("--compare"),
      options: {
        model: text,
        rounds: text,
        only: text,
        threads: text,
        "plain-threads": text,
        context: text,
        tokens: text,
        browser: text,
        json: text,
        html: text,
        compare: flag,
        help: flag,
      },
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new ConfigError([`${error.message.split(". ", 1).join("")}; --help lists what there is.`]);
  }
}

function usualBrowser(): string | null {
  return (
    [process.env["CHROMIUM_PATH"] ?? "", ...USUAL_BROWSERS].find((path) => path !== "" && existsSync(path)) ??
    null
  );
}
