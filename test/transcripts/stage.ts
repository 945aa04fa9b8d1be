/** Where a scene plays. */
export type Setting = "private" | "group" | "thread";

/** A message of the bot's, as people see it now. */
export interface Shown {
  readonly id: string;
  readonly text: string;
  /** What it replies to; null when it is no reply. */
  readonly answers: string | null;
  readonly buttons: readonly string[];
  /** It is seen by one person alone, or for a moment only. */
  readonly onlyFor: "one person" | "a moment" | null;
}

/** One place on one platform, and the people in it. */
export interface Scene {
  /** `text` may begin with `@Lantern`, `@Somebody` or a command. */
  says(name: string, text: string, inReplyTo?: string): void;
  /** The message is named by words that it has. */
  edits(words: string, text: string): void;
  deletes(words: string): void;
  presses(name: string, label: string): void;
  /** All that the bot has said here, oldest first. */
  seen(): readonly Shown[];
}

/** One platform. */
export interface Stage {
  /** Those who may talk to the bot, as ALLOW names them. */
  readonly allowed: readonly string[];
  /** A new place. `first` is who speaks first. */
  open(setting: Setting, first: string): Scene;
}

/** The last of `items` that there is, or a mistake in the scenario. */
export function found<T>(item: T | undefined, what: string): T {
  if (item === undefined) throw new Error(`The scenario speaks of ${what}, which is not there.`);
  return item;
}
