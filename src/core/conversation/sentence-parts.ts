import type { CommandName } from "../chat.ts";
import type { AnswerFigures } from "../engine/language-model.ts";

/** The tokens that an answer's window held at its end. */
export function tokensOf({
  tokensRead,
  tokensReused,
  tokensWritten,
}: Pick<AnswerFigures, "tokensRead" | "tokensReused" | "tokensWritten">): number {
  return tokensRead + tokensReused + tokensWritten;
}

/** The commands, a line for each. */
export function list(commands: Readonly<Partial<Record<CommandName, string>>>): string {
  return Object.entries(commands)
    .map(([name, does]) => `/${name} – ${does}`)
    .join("\n");
}

/** Made once: everybody in line is told their place whenever somebody leaves it. */
const ORDINALS = new Intl.PluralRules("en", { type: "ordinal" });
const ORDINAL_ENDINGS = { one: "st", two: "nd", few: "rd", other: "th", zero: "th", many: "th" };

/** 1st, 2nd, 3rd. */
export function ordinal(place: number): string {
  return `${place}${ORDINAL_ENDINGS[ORDINALS.select(place)]}`;
}

/** 1,480: the same in both languages. */
export function grouped(count: number): string {
  return count.toLocaleString("en");
}

/** Not 100% before all of it is done. */
export function percent(done: number, total: number): string {
  return `${total === 0 ? 100 : Math.floor((done / total) * 100)}%`;
}

/** 240 ms; a dash where there was none. */
export function milliseconds(ms: number | null): string {
  return ms === null ? "–" : `${Math.round(ms)} ms`;
}

/** Tokens a second; a digit behind the point only where it matters. */
export function speed(tokensPerSecond: number): string {
  return tokensPerSecond.toFixed(tokensPerSecond < 10 ? 1 : 0);
}

/** In the two largest units of the three. */
export function duration(minutes: number, day: string, hour: string, minute: string): string {
  if (minutes < 60) return `${minutes} ${minute}`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} ${hour} ${minutes % 60} ${minute}`;
  return `${Math.floor(minutes / (24 * 60))} ${day} ${Math.floor(minutes / 60) % 24} ${hour}`;
}

const MOST_NAMED = 20;

/** The first twenty of `names`, and a sign that there are more; `none` where there are none. */
export function fewOf(names: readonly string[], between: string, none = ""): string {
  if (names.length === 0) return none;
  return names.slice(0, MOST_NAMED).join(between) + (names.length > MOST_NAMED ? `${between}…` : "");
}
