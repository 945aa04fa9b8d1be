import { type Config, parseConfig } from "../config.ts";
import { ConfigError } from "../core/errors.ts";
import type { Environment } from "../environment.ts";

/** Reads the settings even when some are wrong: those have their defaults in `config`, and a sentence in `problems`. */
export function readSettings(env: Environment): { config: Config; problems: readonly string[] } {
  const problems = problemsOf(env);
  return { config: parseConfig(problems.length === 0 ? env : soundPart(env)), problems };
}

/** What is wrong with the settings, a sentence each that names the setting. */
export function problemsOf(env: Environment): readonly string[] {
  try {
    parseConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

/** As many of the settings as go together. */
function soundPart(env: Environment): Environment {
  const sound: Record<string, string | undefined> = {};
  let left = Object.entries(env);
  for (let before = Infinity; left.length < before;) {
    before = left.length;
    // Once more from the start, since some settings are right only together with a later one.
    left = left.filter(([name, value]) => {
      const fits = problemsOf({ ...sound, [name]: value }).length === 0;
      if (fits) sound[name] = value;
      return !fits;
    });
  }
  return sound;
}
