import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { systemClock } from "../core/system-clock.ts";
import { type Environment, readEnvFile } from "../environment.ts";
import { allChecks } from "./all-checks.ts";
import { type CheckResult, runChecks } from "./check.ts";
import { isInUse } from "./is-in-use.ts";
import { describeMachine } from "./machine.ts";
import { describeResult, describeWhole, isSound, resultsAsJson } from "./report.ts";
import { readSettings } from "./usable-settings.ts";

const HELP = `npm run doctor               looks at everything that Lantern needs, and says what to do
npm run -s doctor -- --json  the same for machines

Exit code 1 when something has to be put right.`;

const ENV_FILE = ".env";

async function examine(onResult: (result: CheckResult) => void): Promise<readonly CheckResult[]> {
  const settings = settingsIn(ENV_FILE);
  const { config, problems } = readSettings({ ...settings, ...process.env });
  const checks = allChecks({
    machine: describeMachine(process),
    config,
    problems,
    envFile: { path: resolve(ENV_FILE), settings },
    running: isInUse(config.dataDir),
  });
  const results: CheckResult[] = [];
  for await (const result of runChecks(checks, systemClock)) {
    results.push(result);
    onResult(result);
  }
  return results;
}

/** Null when the file is there and cannot be read. */
function settingsIn(file: string): Environment | null {
  try {
    return readEnvFile(file);
  } catch {
    return null;
  }
}

async function main(): Promise<number> {
  const { json, help } = parseArgs({
    options: { json: { type: "boolean" }, help: { type: "boolean" } },
  }).values;
  if (help === true) {
    print(HELP);
    return 0;
  }
  const results = await examine((result) => {
    if (json !== true) print(describeResult(result));
  });
  print(json === true ? resultsAsJson(results) : `\n${describeWhole(results)}`);
  return isSound(results) ? 0 : 1;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

try {
  const code = await main();
  // Something that hangs, such as a disk of the network, must not hold the end back.
  process.stdout.write("", () => process.exit(code));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${HELP}\n`);
  process.exitCode = 1;
}
