import { ConfigError } from "../src/core/errors.ts";

/** What is wrong about what `parse` reads, in sentences; nothing when it throws nothing. */
export function problemsOf(parse: () => unknown): readonly string[] {
  try {
    parse();
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}
