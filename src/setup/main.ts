import { resolve } from "node:path";
import { describeTrouble, troubleCode } from "../core/database/trouble.ts";
import { describeMachine } from "../doctor/machine.ts";
import { runSetup } from "./run-setup.ts";

const ENV_FILE = resolve(".env");
/** What a shell takes for "ended by Ctrl+C". */
const LEFT = 130;

try {
  const end = await runSetup({
    input: process.stdin,
    output: process.stdout,
    terminal: process.stdin.isTTY && process.stdout.isTTY,
    env: process.env,
    file: ENV_FILE,
    machine: describeMachine(process),
    now: () => new Date(),
  });
  process.exitCode = end === "left" ? LEFT : 0;
} catch (error) {
  if (troubleCode(error) === undefined) throw error;
  process.stderr.write(`${ENV_FILE} cannot be read or written because ${describeTrouble(error)}.\n`);
  process.exitCode = 1;
}
process.stdin.unref(); // a terminal would keep the process waiting
