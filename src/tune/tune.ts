import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { compileAddon } from "./compile.ts";
import { draw } from "./drawing.ts";
import { installBuild, removeBuild } from "./install.ts";
import type { InstalledLibrary } from "./library.ts";
import { firstThatRuns } from "./run-tool.ts";
import { TuneError } from "./trouble.ts";

export interface TuneOptions {
  readonly library: InstalledLibrary;
  /** The folder of our own C++. */
  readonly native: string;
  /** A small model to try the build with. */
  readonly model: string;
  /** Node's own program. */
  readonly node: string;
  readonly tell: (sentence: string) => void;
  readonly signal: AbortSignal;
}

const COMPILERS = ["c++", "g++", "clang++"];

/**
 * Builds the library's addon with our changes, and leaves it in place only when it draws the same answers as the ready-made
 * one. Throws {@link TuneError}; then, and when aborted, the ready-made one is used.
 */
export async function tune(options: TuneOptions): Promise<void> {
  const { library, node, model, tell, signal } = options;
  const compiler = await firstThatRuns(COMPILERS, signal);
  const git = await firstThatRuns(["git"], signal);
  if (compiler === null || git === null) {
    throw new TuneError(
      "Building takes git and a C++ compiler; on Debian and Ubuntu: apt-get install git g++",
    );
  }
  await removeBuild(library.build);
  const expected = await draw(node, model, signal);
  const work = await mkdtemp(join(tmpdir(), "lantern-tune-"));
  try {
    tell("Building, which takes less than a minute …");
    await installBuild(await compileAddon({ ...options, compiler, work }), library);
    tell("Trying it …");
    const drawn = await draw(node, model, signal);
    if (!drawn.tuned) throw new TuneError("The model library does not take the build.");
    if (!isDeepStrictEqual(drawn.tokens, expected.tokens))
      throw new TuneError("The build draws other answers than the ready-made one.");
  } catch (error) {
    await removeBuild(library.build);
    throw error;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
