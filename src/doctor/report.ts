import type { CheckResult, CheckState } from "./check.ts";

const SIGNS: Readonly<Record<CheckState, string>> = { ok: "✓", warning: "!", bad: "✗" };
const INDENT = "  ";

/** A result as a person reads it in a terminal, without an end of line. */
export function describeResult({ name, state, says, todo }: CheckResult): string {
  const first = `${SIGNS[state]} ${name}: ${says}`;
  return todo === undefined ? first : `${first}\n${INDENT}→ ${todo}`;
}

/** The last line, after all results. */
export function describeWhole(results: readonly CheckResult[]): string {
  const bad = count(results, "bad");
  const warnings = count(results, "warning");
  if (bad === 0 && warnings === 0) return "All is well.";
  const stops = bad === 0 ? [] : [`${bad} ${bad === 1 ? "thing has" : "things have"} to be put right (✗)`];
  const asks = warnings === 0 ? [] : [`${warnings} ${warnings === 1 ? "is" : "are"} worth a look (!)`];
  return `${[...stops, ...asks].join(", ")}.`;
}

/** All results for machines: one JSON object, `ok` false when anything is bad. */
export function resultsAsJson(results: readonly CheckResult[]): string {
  return JSON.stringify({ ok: isSound(results), checks: results }, null, 2);
}

/** Whether nothing stands in the way of running. */
export function isSound(results: readonly CheckResult[]): boolean {
  return count(results, "bad") === 0;
}

function count(results: readonly CheckResult[], state: CheckState): number {
  return results.filter((result) => result.state === state).length;
}
