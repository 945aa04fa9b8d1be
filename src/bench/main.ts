import { existsSync } from "node:fs";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { physicalCores } from "../core/engine/physical-cores.ts";
import { openLog } from "../pino-log.ts";
import { measureFirstTokens, measureTogether, openEngine } from "./engine-runs.ts";
import { median } from "./median.ts";
import { measurePage } from "./page-run.ts";

const HELP = `npm run bench -- --model FILE [--rounds 5] [--threads N] [--browser PATH] [--port 17860]

Measures Lantern with a model file: time to the first token, tokens per second for 1, 2, 4 and 8 answers at once, and
the time from pressing Enter to the first words on the page. Medians; let nothing else run meanwhile.`;

/** Tokens of each measured answer. */
const ANSWER_TOKENS = 96;
const TOGETHER = [1, 2, 4, 8];

function print(line = ""): void {
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      model: { type: "string" },
      rounds: { type: "string", default: "5" },
      threads: { type: "string", default: String(physicalCores()) },
      browser: { type: "string", default: "/usr/bin/chromium" },
      port: { type: "string", default: "17860" },
      help: { type: "boolean", default: false },
    },
  });
  const { model: file } = values;
  if (values.help || file === undefined || !existsSync(file)) {
    print(HELP);
    process.exit(values.help ? 0 : 1);
  }
  const rounds = Number(values.rounds);
  const threads = Number(values.threads);

  print(`${basename(file)}, ${threads} threads, medians of ${rounds} rounds`);
  const settings = {
    modelPath: file,
    contextTokens: 2048,
    parallel: Math.max(...TOGETHER),
    threads,
    sampling: { temperature: 0.7, topP: 0.9, topK: 20, repeatPenalty: 1.1 },
  };
  const engine = await openEngine(settings, openLog("warn", false));
  const firsts = [];
  for (let round = 0; round < rounds; round++)
    firsts.push(await measureFirstTokens(engine, `first-${round}`));
  print(`first token, cold      ${ms(firsts.map(({ coldMs }) => coldMs))}`);
  print(`first token, warm      ${ms(firsts.map(({ warmMs }) => warmMs))}`);
  print(
    `reading                ${median(firsts.map(({ readPerSecond }) => readPerSecond)).toFixed(0)} tokens/s`,
  );
  for (const count of TOGETHER) {
    const speeds = [];
    for (let round = 0; round < rounds; round++) {
      speeds.push(await measureTogether(engine, count, ANSWER_TOKENS, `together-${count}-${round}`));
    }
    print(`${count} together             ${median(speeds).toFixed(1)} tokens/s`);
  }
  await engine[Symbol.asyncDispose]();

  if (!existsSync(values.browser)) {
    print(`first words on the page: not measured, no browser at ${values.browser}`);
    return;
  }
  const page = await measurePage(file, values.browser, Number(values.port), rounds);
  print(`first words on the page, first question of a chat   ${ms(page.firstMs)}`);
  print(`first words on the page, next question              ${ms(page.nextMs)}`);
}

function ms(values: readonly number[]): string {
  return `${median(values).toFixed(0)} ms  (${values.map((value) => value.toFixed(0)).join(", ")})`;
}

await main();
