import { assert, nat, property } from "fast-check";
import { describe, expect, it } from "vitest";
import type { DownloadProgress } from "../../src/models/download-progress.ts";
import { formatDuration, formatProgress } from "../../src/models/download-progress.ts";
import { formatBytes } from "../../src/models/format-bytes.ts";
import { createProgressLine } from "../../src/models/progress-line.ts";

const FILE = "qwen2.5-0.5b-instruct-fp16.gguf";
const TOTAL = 1_266_425_696;

function fetching(doneBytes: number, totalBytes = TOTAL): DownloadProgress {
  return { phase: "fetching", file: FILE, doneBytes, totalBytes };
}

describe("a line of progress", () => {
  it("tells file, share, size, speed and time left", () => {
    expect(formatProgress(fetching(612e6), 8.4e6, 200)).toBe(
      `Fetching ${FILE}  [#########-----------] 612 MB of 1.27 GB · 8.4 MB/s · 1 min 18 s left`,
    );
  });

  it("leaves out what is not known yet", () => {
    expect(formatProgress(fetching(0), null, 200)).toBe(
      `Fetching ${FILE}  [--------------------] 0 B of 1.27 GB`,
    );
    expect(formatProgress(fetching(0), 0, 200)).toContain("0 B/s");
    expect(formatProgress(fetching(TOTAL), 9e6, 200)).not.toContain("left");
  });

  it("says why it waits and when it goes on", () => {
    const waiting = { phase: "waiting", file: FILE, doneBytes: 5e6, why: "the connection failed", ms: 4000 } as const;
    expect(formatProgress({ ...waiting, totalBytes: TOTAL }, null, 200)).toBe(
      `Fetching ${FILE}  5.0 MB of 1.27 GB · the connection failed, trying again in 4 s`,
    );
    expect(formatProgress({ ...waiting, totalBytes: null }, null, 50)).toBe("the connection failed, trying again in 4 s");
  });

  it("says that it checks", () => {
    const checking = { phase: "checking", file: FILE, doneBytes: TOTAL / 2, totalBytes: TOTAL } as const;
    expect(formatProgress(checking, null, 200)).toBe(
      `Checking ${FILE}  [##########----------] 633 MB of 1.27 GB`,
    );
  });

  it("gives up the bar first, then the name, then the speed, and keeps to the width whatever it is", () => {
    const at = (width: number) => formatProgress(fetching(612e6), 8.4e6, width);
    expect(at(90)).toBe(`Fetching ${FILE}  612 MB of 1.27 GB · 8.4 MB/s · 1 min 18 s left`);
    expect(at(60)).toBe("612 MB of 1.27 GB · 8.4 MB/s · 1 min 18 s left");
    expect(at(40)).toBe("612 MB of 1.27 GB · 1 min 18 s left");
    expect(at(20)).toBe("612 MB of 1.27 GB");
    assert(
      property(nat(TOTAL), nat(1e9), nat(120), (done, speed, width) => {
        expect(formatProgress(fetching(done), speed, width).length).toBeLessThanOrEqual(width);
      }),
      { seed: 42 },
    );
  });

  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1 kB"],
    [999_499, "999 kB"],
    [999_500, "1.0 MB"],
    [8_400_000, "8.4 MB"],
    [9_949_999, "9.9 MB"],
    [9_950_000, "10 MB"],
    [999_499_999, "999 MB"],
    [999_500_000, "1.00 GB"],
    [TOTAL, "1.27 GB"],
  ])("writes %i bytes as %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [10, "1 s"],
    [59_400, "59 s"],
    [59_600, "1 min"],
    [78_000, "1 min 18 s"],
    [7_500_000, "2 h 5 min"],
  ])("writes %i ms as %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe("showing progress", () => {
  function screen({ isTTY = true, columns = 200 }: { isTTY?: boolean; columns?: number | null } = {}) {
    let now = 0;
    const written: string[] = [];
    const line = createProgressLine(
      { isTTY, write: (text) => void written.push(text), columns: () => columns ?? undefined },
      { now: () => now },
    );
    const at = (ms: number, progress: DownloadProgress) => {
      now = ms;
      line.update(progress);
    };
    return { written, line, at };
  }

  it("rewrites one line of a terminal at most ten times a second", () => {
    const { at, written, line } = screen();
    for (let ms = 0; ms < 1000; ms += 10) at(ms, fetching(ms * 1000));
    expect(written).toHaveLength(10);
    expect(written.every((text) => text.startsWith("\r") && text.endsWith("\u001b[K"))).toBe(true);
    line.end();
    expect(written.join("").endsWith("\n")).toBe(true);
    expect(written.at(-2)).toContain("990 kB");
  });

  it("stays within the terminal, also when its width is not known", () => {
    for (const columns of [30, null]) {
      const { at, written } = screen({ columns });
      at(0, fetching(612e6));
      expect(written[0]?.replace("\r", "").replace("\u001b[K", "").length).toBeLessThan(columns ?? 80);
    }
  });

  it("writes a line every ten seconds elsewhere, and the last state", () => {
    const { at, written, line } = screen({ isTTY: false });
    for (let ms = 0; ms <= 25_000; ms += 100) at(ms, fetching(ms * 10_000));
    line.end();
    expect(written.map((text) => / ([^ ]+ .?B) of/.exec(text)?.[1])).toEqual(["0 B", "100 MB", "200 MB", "250 MB"]);
    expect(written.every((text) => text.endsWith("\n") && !text.includes("\r"))).toBe(true);
    line.end();
    expect(written).toHaveLength(4);
  });

  it("shows at once when it begins to wait, leaves that to be read, and goes on below", () => {
    const { at, written } = screen();
    at(0, fetching(1e6));
    at(10, { phase: "waiting", file: FILE, doneBytes: 1e6, totalBytes: TOTAL, why: "the connection failed", ms: 1000 });
    at(20, fetching(1e6));
    expect(written.map((text) => text.slice(0, 9).trim())).toEqual(["Fetching", "Fetching", "", "Fetching"]);
    expect(written[1]).toContain("trying again in 1 s");
    expect(written[2]).toBe("\n");
  });

  it("tells the speed of the last ten seconds, without what was there before", () => {
    const { at, written } = screen();
    at(0, fetching(500e6));
    for (let ms = 100; ms <= 20_000; ms += 100) at(ms, fetching(500e6 + ms * 10_000)); // 10 MB/s
    expect(written.at(-1)).toContain("10 MB/s");
    for (let ms = 20_100; ms <= 31_000; ms += 100) at(ms, fetching(700e6 + (ms - 20_000) * 2000)); // 2 MB/s
    expect(written.at(-1)).toContain("2.0 MB/s");
  });

  it("forgets the speed when it starts over", () => {
    const { at, written } = screen();
    at(0, fetching(0));
    at(5000, fetching(50e6));
    at(5200, fetching(0));
    expect(written.at(-1)).not.toContain("/s");
  });

  it("writes nothing when there was nothing to show", () => {
    const { line, written } = screen();
    line.end();
    expect(written).toEqual([]);
  });
});
