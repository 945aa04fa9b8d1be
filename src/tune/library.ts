import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { TUNED_BUILD } from "../core/engine/process/tuned-build.ts";
import { TuneError } from "./trouble.ts";

/** Where the parts of the installed model library are. */
export interface InstalledLibrary {
  /** The processor's architecture, as `process` names it. */
  readonly arch: string;
  /** The C++ that ties llama.cpp to Node. */
  readonly addon: string;
  /** The sources of llama.cpp, as a git bundle. */
  readonly bundle: string;
  /** The ready-made binaries for this kind of machine. */
  readonly binaries: string;
  /** Where the library looks for the build that {@link TUNED_BUILD} asks for. */
  readonly build: string;
  /** Folders with the header files of Node's interface for native code. */
  readonly headers: readonly string[];
}

/** Whether `npm run tune` has built the library for this system and processor, and the engine uses that; null where it cannot. */
export function isTuned(platform: string, arch: string): boolean | null {
  return platform !== "linux" ? null : existsSync(buildFolder(llamaFolder(), `${platform}-${arch}`));
}

/** Finds them for this system and processor, as `process` names both. Throws {@link TuneError} where there is no such library. */
export function findLibrary(platform: string, arch: string): InstalledLibrary {
  const system = `${platform}-${arch}`;
  const llama = llamaFolder();
  const find = createRequire(libraryEntry());
  const binaries = join(packageFolder(find, `@node-llama-cpp/${system}`), "bins", system);
  const bundle = join(llama, "gitRelease.bundle");
  for (const needed of [binaries, bundle]) {
    if (!existsSync(needed)) throw new TuneError(`${needed} is missing: run npm ci again.`);
  }
  return {
    arch,
    addon: join(llama, "addon"),
    bundle,
    binaries,
    build: buildFolder(llama, system),
    headers: [
      packageFolder(find, "node-addon-api"),
      join(packageFolder(createRequire(find.resolve("cmake-js")), "node-api-headers"), "include"),
    ],
  };
}

function libraryEntry(): string {
  return fileURLToPath(import.meta.resolve("node-llama-cpp"));
}

function llamaFolder(): string {
  return join(dirname(dirname(libraryEntry())), "llama");
}

function buildFolder(llama: string, system: string): string {
  return join(llama, "localBuilds", `${system}-${buildSum()}`);
}

/** By their entry points, because packages may hide their package.json. */
function packageFolder(find: NodeJS.Require, name: string): string {
  try {
    const entry = find.resolve(name);
    const end = entry.lastIndexOf(join("node_modules", name)) + join("node_modules", name).length;
    return entry.slice(0, end);
  } catch (error) {
    throw new TuneError(`There is nothing to build for this machine: the package ${name} is not installed.`, {
      cause: error,
    });
  }
}

/** As the library names the folder of a build with options: SHA-1 of `KEY=value;…`, each byte in base 36. */
function buildSum(): string {
  const options = Object.entries(TUNED_BUILD).map(([key, value]) => `${key}=${value}`);
  const sum = createHash("sha1").update(options.toSorted().join(";")).digest();
  return [...sum].map((byte) => byte.toString(36)).join("");
}
