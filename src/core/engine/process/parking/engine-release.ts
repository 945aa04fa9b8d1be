import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { z } from "zod";

const packageFile = z.object({ version: z.string() });

/** The installed version of node-llama-cpp, which stands for its llama.cpp as well. Throws when it is not installed. */
export function engineRelease(): string {
  const entry = createRequire(import.meta.url).resolve("node-llama-cpp");
  // The package does not export its package.json, so it is found beside the folder of its entry.
  const text = readFileSync(join(dirname(entry), "..", "package.json"), "utf8");
  return packageFile.parse(JSON.parse(text)).version;
}
