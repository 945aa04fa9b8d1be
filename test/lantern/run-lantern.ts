import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
const DEMO_MODEL = fileURLToPath(new URL("../../models/demo/lamp-tiny.gguf", import.meta.url));
const START_MS = 20_000;

/** The whole bot as people start it, in a process of its own. */
export interface RunningLantern {
  readonly pid: number;
  /** Where its page is. */
  readonly url: string;
  /** All that it printed so far, on both streams. */
  output(): string;
  /** Resolves when `/healthz` says that all is well. */
  ready(): Promise<void>;
  /** Resolves with its exit code. */
  readonly exited: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
}

/** A folder of its own for a test, and a bot that is not left behind. */
export interface Bench extends AsyncDisposable {
  readonly dataDir: string;
  start(env?: Record<string, string>): Promise<RunningLantern>;
}

/** The settings that make the demo model's answers whole and always the same. */
export const SURE = {
  MODEL: DEMO_MODEL,
  TEMPERATURE: "0",
  CONTEXT_TOKENS: "4096",
  MAX_ANSWER_TOKENS: "2000",
  THREADS: "1", // the tests share two cores
  FREQUENT_ANSWERS_HOURS: "0", // each question reaches the model
};

export async function openBench(): Promise<Bench> {
  if (!existsSync(MAIN)) throw new Error("the bot is not built: npm run build");
  const dataDir = await mkdtemp(join(tmpdir(), "lantern-test-"));
  const started: ChildProcess[] = [];

  async function start(env: Record<string, string> = {}): Promise<RunningLantern> {
    const port = env["WEB_PORT"] ?? String(await freePort());
    const child = spawn(process.execPath, [MAIN], {
      cwd: dataDir, // so that no .env of the developer's counts
      env: {
        PATH: process.env["PATH"],
        DATA_DIR: dataDir,
        LOG_LEVEL: "debug",
        ...SURE,
        ...env,
        WEB_PORT: port,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    started.push(child);
    if (child.pid === undefined) throw new Error("the bot could not be started");
    let printed = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
    }
    const exited = once(child, "exit").then(([code]) => (typeof code === "number" ? code : null));
    const url = `http://127.0.0.1:${port}`;
    return {
      pid: child.pid,
      url,
      exited,
      output: () => printed,
      kill: (signal) => void child.kill(signal),
      ready: () => untilHealthy(url, () => printed),
    };
  }

  return {
    dataDir,
    start,
    async [Symbol.asyncDispose]() {
      for (const child of started.filter(
        ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
      )) {
        child.kill("SIGKILL");
        await once(child, "exit");
      }
      await rm(dataDir, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

async function untilHealthy(url: string, output: () => string): Promise<void> {
  const end = performance.now() + START_MS;
  while (performance.now() < end) {
    const healthy = await fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (healthy) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the bot did not become healthy:\n${output()}`);
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
