import { parseArgs } from "node:util";
import { readNumber, readOptions } from "../command-line.ts";

export interface ChaosOptions {
  /** How often the bot is killed. */
  readonly kills: number;
  readonly seed: number;
  /** Every room begins with a story that takes several messages, and many seconds to show. */
  readonly stories: boolean;
}

export interface ChaosCommand extends ChaosOptions {
  /** The page whose table is to be written anew; null: none. */
  readonly report: string | null;
  /** Keeps the bot's log there. */
  readonly log: string | null;
}

const PAGE = "docs/reliability.md";

export const HELP = `npm run chaos -- [options]    kills the built bot again and again, and looks at what became of every question

  --kills N     how often it is killed (20); a hundred take about eight minutes on two cores
  --seed N      chooses the questions, the moments and the faults (1)
  --report      writes the table into ${PAGE}
  --log FILE    keeps there what the bots printed and what they stored
  --help        this

It prints what is wrong, then the figures. Exit code 1: something is.`;

/** Null: help is wanted. Throws {@link ConfigError} with a sentence. */
export function parseChaosOptions(args: readonly string[]): ChaosCommand | null {
  const values = readOptions(() => parse(args));
  if (values === null) return null;
  return {
    kills: readNumber("--kills", values.kills, "a whole number"),
    seed: readNumber("--seed", values.seed, "a whole number"),
    stories: true,
    report: values.report ? PAGE : null,
    log: values.log ?? null,
  };
}

function parse(args: readonly string[]) {
  const options = {
    kills: { type: "string", default: "20" },
    seed: { type: "string", default: "1" },
    report: { type: "boolean", default: false },
    log: { type: "string" },
    help: { type: "boolean", default: false },
  } as const;
  return parseArgs({ args: [...args], options }).values;
}
