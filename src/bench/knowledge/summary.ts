import { visibleText } from "../../visible-text.ts";
import { formatTable } from "../table.ts";
import { bestThreshold, type Figures, figuresOf, ofHalf, ofOneLanguage, type Outcome } from "./outcome.ts";
import { KINDS } from "./questions.ts";

/** What a way to search made of all questions. */
export interface Trial {
  readonly name: string;
  /** From this score on a passage is taken to answer the question. */
  readonly fitting: number;
  readonly outcomes: readonly Outcome[];
}

const HEAD = ["", "questions", "recall at 5", "MRR", "wrongly refused", "unanswerable", "rightly refused"];

/** The ways to search side by side: the half that nothing was chosen by first. */
export function comparison(trials: readonly Trial[]): string {
  const rows = trials.flatMap(({ name, fitting, outcomes }) =>
    (["held-out", "tuning"] as const).flatMap((half) => {
      const ofThisHalf = ofOneLanguage(ofHalf(outcomes, half));
      return [
        row(`${name}, ${half} half`, figuresOf(ofThisHalf, fitting)),
        row("  without paraphrases", figuresOf(ofThisHalf.filter(sharesWords), fitting)),
      ];
    }),
  );
  return formatTable([HEAD, ...rows]);
}

/** One way to search, by language and kind. */
export function breakdown({ fitting, outcomes }: Trial): string {
  const one = ofOneLanguage(outcomes);
  const rowOf = (label: string, all: readonly Outcome[], holds: (outcome: Outcome) => boolean = () => true) =>
    row(label, figuresOf(all.filter(holds), fitting));
  return formatTable([
    HEAD,
    rowOf("all of one language", one),
    rowOf("  without paraphrases", one, sharesWords),
    rowOf("  Chinese", one, ({ question }) => question.language === "zh"),
    rowOf("  English", one, ({ question }) => question.language === "en"),
    ...KINDS.map((kind) =>
      rowOf(
        kind === "cross" ? "cross (in the other language)" : kind,
        outcomes,
        ({ question }) => question.kind === kind,
      ),
    ),
  ]);
}

/** Whether there are words to find it by. */
function sharesWords({ question }: Outcome): boolean {
  return question.kind !== "paraphrase";
}

/** What other thresholds would refuse, and which one of them parts best in the tuning half. */
export function sweep({ outcomes }: Trial): string {
  const one = ofOneLanguage(outcomes);
  const halves = [ofHalf(one, "tuning"), ofHalf(one, "held-out")];
  const head = ["threshold", "tuning: rightly", "wrongly", "held-out: rightly", "wrongly"];
  const thresholds = Array.from({ length: 15 }, (_, step) => 0.2 + step * 0.05);
  const rows = thresholds.map((threshold) =>
    [
      [threshold.toFixed(2)],
      ...halves.map((half) => {
        const { rightlyRefused, wronglyRefused } = figuresOf(half, threshold);
        return [percent(rightlyRefused), percent(wronglyRefused)];
      }),
    ].flat(),
  );
  const best = bestThreshold(halves[0] ?? []).toFixed(3);
  return `${formatTable([head, ...rows])}\nThe tuning half is parted best by ${best}.`;
}

/** Every question that went wrong, with what was found in place of the right passage. */
export function misses({ fitting, outcomes }: Trial): string {
  return outcomes
    .flatMap((outcome) => {
      const what = whatWentWrong(outcome, fitting);
      return what === null ? [] : [describe(outcome, what)];
    })
    .join("\n");
}

function whatWentWrong({ question, rank, best }: Outcome, fitting: number): string | null {
  const refused = best < fitting;
  if (question.places.length === 0) return refused ? null : "answered although the documents do not say it";
  const found = rank === 1 ? null : rank === null ? "not found" : `found at place ${rank}`;
  return [found, refused ? "refused" : null].filter((part) => part !== null).join(", ") || null;
}

function describe({ question, best, first }: Outcome, what: string): string {
  const { kind, language, half, before, places } = question;
  const asked = [...before, question.question].join(" / ");
  const wanted = places.map(({ file, phrase }) => `${file} (${phrase})`).join(" or ");
  return visibleLines([
    `${what}: ${asked}`,
    `  ${kind}, ${language}, ${half}; best score ${best.toFixed(3)}: ${first ? `${first.file} › ${first.heading}` : "nothing"}`,
    ...(wanted === "" ? [] : [`  wanted: ${wanted}`]),
  ]);
}

function visibleLines(lines: readonly string[]): string {
  return lines.map(visibleText).join("\n");
}

function row(label: string, figures: Figures): readonly string[] {
  const { answerable, recall, reciprocalRank, wronglyRefused, unanswerable, rightlyRefused } = figures;
  return [
    label,
    ...(answerable === 0
      ? ["", "", "", ""]
      : [String(answerable), percent(recall), reciprocalRank.toFixed(3), percent(wronglyRefused)]),
    ...(unanswerable === 0 ? ["", ""] : [String(unanswerable), percent(rightlyRefused)]),
  ];
}

function percent(share: number): string {
  return Number.isNaN(share) ? "" : `${(share * 100).toFixed(1)} %`;
}
