import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { edited } from "./edits.ts";
import { kernelsFor } from "./kernels.ts";
import type { InstalledLibrary } from "./library.ts";
import { runTool } from "./run-tool.ts";

export interface CompileOptions {
  readonly library: InstalledLibrary;
  /** The folder of our own C++. */
  readonly native: string;
  /** An empty folder to work in. */
  readonly work: string;
  readonly compiler: string;
  readonly signal: AbortSignal;
}

/** The parts of llama.cpp whose headers the addon uses. */
const SOURCES = ["include", "ggml/include", "ggml/src", "common", "src", "vendor"];
/** For any processor of the kind: most of what needs more is in the ready-made libraries that the addon is linked with. */
const FLAGS = ["-std=gnu++17", "-O3", "-fPIC", "-fexceptions", "-DNAPI_VERSION=7", "-w"];

/** Builds the addon with our changes and resolves to its file. Throws {@link TuneError} with what the compiler said. */
export async function compileAddon(options: CompileOptions): Promise<string> {
  const { library, native, work, compiler, signal } = options;
  const llama = join(work, "llama.cpp");
  await runTool("git", ["clone", "--quiet", "--no-checkout", library.bundle, llama], signal);
  await runTool("git", ["-C", llama, "checkout", "--quiet", "HEAD", "--", ...SOURCES], signal);

  const addon = join(work, "llama-addon.node");
  const kernels = await Promise.all(
    kernelsFor(library.arch).map(async ({ file, flags }, index) => {
      const kernel = join(work, `kernel-${index}.o`);
      await runTool(compiler, [...FLAGS, ...flags, "-c", "-o", kernel, join(native, file)], signal);
      return kernel;
    }),
  );
  const includes = [...library.headers, llama, ...SOURCES.map((part) => join(llama, part)), native];
  await runTool(
    compiler,
    [
      ...FLAGS,
      ...includes.map((folder) => `-I${folder}`),
      "-shared",
      "-o",
      addon,
      await gatherSources(library.addon, join(work, "addon")),
      ...kernels,
      "-Wl,-rpath,$ORIGIN",
      ...(await linkedLibraries(library.binaries)),
    ],
    signal,
  );
  return addon;
}

/** Resolves to a file that includes all others: most of the work is the headers, which are then read once. */
async function gatherSources(from: string, to: string): Promise<string> {
  await cp(from, to, { recursive: true });
  const files = (await readdir(to, { recursive: true })).filter((file) => file.endsWith(".cpp"));
  for (const file of files) {
    const path = join(to, file);
    await writeFile(path, edited(file, await readFile(path, "utf8")));
  }
  const all = join(to, "all.cpp");
  await writeFile(all, files.map((file) => `#include "${file}"\n`).join(""));
  return all;
}

/** All but the ones for kinds of processors, of which one is chosen at the start. */
async function linkedLibraries(binaries: string): Promise<readonly string[]> {
  const files = await readdir(binaries);
  return files
    .filter((file) => file.endsWith(".so") && !file.startsWith("libggml-cpu"))
    .map((file) => join(binaries, file));
}
