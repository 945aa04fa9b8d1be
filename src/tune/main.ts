import { fileURLToPath } from "node:url";
import { removeBuild } from "./install.ts";
import { findLibrary } from "./library.ts";
import { TuneError } from "./trouble.ts";
import { tune } from "./tune.ts";

const HELP = `npm run tune              builds a part of the model library anew, with multiplication and drawing that are faster and take less memory
npm run tune -- --remove  goes back to the ready-made one

Takes git, a C++ compiler and half a minute, and no network. Again after each npm ci. The bot uses it from its next start on.`;
const NATIVE = fileURLToPath(new URL("../../native", import.meta.url));
const DEMO_MODEL = fileURLToPath(new URL("../../models/demo/lamp-tiny.gguf", import.meta.url));

async function main([option, ...others]: readonly string[], signal: AbortSignal): Promise<number> {
  if (others.length > 0 || (option !== undefined && option !== "--remove")) {
    tell(HELP);
    return option === "--help" ? 0 : 2;
  }
  if (process.platform !== "linux")
    throw new TuneError("So far it can be built on Linux only; elsewhere the ready-made one is used.");
  const library = findLibrary(process.platform, process.arch);
  if (option === "--remove") {
    await removeBuild(library.build);
    tell("The ready-made library is used from the next start on.");
    return 0;
  }
  await tune({ library, native: NATIVE, model: DEMO_MODEL, node: process.execPath, tell, signal });
  tell("Done: the bot uses it from its next start on. npm run bench shows what it gives.");
  return 0;
}

function tell(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}

const stop = new AbortController();
process.once("SIGINT", () => stop.abort()).once("SIGTERM", () => stop.abort());
try {
  process.exitCode = await main(process.argv.slice(2), stop.signal);
} catch (error) {
  if (stop.signal.aborted) process.exit(130);
  if (!(error instanceof TuneError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
