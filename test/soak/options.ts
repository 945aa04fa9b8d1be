import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { ConfigError } from "../../src/core/errors.ts";
import { readNumber, readOptions } from "../command-line.ts";

export interface SoakOptions {
  readonly minutes: number;
  /** The model file; null: the demo model. */
  readonly model: string | null;
}

export const HELP = `npm run soak -- [options]    lets people chat with the built bot on both platforms, and counts what comes of it

  --minutes N     how long (30)
  --model FILE    a .gguf file on this machine (the demo model)
  --help          this

Every minute it says how far it is; at the end it prints a table. Exit code 1: an answer was lost or doubled.`;

/** Null: help is wanted. Throws {@link ConfigError} with a sentence. */
export function parseSoakOptions(args: readonly string[]): SoakOptions | null {
  const values = readOptions(() => parse(args));
  if (values === null) return null;
  // The bot runs in a folder of its own.
  const model = values.model === undefined ? null : resolve(values.model);
  if (model !== null && !existsSync(model)) throw new ConfigError([`--model: there is no file ${model}.`]);
  return {
    minutes: readNumber("--minutes", values.minutes, "a number above 0"),
    model,
  };
}

function parse(args: readonly string[]) {
  const options = {
    minutes: { type: "string", default: "30" },
    model: { type: "string" },
    help: { type: "boolean", default: false },
  } as const;
  return parseArgs({ args: [...args], options }).values;
}
