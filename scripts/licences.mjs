// Writes docs/licences.md: the licence of every package that is installed to run Lantern, from node_modules. Fails when one
// of them says nothing of its licence.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
const rows = [];
for (const [path, locked] of Object.entries(packages)) {
  if (path === "" || locked.dev || locked.optional || locked.devOptional) continue;
  const { name, version, license } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
  if (typeof license !== "string")
    throw new Error(`${name} ${version} does not say under which licence it is.`);
  rows.push(`| ${name} | ${version} | ${license} |`);
}
const sorted = [...new Set(rows)].toSorted();
writeFileSync(
  "docs/licences.md",
  [
    "# Licences",
    "",
    "What is installed to run Lantern, without what is only needed on other systems. Made by `node scripts/licences.mjs`.",
    "",
    "| package | version | licence |",
    "| --- | --- | --- |",
    ...sorted,
    "",
  ].join("\n"),
);
