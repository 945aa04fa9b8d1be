import * as z from "zod/mini";

const KEY = "lantern.preferences";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const stored = z.object({
  theme: z.optional(z.enum(THEMES)),
  language: z.optional(z.enum(["en", "zh"])),
  sideOpen: z.optional(z.boolean()),
});

/** What a person has chosen for this browser. */
export interface Preferences {
  readonly theme: Theme;
  /** Whether the side bar stands open where there is room for it. */
  readonly sideOpen: boolean;
  /** Absent: as the browser has it. */
  readonly language?: "en" | "zh" | undefined;
}

const DEFAULTS: Preferences = { theme: "system", sideOpen: true };

/** The choices so far; the defaults where there are none or the storage is closed to the page. */
export function readPreferences(): Preferences {
  try {
    const { success, data } = stored.safeParse(JSON.parse(localStorage.getItem(KEY) ?? "{}"));
    if (!success) return DEFAULTS;
    const { theme = DEFAULTS.theme, sideOpen = DEFAULTS.sideOpen, language } = data;
    return { theme, sideOpen, language };
  } catch {
    return DEFAULTS;
  }
}

/** Changes some choices and keeps them, where that is possible. */
export function changePreferences(changes: Partial<Preferences>): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...readPreferences(), ...changes }));
  } catch {
    // Full or switched off; the choice lasts as long as the page does.
  }
}
