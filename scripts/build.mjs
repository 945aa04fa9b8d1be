// Builds dist/: the server with tsc, the page as one minified script, and the files that are served as they are.
// With --page, the page alone.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const page = join(root, "src/adapters/web/page");
const built = join(root, "dist/adapters/web/page");

if (!process.argv.includes("--page")) {
  const typescript = dirname(createRequire(import.meta.url).resolve("typescript/package.json"));
  execFileSync(process.execPath, [join(typescript, "bin/tsc"), "-p", join(root, "tsconfig.build.json")], {
    stdio: "inherit",
  });
}

mkdirSync(built, { recursive: true });
await build({
  input: join(page, "main.ts"),
  output: { file: join(built, "page.js"), format: "esm", minify: true },
  tsconfig: join(page, "tsconfig.json"),
  logLevel: "warn",
});
for (const file of ["index.html", "page.css", "icon.svg"]) cpSync(join(page, file), join(built, file));
