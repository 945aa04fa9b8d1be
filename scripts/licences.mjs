// Writes docs/licences.md: the licence of every package that is installed to run Lantern, from node_modules. Fails when one
// of them says nothing of its licence.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const flag = z.boolean().optional();
const lock = z.object({
  packages: z.record(z.string(), z.object({ dev: flag, optional: flag, devOptional: flag })),
});
const manifest = z.object({ name: z.string(), version: z.string(), license: z.string() });

const { packages } = lock.parse(JSON.parse(readFileSync("package-lock.json", "utf8")));
const needed = Object.entries(packages).filter(
  ([path, { dev, optional, devOptional }]) => path !== "" && !dev && !optional && !devOptional,
);
const rows = needed.map(([path]) => {
  const { name, version, license } = manifest.parse(
    JSON.parse(readFileSync(join(path, "package.json"), "utf8")),
  );
  return `| ${name} | ${version} | ${license} |`;
});
writeFileSync(
  "docs/licences.md",
  [
    "# Licences",
    "",
    "What is installed to run Lantern, without what is only needed on other systems. Made by `node scripts/licences.mjs`.",
    "",
    "| package | version | licence |",
    "| --- | --- | --- |",
    ...[...new Set(rows)].toSorted(),
    "",
  ].join("\n"),
);
