import { copyFile, mkdir, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { InstalledLibrary } from "./library.ts";

/** The names that the library gives the parts of a build. */
const CONFIGURATION = "Release";
const DONE = "buildDone.status";
const METADATA = "_nlcBuildMetadata.json";

/** Puts the addon where the library finds it, beside links to the ready-made libraries; what was there before goes. */
export async function installBuild(addon: string, { binaries, build }: InstalledLibrary): Promise<void> {
  const unfinished = `${build}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  const folder = join(unfinished, CONFIGURATION);
  await mkdir(folder, { recursive: true });
  for (const file of await readdir(binaries)) {
    // By relative links, so that the whole tree may be copied or moved.
    if (file.endsWith(".so"))
      await symlink(join(relative(join(build, CONFIGURATION), binaries), file), join(folder, file));
  }
  // It names another system than this one, and what was built on another system is tried before it is loaded.
  await copyFile(join(binaries, METADATA), join(folder, METADATA));
  await copyFile(addon, join(folder, "llama-addon.node"));
  await writeFile(join(unfinished, DONE), "");
  await removeBuild(build);
  await rename(unfinished, build);
}

/** From the next start on the ready-made addon is used. */
export async function removeBuild(build: string): Promise<void> {
  await rm(build, { recursive: true, force: true });
}
