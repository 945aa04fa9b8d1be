import { parse } from "dotenv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canBeWritten, withSettings } from "../../src/setup/env-text.ts";

const change = (text: string, changes: Record<string, string>) =>
  withSettings(text, new Map(Object.entries(changes)));

describe("changing a .env", () => {
  it("replaces a value where it stands, and leaves the line's remark", () => {
    expect(change("# a\nA=1 # one\nB=2\n", { A: "3" })).toBe("# a\nA=3 # one\nB=2\n");
  });

  it("adds what is new at the end, on a line of its own", () => {
    expect(change("A=1", { B: "2" })).toBe("A=1\nB=2\n");
    expect(change("", { B: "2" })).toBe("B=2\n");
  });

  it.each([
    ["A='long\ntext'\nB=2\n", "A=x\nB=2\n"],
    ['A="#1" # remark\n', "A=x # remark\n"],
    ["  export A = 1\n", "  export A =x\n"],
    ["A=1\r\nB=2\r\n", "A=x\r\nB=2\r\n"],
    ["A=1\nA=2\n", "A=1\nA=x\n"],
    ["A=\nB=2\n", "A=x\nB=2\n"],
    ["#A=1\nAA=1\n", "#A=1\nAA=1\nA=x\n"],
  ])("finds the setting in %j", (before, after) => {
    expect(change(before, { A: "x" })).toBe(after);
  });

  it("writes a value so that it is read as it was", () => {
    const values = [
      "",
      "plain",
      "with blanks",
      "#1",
      "it's",
      'a "b"',
      "`c` 'd'",
      "$HOME",
      "two\nlines",
      "back\\slash",
      " x ",
    ];
    for (const value of values)
      expect(parse(change("B=2\n", { A: value }) ?? "")).toEqual({ A: value, B: "2" });
  });

  it("says so when a value cannot be written", () => {
    expect(canBeWritten("# and all of ' \" `")).toBe(false);
    expect(canBeWritten("# and ' and \"")).toBe(true);
  });

  it("never changes how anything else is read, whatever the file holds", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "A=1",
        "B='x",
        "y'",
        'C="',
        '"',
        "`",
        "#",
        "\n",
        "\r\n",
        "export ",
        "A = 'q'",
        "=",
        " ",
      ),
      fc.string({ maxLength: 6 }),
    );
    const file = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(file, fc.string({ maxLength: 12 }), (text, value) => {
        const changed = change(text, { A: value });
        if (changed !== null) expect(parse(changed)).toEqual({ ...parse(text), A: value });
      }),
      { seed: 42, numRuns: 2000 },
    );
  });
});
