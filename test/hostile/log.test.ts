import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { SurfaceError } from "../../src/core/errors.ts";
import type { Log } from "../../src/core/log.ts";
import { openLog } from "../../src/pino-log.ts";
import { visibleText } from "../../src/visible-text.ts";
import { bombs, hostileText, TERMINAL_CODES, UNSEEN } from "./generators.ts";

const ESCAPE = "\u001b";
/** What a terminal obeys, or shows as something else than it is. */
const OBEYED = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const COLOUR = new RegExp(`${ESCAPE}\\[\\d+m`, "g");
const FORGED = "[12:00:00] INFO: all is well";
const EVIL = `a\n${FORGED}\r\n${FORGED}${TERMINAL_CODES.join("")}${UNSEEN.join("")}\ud800\n    at z`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lantern-log-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function expectVisible(text: string) {
  expect(visibleText(text).replaceAll("\t", "")).not.toMatch(OBEYED);
}

function isObject(line: string): boolean {
  const value: unknown = JSON.parse(line);
  return typeof value === "object" && value !== null;
}

function writeEverywhere(log: Log) {
  log.warn(EVIL, { line: EVIL, deep: { list: [EVIL, { [EVIL]: EVIL }] } });
  log.child({ name: EVIL }).error("failed", {
    error: new SurfaceError("rejected", EVIL, { cause: new AggregateError([new Error(EVIL)], EVIL) }),
  });
  log.info("odd", { error: EVIL, nothing: undefined, count: 1, none: null });
}

it("is one line that a terminal shows and does not obey", () => {
  fc.assert(fc.property(hostileText, expectVisible), { seed: 42, numRuns: 2_000 });
  for (const [, text] of bombs(10_000)) expectVisible(text);
});

it("stays as it is when there is nothing hidden in it", () => {
  for (const text of ["Hello, wörld!\tTea — 茶 🍵", "C:\\new", "é"]) expect(visibleText(text)).toBe(text);
});

it("says what was hidden", () => {
  expect(visibleText("a\nb\r\u001b[31m\u202e\u{e0041}\ud800")).toBe(
    "a\\nb\\r\\u001b[31m\\u202e\\u{e0041}\\ud800",
  );
});

it("reaches a terminal with nothing to obey and no line of its own", () => {
  const file = join(folder, "terminal");
  writeEverywhere(openLog("debug", true, file));
  const written = readFileSync(file, "utf8");
  // The log's own colours are all that is left for the terminal; of what else it obeys nothing would be stripped here.
  const lines = written.split("\n").map((line) => line.split(COLOUR).join(""));
  for (const line of lines) {
    expect(line).not.toMatch(OBEYED);
    expect(line).not.toMatch(/^\[12:00:00\]/);
  }
  expect(stripVTControlCharacters(written)).toContain(`a\\n${FORGED}\\r\\n`);
});

it("reaches a file as one object a line, with nothing to obey", () => {
  const file = join(folder, "file");
  writeEverywhere(openLog("debug", false, file));
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  expect(lines).toHaveLength(3);
  for (const line of lines) {
    expect(line).not.toMatch(OBEYED);
    expect(line).toSatisfy(isObject);
  }
});

it("keeps the stack of an error readable, line by line", () => {
  const file = join(folder, "stack");
  openLog("debug", false, file).error("failed", { error: new Error("broken") });
  const written = readFileSync(file, "utf8");
  expect(written).toContain('"stack":["Error: broken","    at ');
  expect(written).toContain("log.test.ts");
});
