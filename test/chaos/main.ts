import { readFile, writeFile } from "node:fs/promises";
import { commandLine } from "../command-line.ts";
import { runChaos } from "./chaos.ts";
import { HELP, parseChaosOptions } from "./options.ts";
import { tableOf, withTable } from "./report.ts";

const print = (line: string) => void process.stdout.write(`${line}\n`);

const { report, log, ...options } = commandLine(parseChaosOptions, HELP);
const printed: string[] = [];
const result = await runChaos(options, { say: print, keep: (text) => void printed.push(text) });
if (log !== null) await writeFile(log, printed.join("\n"));
for (const { wrong, room, detail } of result.findings) print(`${wrong} in ${room}: ${detail}`);
for (const { room, verdict } of result.verdicts) {
  for (const question of verdict.late) print(`after a later question, in ${room}: ${question}`);
}
for (const defect of result.defects) print(`defect: ${defect}`);
print(tableOf(result));
if (report !== null) await writeFile(report, withTable(await readFile(report, "utf8"), tableOf(result)));
process.exit(result.findings.length + result.defects.length > 0 ? 1 : 0);
