import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { excerptOf } from "../../../src/adapters/web/page/excerpt.ts";
import { tokensOf } from "../../../src/adapters/web/page/markdown/highlight.ts";
import { timeGroupOf } from "../../../src/adapters/web/page/time-groups.ts";

const LANGUAGES = ["ts", "python", "json", "bash", "html", "css", "sql"];

/** The coloured pieces, as `kind:text`. */
function coloured(code: string, language: string): readonly string[] {
  return tokensOf(code, language)
    .filter(({ kind }) => kind !== "plain")
    .map(({ kind, text }) => `${kind}:${text}`);
}

describe("the colours of code", () => {
  it.each([
    ["ts", "const a = `x${1}`; // no", ["keyword:const", "string:`x${1}`", "comment:// no"]],
    ["js", "returned = /* if\n */ 0x1f", ["comment:/* if\n */", "number:0x1f"]],
    ["python", 'def f(x):  # if\n  """if"""', ["keyword:def", "comment:# if", 'string:"""if"""']],
    ["json", '{"a": "b", "n": -1.5e3}', ['name:"a"', 'string:"b"', 'name:"n"', "number:1.5e3"]],
    ["bash", 'for f in "$x"; do echo ${f#a} # it', undefined],
    [
      "html",
      '<a href="x">if</a><!-- a -->',
      [
        "keyword:<a",
        "name:href",
        'string:"x"',
        "keyword:>",
        "keyword:</a",
        "keyword:>",
        "comment:<!-- a -->",
      ],
    ],
    [
      "css",
      "a:hover { color: #fff; margin: 2px }",
      ["name:color", "number:#fff", "name:margin", "number:2px"],
    ],
    [
      "SQL",
      "SELECT count(*) FROM t -- all\nWHERE a = 'b'",
      ["keyword:SELECT", "keyword:FROM", "comment:-- all", "keyword:WHERE", "string:'b'"],
    ],
    ["brainfuck", "if +++ 1", []],
  ])("follow %s", (language, code, expected) => {
    if (expected) expect(coloured(code, language)).toEqual(expected);
    else
      expect(coloured(code, language)).toEqual([
        "keyword:for",
        "keyword:in",
        'string:"$x"',
        "keyword:do",
        "keyword:echo",
        "name:${f",
        "comment:# it",
      ]);
  });

  it("change nothing of the text", () => {
    const code = fc.string({
      unit: fc.constantFrom(...Array.from("ab1_ \n\"'`\\/*#<>-=:@$!&;{}."), "def", "const", "é"),
    });
    fc.assert(
      fc.property(code, fc.constantFrom(...LANGUAGES, "other"), (text, language) => {
        expect(
          tokensOf(text, language)
            .map((token) => token.text)
            .join(""),
        ).toBe(text);
      }),
      { seed: 42, numRuns: 500 },
    );
  });

  it("take no longer for a trap than for a text of its length", () => {
    const traps = ['"', "'''", "/*", "a-", "<!--", "${", "1.", "\\", "a=", "`", "0x", ": ", "@", "-1"];
    for (const language of LANGUAGES) {
      for (const trap of traps) {
        const began = performance.now();
        tokensOf(trap.repeat(20_000), language);
        expect(performance.now() - began, `${trap} in ${language}`).toBeLessThan(500);
      }
    }
  });
});

describe("an excerpt", () => {
  it("shows the first match whatever its case, on one line, with the words around it", () => {
    expect(excerptOf("One\nLantern", "lant")).toEqual({ before: "One ", match: "Lant", after: "ern" });
    expect(excerptOf(`${"word ".repeat(20)}here it is`, "HERE")).toEqual({
      before: "…word word word word ",
      match: "here",
      after: " it is",
    });
    expect(excerptOf("什么是机器学习？", "机器")).toMatchObject({ match: "机器" });
  });

  it("takes what is searched for literally", () => {
    expect(excerptOf("is 1+1 (two)?", "1+1 (")).toMatchObject({ match: "1+1 (" });
    expect(excerptOf("a-b/c", "-b/")).toMatchObject({ match: "-b/" });
    expect(excerptOf("anything", ".*")).toBeNull();
  });
});

it("sorts by days as people count them", () => {
  const now = new Date(2030, 2, 15, 9).getTime();
  const at = (...date: [number, number, number, number]) => timeGroupOf(new Date(...date).getTime(), now);
  expect(at(2030, 2, 15, 0)).toBe("today");
  expect(at(2030, 2, 14, 23)).toBe("yesterday");
  expect(at(2030, 2, 13, 23)).toBe("week");
  expect(at(2030, 2, 8, 0)).toBe("week");
  expect(at(2030, 2, 7, 23)).toBe("month");
  expect(at(2030, 1, 13, 0)).toBe("month");
  expect(at(2030, 1, 12, 0)).toBe("older");
});
