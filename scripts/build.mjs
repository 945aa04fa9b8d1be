// Builds dist/: the server with tsc, each page as one minified script, and the files that are served or read as they are.
// With --page, the pages alone.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const page = join(root, "src/adapters/web/page");
const status = join(root, "src/adapters/web/status");
const built = join(root, "dist/adapters/web/page");

if (!process.argv.includes("--page")) {
  const typescript = dirname(createRequire(import.meta.url).resolve("typescript/package.json"));
  execFileSync(process.execPath, [join(typescript, "bin/tsc"), "-p", join(root, "tsconfig.build.json")], {
    stdio: "inherit",
  });
}

// What `npm run bench:knowledge` asks about; documents that are gone must not stay.
if (!process.argv.includes("--page")) {
  for (const name of ["documents", "questions.json"]) {
    const copy = join(root, "dist/bench/knowledge", name);
    rmSync(copy, { recursive: true, force: true });
    cpSync(join(root, "src/bench/knowledge", name), copy, { recursive: true });
  }
}

mkdirSync(built, { recursive: true });
for (const { folder, entry, script } of [
  { folder: page, entry: "main.ts", script: "page.js" },
  { folder: status, entry: "live.ts", script: "status.js" },
]) {
  await build({
    input: join(folder, entry),
    output: { file: join(built, script), format: "esm", minify: true },
    tsconfig: join(folder, "tsconfig.json"),
    logLevel: "warn",
  });
}
for (const file of ["index.html", "icon.svg"]) cpSync(join(page, file), join(built, file));
const styles = ["base", "frame", "thread", "markdown", "welcome", "composer", "dialogs"];
writeFileSync(
  join(built, "page.css"),
  styles.map((name) => readFileSync(join(page, "styles", `${name}.css`), "utf8")).join("\n"),
);
cpSync(join(status, "status.css"), join(built, "status.css"));
