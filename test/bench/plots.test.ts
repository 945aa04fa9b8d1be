import { describe, expect, it } from "vitest";
import { plotBars } from "../../src/bench/plot-bars.ts";
import { plotCourse } from "../../src/bench/plot-course.ts";
import { plotTimes } from "../../src/bench/plot-times.ts";
import { barGroups, reportPage } from "../../src/bench/report-page.ts";
import { linearScale, logScale } from "../../src/plots/scale.ts";
import { attributes, misnested } from "./markup.ts";
import { sampleReport } from "./sample-report.ts";

const TOGETHER = sampleReport({
  "together/lantern/1": [80, 90, 100],
  "together/plain/1": [60, 45, 30],
  "together/lantern/8": [180, 180, 180],
  "together/plain/8": [60, 61, 59],
});

const GAPS = {
  id: "gaps/streaming",
  label: "Gaps",
  xLabel: "ms since the first piece",
  yLabel: "ms",
  points: [
    [10, 20],
    [30, 120],
    [60, 30],
  ] satisfies [number, number][],
  mark: { from: 20, to: 40, label: "a prompt is read" },
};

describe("the bars", () => {
  const svg = plotBars("Tokens per second", barGroups(TOGETHER));

  it("are as long as the medians, to one measure", () => {
    const [ours1 = NaN, plain1 = NaN, ours8 = NaN, plain8 = NaN, ...more] = attributes(
      svg,
      "rect",
      "width",
    ).map(Number);
    expect(more).toEqual([]);
    expect(ours1 / plain1).toBeCloseTo(90 / 45, 2);
    expect(ours8 / plain8).toBeCloseTo(180 / 60, 2);
    expect(ours8 / ours1).toBeCloseTo(180 / 90, 2);
  });

  it("carry a dot for each sample and the ratio of each pair", () => {
    expect(attributes(svg, "circle", "cx")).toHaveLength(12);
    expect(svg).toContain("2.00×");
    expect(svg).toContain("3.00×");
  });

  it("leave out numbers of answers that were not measured", () => {
    expect(svg).toContain("8 answers");
    expect(svg).not.toContain("4 answers");
  });

  it("are sound markup", () => {
    expect(misnested(svg)).toBeNull();
  });
});

describe("the waits", () => {
  const rows = [
    { label: "warm & quick", samples: [50, 52], value: "51 ms" },
    { label: "cold", samples: [500, 520], value: "510 ms" },
    { label: "colder", samples: [5000, 5200], value: "5100 ms" },
  ];
  const svg = plotTimes("Waits", rows);

  it("stand at equal distances for equal ratios", () => {
    const x = attributes(svg, "circle", "cx").map(Number);
    expect(x).toHaveLength(6);
    const [warm = NaN, , cold = NaN, , colder = NaN] = x;
    expect(cold - warm).toBeCloseTo(colder - cold, 1);
    expect(cold).toBeGreaterThan(warm);
  });

  it("are sound markup", () => {
    expect(misnested(svg)).toBeNull();
  });
});

describe("a course", () => {
  const svg = plotCourse(GAPS);

  it("has a point for each value, the larger the higher, and a tinted stretch", () => {
    const y = attributes(svg, "circle", "cy").map(Number);
    expect(y).toHaveLength(3);
    expect(Math.min(...y)).toBe(y[1]);
    expect(attributes(svg, "rect", "class")).toEqual(["mark"]);
  });

  it("is sound markup, also without points or mark", () => {
    expect(misnested(svg)).toBeNull();
    expect(misnested(plotCourse({ ...GAPS, points: [], mark: null }))).toBeNull();
  });
});

describe("the scales", () => {
  it("have round ticks that reach over everything", () => {
    expect(linearScale(87, 0, 100, 4).ticks).toEqual([0, 50, 100]);
    expect(linearScale(0, 0, 100, 4).ticks[0]).toBe(0);
    expect(logScale(60, 900, 0, 100).ticks.map((tick) => Math.round(tick))).toEqual([
      50, 100, 200, 500, 1000,
    ]);
  });

  it("spread one single value over a range of its own", () => {
    const scale = logScale(100, 100, 0, 100);
    expect(scale.ticks.length).toBeGreaterThan(1);
    expect(scale.at(100)).toBeGreaterThanOrEqual(0);
    expect(scale.at(100)).toBeLessThanOrEqual(100);
  });
});

describe("the page", () => {
  const page = reportPage({ ...TOGETHER, timelines: [GAPS, { ...GAPS, label: "Another round" }] });
  const body = page.slice(page.indexOf("<body>"), page.indexOf("</html>")).replaceAll("<br>", "");

  it("is sound markup, whatever the machine is called", () => {
    expect(misnested(body)).toBeNull();
    expect(body).toContain("Imaginary &lt;C1&gt; &amp; Sons");
  });

  it("needs nothing but itself", () => {
    expect(page).not.toMatch(/<script|<link|<img|url\(|@import/);
    expect(page.replaceAll('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(/https?:/);
  });

  it("shows one round of a course that was taken in each", () => {
    const withGaps = reportPage({
      ...sampleReport({ "gaps/joiner/alone": [100] }),
      timelines: [GAPS, { ...GAPS, label: "Another round" }],
    });
    expect(withGaps).toContain("a prompt is read");
    expect(withGaps).not.toContain("Another round");
  });
});
