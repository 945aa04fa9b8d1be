// Bundles the chaos run, since Node 20 reads no TypeScript, and starts it: node test/chaos/run.mjs --kills 100 --seed 1
import { fileURLToPath } from "node:url";
import { build } from "rolldown";

const program = fileURLToPath(new URL("../../dist/chaos/main.js", import.meta.url));

await build({
  input: fileURLToPath(new URL("main.ts", import.meta.url)),
  // Not what the bundler itself puts in for what Node 20 cannot do.
  external: [/^[a-z]/, /^@(?!oxc-project\/)/],
  platform: "node",
  transform: { target: "node20" },
  // Two folders deep, like its sources: they name other files by where they stand themselves.
  output: { file: program, format: "esm" },
  logLevel: "warn",
});
await import(program);
