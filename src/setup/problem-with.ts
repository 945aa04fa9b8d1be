import { problemsOf } from "../doctor/usable-settings.ts";

/** What is wrong with a setting by itself, in a sentence; null when nothing is. */
export function problemWith(name: string, value: string): string | null {
  return problemsOf({ [name]: value })[0] ?? null;
}
