import type { ChaosResult } from "./chaos.ts";
import type { Wrong } from "./verdict.ts";

/** The run as a table in Markdown. */
export function tableOf(result: ChaosResult): string {
  const { kills, seed, seconds, asked, verdicts, troubles, findings } = result;
  const sum = (count: (one: ChaosResult["verdicts"][number]["verdict"]) => number) =>
    verdicts.reduce((all, { verdict }) => all + count(verdict), 0);
  const wrong = (kind: Wrong) => findings.filter((finding) => finding.wrong === kind).length;
  const rows: readonly (readonly [string, number | string])[] = [
    ["kills (`kill -9`)", kills],
    ...Object.entries(troubles).map(([trouble, count]) => [`fault: ${trouble}`, count] as const),
    ["messages sent", asked],
    ["sent to the web page while nobody listened", asked - sum(({ taken, refused }) => taken + refused)],
    ["refused with a sentence (the model was not loaded yet)", sum(({ refused }) => refused)],
    ["accepted", sum(({ taken }) => taken)],
    ["answered", sum(({ answered }) => answered)],
    ["lost", wrong("lost")],
    ["shown unfinished", wrong("unfinished")],
    ["doubled", wrong("doubled")],
    ["in the wrong channel", wrong("foreign")],
    ["belonging to no question", wrong("astray")],
    ["recovered with a note", sum(({ marked }) => marked)],
    ["answered after a later question of the channel", sum(({ late }) => late.length)],
    ["defects of the process or its files", result.defects.length],
    ["seed", seed],
    ["seconds", Math.round(seconds)],
  ];
  return ["| | |", "|---|---:|", ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join("\n");
}

const BEGIN = "<!-- chaos:begin -->";
const END = "<!-- chaos:end -->";

/** `page` with the table between its two marks. Throws when they are not there. */
export function withTable(page: string, table: string): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`The page lacks ${BEGIN} and ${END}.`);
  return `${before}${BEGIN}\n\n${table}\n\n${END}${after}`;
}
