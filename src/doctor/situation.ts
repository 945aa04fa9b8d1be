import type { Config } from "../config.ts";
import type { Environment } from "../environment.ts";
import type { Machine } from "./machine.ts";

/** What the checks look at. */
export interface Situation {
  readonly machine: Machine;
  /** The settings, with the defaults in the place of those that are wrong. */
  readonly config: Config;
  /** What is wrong with the settings, a sentence each. */
  readonly problems: readonly string[];
  readonly envFile: EnvFile;
  /** Whether a bot runs on DATA_DIR now. Never rejects. */
  readonly running: Promise<boolean>;
}

/** The file of settings. */
export interface EnvFile {
  readonly path: string;
  /** What it says; null when it is there and cannot be read. */
  readonly settings: Environment | null;
}
