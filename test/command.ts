import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach } from "vitest";

/** A command of the built program, in each test with an empty folder of its own to run in. */
export interface Command {
  /** The path of the test's folder, or of what is in it. */
  readonly path: (...names: readonly string[]) => string;
  /** Runs it with these settings and no others, until it ends. */
  readonly run: (
    settings: Readonly<Record<string, string>>,
    ...words: readonly string[]
  ) => Promise<CommandEnd>;
}

export interface CommandEnd {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

/** For the tests of a file; `name` is the folder of its `main.js` in `dist`. */
export function command(name: string): Command {
  const main = fileURLToPath(new URL(`../dist/${name}/main.js`, import.meta.url));
  let folder = "";
  beforeEach(async () => {
    if (!existsSync(main)) throw new Error(`${name} is not built: npm run build`);
    folder = await mkdtemp(join(tmpdir(), `lantern-${name}-test-`));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  return {
    path: (...names) => join(folder, ...names),
    async run(settings, ...words) {
      const child = spawn(process.execPath, [main, ...words], {
        cwd: folder,
        env: { PATH: process.env["PATH"], ...settings },
        stdio: ["ignore", "pipe", "pipe"],
      });
      const [stdout, stderr] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, "close"),
      ]);
      return { stdout, stderr, code: child.exitCode };
    },
  };
}
