import { TuneError } from "./trouble.ts";

/** A change of one of the library's source files. */
interface Edit {
  readonly file: string;
  /** Matches whole lines, with the line's indent as its first group. */
  readonly lines: RegExp;
  /** How often it must match: other sources than the known ones are left alone. */
  readonly times: number;
  /** What takes the place of a matched line. */
  readonly to: (line: string, indent: string) => string;
  /** The headers of ours that it needs. */
  readonly headers: readonly string[];
}

const EDITS: readonly Edit[] = [
  {
    file: "AddonSampler.cpp",
    lines: /^( +)const auto vocabLength = .*\n/gm,
    times: 1,
    to: (line, indent) =>
      `${line}${indent}if (lantern::takeBest(*this, logits, vocabLength, curP)) return;\n`,
    headers: ["best-logits.h"],
  },
  {
    // Room for the whole vocabulary, for each answer.
    file: "AddonSampler.cpp",
    lines: /^( {4})tokenCandidates\.(?:resize|reserve)\(.*\n/gm,
    times: 2,
    to: () => "",
    headers: ["best-logits.h"],
  },
  {
    file: "AddonModel.cpp",
    lines: /^( +)model->model = llama_model_load_from_file\(.*\n/gm,
    times: 1,
    to: (line, indent) =>
      `${indent}lantern::offerWeights();\n${line}${indent}lantern::releaseMapping(model->modelPath);\n`,
    headers: ["weights.h", "release-mapping.h"],
  },
];

/** `source`, the text of `file`, with our changes. Throws {@link TuneError} when it is not the text they were made for. */
export function edited(file: string, source: string): string {
  const edits = EDITS.filter((edit) => edit.file === file);
  const headers = [...new Set(edits.flatMap((edit) => edit.headers))]
    .map((header) => `#include "${header}"\n`)
    .join("");
  const changed = edits.reduce((text, { lines, times, to }) => {
    if ([...text.matchAll(lines)].length !== times) {
      throw new TuneError(`${file} of the installed model library is not as expected: another version?`);
    }
    return text.replace(lines, to);
  }, source);
  return headers + changed;
}
