import { describe, expect, it } from "vitest";
import { compare } from "../../src/bench/compare.ts";
import { summarize } from "../../src/bench/summary.ts";
import { formatTable } from "../../src/bench/table.ts";
import { sampleReport } from "./sample-report.ts";

const lineWith = (text: string, words: string) => text.split("\n").find((line) => line.includes(words)) ?? "";
const cells = (line: string) => line.split(/ {2,}/);

describe("a table", () => {
  it("aligns its first column left, the others right, and leaves no blanks at the ends", () => {
    expect(
      formatTable([
        ["", "b", ""],
        ["long name", "1", "22"],
        ["a", "333", ""],
      ]),
    ).toBe(["             b", "long name    1  22", "a          333"].join("\n"));
  });
});

describe("the summary", () => {
  it("shows median, least, most and how many tokens were read", () => {
    const summary = summarize(
      sampleReport({ "first/cold": [900, 1100, 1000], "first/cold/read": [400, 400, 401] }),
    );
    expect(cells(lineWith(summary, "first question of a channel"))).toEqual([
      "first question of a channel",
      "1000 ms",
      "900 ms",
      "1100 ms",
      "400",
    ]);
  });

  it("sets Lantern against the plain way round by round", () => {
    const summary = summarize(
      sampleReport({ "together/lantern/8": [200, 100, 60], "together/plain/8": [80, 40, 24] }),
    );
    expect(lineWith(summary, "8 together, Lantern against plain")).toMatch(/ 2\.50×$/);
  });

  it("leaves out what was not measured, and says what stands in the notes", () => {
    const summary = summarize(
      sampleReport({ "page/first": [300] }, { notes: ["The machine was not quiet."] }),
    );
    expect(summary).not.toContain("Time to the first token");
    expect(summary).not.toContain("NaN");
    expect(summary).toContain("The machine was not quiet.");
  });

  it("names the machine, the model and the settings", () => {
    const summary = summarize(sampleReport({}));
    for (const part of [
      "imaginary.gguf (500 MB)",
      "4 cores",
      "8.00 GB",
      "Node 20.20.0",
      "3.22.1",
      "3 rounds",
    ]) {
      expect(summary).toContain(part);
    }
  });
});

describe("a comparison", () => {
  it("says how many times the second report is the first, and which is the better one", () => {
    const before = sampleReport({ "together/lantern/1": [50], "first/warm": [100], "first/cold": [400] });
    const after = sampleReport({ "together/lantern/1": [75], "first/warm": [150], "first/cold": [401] });
    const text = compare(before, after);
    expect(cells(lineWith(text, "1 answer, Lantern")).slice(1)).toEqual([
      "50.0 tok/s",
      "75.0 tok/s",
      "1.50×",
      "better",
    ]);
    expect(lineWith(text, "first: its next question")).toMatch(/1\.50× +worse$/);
    expect(lineWith(text, "first: first question of a channel")).toMatch(/1\.00×$/);
  });

  it("leaves out what only one of them has", () => {
    const text = compare(sampleReport({ "first/warm": [1] }), sampleReport({ "first/cold": [1] }));
    expect(text).not.toContain("question");
  });
});
