import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";

/** A program of a test's own, which runs as a process of its own. Disposing removes what was built. */
export interface Program extends AsyncDisposable {
  start(...args: readonly string[]): ProgramRun;
}

export interface ProgramRun {
  readonly pid: number | undefined;
  /** Resolves with the first thing that it says that fits; rejects when it ends without. */
  says(pattern: RegExp): Promise<string>;
  /** Ends it as a power cut would, unless it has ended; resolves with all that it ever said. */
  kill(): Promise<readonly string[]>;
}

/** Where a program finds the packages. */
const CACHE = fileURLToPath(new URL("../../node_modules/.cache/", import.meta.url));

/** Builds the TypeScript program at `source`, which says things with `process.send`. */
export async function buildProgram(source: URL): Promise<Program> {
  await mkdir(CACHE, { recursive: true });
  const folder = await mkdtemp(join(CACHE, "program-"));
  await build({
    input: { program: fileURLToPath(source) },
    external: [/^[^./]/],
    platform: "node",
    output: { dir: folder, format: "esm" },
    logLevel: "warn",
  });
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  return {
    start: (...args) => startProgram(join(folder, "program.js"), args),
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true });
    },
  };
}

function startProgram(path: string, args: readonly string[]): ProgramRun {
  const child = fork(path, [...args]);
  const ended = once(child, "exit");
  const lines: string[] = [];
  const listeners = new Set<() => void>();
  child.on("message", (line) => {
    if (typeof line === "string") lines.push(line);
    for (const listener of listeners) listener();
  });
  return {
    pid: child.pid,
    async says(pattern) {
      const said = new Promise<void>((resolve) => {
        const look = () => {
          if (lines.some((line) => pattern.test(line))) resolve();
        };
        listeners.add(look);
        look();
      });
      await Promise.race([said, ended]);
      const line = lines.find((line) => pattern.test(line));
      if (line === undefined) throw new Error(`It ended and never said ${String(pattern)}.`);
      return line;
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
      return lines;
    },
  };
}
