import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { edited } from "./edits.ts";
import type { InstalledLibrary } from "./library.ts";
import { runTool } from "./run-tool.ts";

export interface CompileOptions {
  readonly library: InstalledLibrary;
  /** The folder of our own C++. */
  readonly native: string;
  /** An empty folder to work in. */
  readonly work: string;
  readonly compiler: string;
  /** How many files are compiled at once. */
  readonly jobs: number;
  readonly signal: AbortSignal;
}

/** The parts of llama.cpp whose headers the addon uses. */
const SOURCES = ["include", "ggml/include", "common", "src", "vendor"];
/** Portable: the processor's own instructions are in the ready-made libraries that the addon is linked with. */
const FLAGS = ["-std=gnu++17", "-O3", "-fPIC", "-fexceptions", "-DNAPI_VERSION=7", "-w"];

/** Builds the addon with our changes and resolves to its file. Throws {@link TuneError} with what the compiler said. */
export async function compileAddon(options: CompileOptions): Promise<string> {
  const { library, native, work, compiler, jobs, signal } = options;
  const llama = join(work, "llama.cpp");
  await runTool("git", ["clone", "--quiet", "--no-checkout", library.bundle, llama], signal);
  await runTool("git", ["-C", llama, "checkout", "--quiet", "HEAD", "--", ...SOURCES], signal);

  const sources = await copySources(library.addon, join(work, "addon"));
  const includes = [...library.headers, llama, ...SOURCES.map((part) => join(llama, part)), native].map(
    (folder) => `-I${folder}`,
  );
  const objects = sources.map((_, index) => join(work, `${index}.o`));
  const left = sources.map((source, index) => ["-c", source, "-o", join(work, `${index}.o`)]);
  const failed = new AbortController();
  const goOn = AbortSignal.any([signal, failed.signal]);
  const worker = async () => {
    for (let args = left.pop(); args; args = left.pop())
      await runTool(compiler, [...FLAGS, ...includes, ...args], goOn).catch((error: unknown) =>
        failed.abort(error),
      );
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  goOn.throwIfAborted();

  const addon = join(work, "llama-addon.node");
  const libraries = await linkedLibraries(library.binaries);
  const beside = "-Wl,-rpath,$ORIGIN";
  await runTool(compiler, ["-shared", "-o", addon, ...objects, beside, ...libraries], signal);
  return addon;
}

/** Resolves to the files to compile. */
async function copySources(from: string, to: string): Promise<readonly string[]> {
  await mkdir(to);
  await cp(from, to, { recursive: true });
  const files = (await readdir(to, { recursive: true })).filter((file) => file.endsWith(".cpp"));
  for (const file of files) {
    const path = join(to, file);
    await writeFile(path, edited(file, await readFile(path, "utf8")));
  }
  return files.map((file) => join(to, file));
}

/** All but the ones for kinds of processors, of which one is chosen at the start. */
async function linkedLibraries(binaries: string): Promise<readonly string[]> {
  const files = await readdir(binaries);
  return files
    .filter((file) => file.endsWith(".so") && !file.startsWith("libggml-cpu"))
    .map((file) => join(binaries, file));
}
