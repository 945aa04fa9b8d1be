import { parseArgs } from "node:util";

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

/** Reads `--kills 100 --seed 1 --report --log file`. Throws an error that says what is wrong. */
export function parseChaosOptions(args: readonly string[]): ChaosCommand {
  const { values } = parseArgs({
    args: [...args],
    options: {
      kills: { type: "string", default: "20" },
      seed: { type: "string", default: "1" },
      report: { type: "boolean", default: false },
      log: { type: "string" },
    },
  });
  return {
    kills: wholeNumber("--kills", values.kills),
    seed: wholeNumber("--seed", values.seed),
    stories: true,
    report: values.report ? PAGE : null,
    log: values.log ?? null,
  };
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) throw new Error(`${name} must be a whole number.`);
  return number;
}
