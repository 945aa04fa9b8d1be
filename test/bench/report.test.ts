import { describe, expect, it } from "vitest";
import { createRecorder } from "../../src/bench/recorder.ts";
import { parseReport, samplesOf } from "../../src/bench/report.ts";
import { sampleReport } from "./sample-report.ts";

describe("a report", () => {
  it("comes back from JSON as it went in", () => {
    const report = sampleReport(
      { "first/cold": [400.25, 380], "memory/peak": [1.2e9] },
      {
        timelines: [
          {
            id: "gaps/streaming",
            label: "Gaps",
            xLabel: "ms",
            yLabel: "ms",
            points: [
              [1, 20.5],
              [2, 30],
            ],
            mark: { from: 1, to: 2, label: "read" },
          },
        ],
        notes: ["Something was not measured."],
      },
    );
    expect(parseReport(JSON.stringify(report))).toEqual(report);
  });

  it("refuses what is none, and one of another format", () => {
    expect(() => parseReport("{}")).toThrow(Error);
    expect(() => parseReport("no json")).toThrow(SyntaxError);
    expect(() => parseReport(JSON.stringify({ ...sampleReport({}), format: "lantern-bench-2" }))).toThrow(
      Error,
    );
  });
});

describe("the recorder", () => {
  it("keeps samples in the order in which they came, and series in that of the catalogue", () => {
    const recorder = createRecorder();
    recorder.sample("page/next", 5);
    recorder.sample("first/cold", 2);
    recorder.sample("first/cold", 1);
    const findings = recorder.findings();
    expect(findings.series.map(({ id }) => id)).toEqual(["first/cold", "page/next"]);
    expect(samplesOf(findings, "first/cold")).toEqual([2, 1]);
    expect(samplesOf(findings, "first/warm")).toEqual([]);
  });

  it("takes no sample that is no number, and says which one", () => {
    expect(() => createRecorder().sample("first/warm", NaN)).toThrow(/first\/warm/);
  });
});
