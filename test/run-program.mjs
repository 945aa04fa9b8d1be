// Bundles a program of the tests, since Node 20 reads no TypeScript, and starts it:
// node test/run-program.mjs chaos --kills 100, or node test/run-program.mjs soak --minutes 30
import { fileURLToPath } from "node:url";
import { build } from "rolldown";

const [name = "", ...rest] = process.argv.slice(2);
if (name !== "chaos" && name !== "soak") {
  process.stderr.write("Which program? chaos or soak; each of them knows --help.\n");
  process.exit(1);
}
const program = fileURLToPath(new URL(`../dist/${name}/main.js`, import.meta.url));

await build({
  input: fileURLToPath(new URL(`${name}/main.ts`, import.meta.url)),
  // Not what the bundler itself puts in for what Node 20 cannot do.
  external: [/^[a-z]/, /^@(?!oxc-project\/)/],
  platform: "node",
  transform: { target: "node20" },
  // Two folders deep, like its sources: they name other files by where they stand themselves.
  output: { file: program, format: "esm" },
  logLevel: "warn",
});
process.argv.splice(2, process.argv.length, ...rest);
await import(program);
