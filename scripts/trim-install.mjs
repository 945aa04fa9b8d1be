// Runs after `npm install` and removes what this machine can never load: node-llama-cpp's binaries for other processors,
// which npm installs because their packages claim to suit this one, and what the compiler leaves behind when sqlite3
// has to be built here. Without it the bot works just the same and takes some 50 MB more. Says nothing, never fails.
import { existsSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The entries of a folder; none when it is not there. A link to a folder is no folder here: what it leads to may serve others.
 * @param {string} folder
 */
function entriesOf(folder) {
  return existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
}

/**
 * Whether the package `@node-llama-cpp/<name>` holds binaries that only another kind of machine can load.
 * @param {string} name
 * @param {string} platform as `process.platform` says it
 * @param {string} arch as `process.arch` says it
 */
function isForeign(name, platform, arch) {
  const system = { win32: "win", darwin: "mac", android: "linux" }[platform] ?? platform;
  const own = `${system}-${arch === "arm" ? "armv7l" : arch}`;
  return /^(linux|mac|win)-/.test(name) && name !== own && !name.startsWith(`${own}-`);
}

/**
 * @param {string} root the folder that holds `node_modules`
 * @param {string} platform
 * @param {string} arch
 */
function trimInstall(root, platform, arch) {
  const binaries = join(root, "node_modules/@node-llama-cpp");
  for (const entry of entriesOf(binaries)) {
    if (entry.isDirectory() && isForeign(entry.name, platform, arch)) remove(join(binaries, entry.name));
  }

  const built = join(root, "node_modules/sqlite3/build/Release");
  if (!existsSync(join(built, "node_sqlite3.node"))) return; // nothing built yet: leave the compiler its files
  for (const entry of entriesOf(built)) {
    if (!entry.name.endsWith(".node")) remove(join(built, entry.name));
  }
}

/** @param {string} path */
function remove(path) {
  rmSync(path, { recursive: true, force: true });
}

try {
  const [root, platform, arch] = process.argv.slice(2);
  const here = dirname(dirname(fileURLToPath(import.meta.url)));
  trimInstall(root ?? here, platform ?? process.platform, arch ?? process.arch);
} catch {
  // A file in use or a folder that may not be written: the install stays larger, which is no reason to fail it.
}
