import type { Environment } from "../environment.ts";

/** The settings as they will be. */
export interface Draft {
  /** Empty when it is not set. */
  get(name: string): string;
  /** Whether it is set to true, however one writes that. */
  isOn(name: string): boolean;
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
  const get = (name: string) => answers.get(name) ?? before(name);
  return {
    get,
    isOn: (name) => /^(?:true|1|yes|on|y|enabled)$/i.test(get(name).trim()),
    set: (name, value) => void answers.set(name, value),
    changes: () => new Map([...answers].filter(([name, value]) => value !== before(name))),
    all: () => ({ ...settings, ...Object.fromEntries(answers) }),
  };
}
