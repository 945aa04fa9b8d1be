import type { Environment } from "../environment.ts";

/** The settings as they will be. */
export interface Draft {
  /** Empty when it is not set. */
  get(name: string): string;
  /** An empty value is as good as none. */
  set(name: string, value: string): void;
  /** What differs from the beginning, in the order in which it was set. */
  changes(): ReadonlyMap<string, string>;
  /** All settings together. */
  all(): Environment;
}

/** A draft that begins as `settings`. */
export function createDraft(settings: Environment): Draft {
  const answers = new Map<string, string>();
  const before = (name: string) => settings[name] ?? "";
  return {
    get: (name) => answers.get(name) ?? before(name),
    set: (name, value) => void answers.set(name, value),
    changes: () => new Map([...answers].filter(([name, value]) => value !== before(name))),
    all: () => ({ ...settings, ...Object.fromEntries(answers) }),
  };
}
