import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { TuneError } from "./trouble.ts";

const execute = promisify(execFile);
/** The complaints of a compiler can be long. */
const MOST_OUTPUT_BYTES = 64 * 2 ** 20;
const SHOWN_LINES = 20;

/** Runs a program to its end. Throws {@link TuneError} with its last words when it fails; aborting ends it. */
export async function runTool(
  program: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  try {
    const { stdout } = await execute(program, [...args], { signal, maxBuffer: MOST_OUTPUT_BYTES });
    return stdout;
  } catch (error) {
    signal.throwIfAborted();
    const said = error instanceof Error && "stderr" in error ? String(error.stderr) : String(error);
    const last = said.trim().split("\n").slice(-SHOWN_LINES).join("\n");
    throw new TuneError(`${program} failed:\n${last}`, { cause: error });
  }
}

/** The first of `programs` that can be run here; null: none. */
export async function firstThatRuns(
  programs: readonly string[],
  signal: AbortSignal,
): Promise<string | null> {
  for (const program of programs) {
    const runs = await runTool(program, ["--version"], signal).then(
      () => true,
      () => false,
    );
    signal.throwIfAborted();
    if (runs) return program;
  }
  return null;
}
