import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSplitter, splitText } from "../../../src/core/streaming/split-text.ts";

const NO_LINE_LIMIT = Infinity;

function shown(text: string, maxLength: number, maxLines = NO_LINE_LIMIT): string[] {
  return splitText(text, { maxLength, maxLines }).map((part) => part.shown);
}

function words(count: number, word = "word"): string {
  return Array.from({ length: count }, (_, index) => `${word}${index}`).join(" ");
}

/** Whether every code block that opens in `text` is closed in it, read line by line. */
function fencesAreBalanced(text: string, longestMarker: number): boolean {
  let open: string | undefined;
  for (const line of text.split("\n")) {
    if (open === undefined) {
      const [, marker = "", info = ""] = /^ {0,3}(`{3,}|~{3,})([^]*)$/.exec(line) ?? [];
      const opens =
        marker !== "" && marker.length <= longestMarker && !(marker[0] === "`" && info.includes("`"));
      if (opens) open = marker;
    } else {
      const [, marker = ""] = /^ {0,3}(`{3,}|~{3,})\s*$/.exec(line) ?? [];
      if (marker[0] === open[0] && marker.length >= open.length) open = undefined;
    }
  }
  return open === undefined;
}

function loneSurrogates(text: string): number {
  return text.match(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g)?.length ?? 0;
}

describe("where it cuts", () => {
  it("leaves a text that fits as it is", () => {
    expect(splitText("Hello.\n\nHow are you?", { maxLength: 64, maxLines: 17 })).toEqual([
      { source: "Hello.\n\nHow are you?", shown: "Hello.\n\nHow are you?" },
    ]);
  });

  it("has no parts for blank text", () => {
    expect(shown("", 64)).toEqual([]);
    expect(shown(" \n\t\u3000\n", 64)).toEqual([]);
  });

  it("keeps the blank space around a part in its source and out of what is shown", () => {
    const text = `\n  ${"a".repeat(50)} \n\n  ${"b".repeat(50)}\n`;
    expect(splitText(text, { maxLength: 64, maxLines: 17 })).toEqual([
      { source: `\n  ${"a".repeat(50)} \n\n  `, shown: "a".repeat(50) },
      { source: `${"b".repeat(50)}\n`, shown: "b".repeat(50) },
    ]);
  });

  it("prefers the end of a paragraph to that of a line", () => {
    const [first] = shown(`${words(6)}\n\n${words(2)}\n${words(9)}`, 64);
    expect(first).toBe(words(6));
  });

  it("prefers the end of a line to that of a sentence", () => {
    const [first] = shown(`${words(6)}\nOne two. Three four five six seven eight nine ten`, 64);
    expect(first).toBe(words(6));
  });

  it("prefers the end of a sentence to that of a word", () => {
    const [first, second] = shown(
      `It began quite well. "Then what?" they asked, and nobody could say a thing`,
      64,
    );
    expect(first).toBe(`It began quite well. "Then what?"`);
    expect(second).toBe("they asked, and nobody could say a thing");
  });

  it("takes a full stop in a number for no end of a sentence", () => {
    const [first] = shown(`The value is known to be about 3.14159265358979 or so they say it is`, 64);
    expect(first).toBe("The value is known to be about 3.14159265358979 or so they say");
  });

  it("cuts Chinese after a sentence, and else after a pause", () => {
    const sentence = "春天来了，万物复苏，小草从土里探出头来。";
    expect(shown(sentence.repeat(4), 64)).toEqual([sentence.repeat(3), sentence]);
    const clauses = "春天来了，万物复苏，小草从土里探出头来，".repeat(4);
    expect(shown(clauses, 64)[0]).toBe(clauses.slice(0, 60));
  });

  it("keeps a closing quote with its sentence", () => {
    const text = `${"他说：“今天天气真好，我们一起出去走走吧。”".repeat(2)}${"然后他们就出门去了".repeat(4)}`;
    expect(shown(text, 64)[0]).toMatch(/。”$/u);
  });

  it("begins no part with a mark that belongs to the character before", () => {
    const text = `${"春".repeat(64)}。${"夏".repeat(20)}`;
    const [first, second] = shown(text, 64);
    expect(first).toBe("春".repeat(63));
    expect(second).toBe(`春。${"夏".repeat(20)}`);
  });

  it("ignores a good place that would leave a part nearly empty", () => {
    const [first] = shown(`Yes.\n\n${words(20)}`, 64);
    expect(first?.length).toBeGreaterThan(40);
  });

  it("cuts where there are more lines than people like to see", () => {
    const lines = Array.from({ length: 40 }, (_, index) => `line ${index}`);
    expect(shown(lines.join("\n"), 2000, 17)).toEqual([
      lines.slice(0, 17).join("\n"),
      lines.slice(17, 34).join("\n"),
      lines.slice(34).join("\n"),
    ]);
  });
});

describe("characters, links and addresses", () => {
  it.each([
    ["surrogate pairs", "😀"],
    ["families", "👨‍👩‍👧‍👦"],
    ["flags", "🇫🇷"],
    ["skin tones", "👍🏽"],
    ["accents", "e\u0301\u0302"],
    ["Hangul jamo", "\u1112\u1161\u11ab"],
  ])("keeps %s whole", (_, character) => {
    const parts = shown(character.repeat(100), 64);
    expect(parts.join("")).toBe(character.repeat(100));
    for (const part of parts) expect(part.length % character.length).toBe(0);
  });

  it("cuts a character of a thousand accents as the last resort", () => {
    const giant = `e${"\u0301".repeat(5000)}`;
    const parts = shown(giant, 64);
    expect(parts.join("")).toBe(giant);
    expect(parts.every((part) => part.length <= 64)).toBe(true);
  });

  it("cuts before a link, not in it", () => {
    const link = "[the whole story of it](https://example.org/a_(b)/story)";
    const [first, second] = shown(`${words(4)} ${link} and more`, 64);
    expect(first).toBe(words(4));
    expect(second).toContain(link);
  });

  it("cuts before an address, also when it stands right behind Chinese", () => {
    const address = `https://example.org/${"a".repeat(30)}`;
    expect(shown(`请看这里的说明文档${address}，谢谢大家`, 56)).toEqual([
      `请看这里的说明文档`,
      `${address}，谢谢大家`,
    ]);
  });

  it("cuts an address that is longer than a part", () => {
    const address = `https://example.org/${"a".repeat(200)}`;
    const parts = shown(address, 64);
    expect(parts.join("")).toBe(address);
    expect(parts.length).toBeLessThanOrEqual(4);
  });
});

describe("code blocks", () => {
  const code = Array.from({ length: 12 }, (_, index) => `    print(${index})  # comment`);

  it("closes a block that it cuts and opens it again with its language", () => {
    const parts = shown(["```python", ...code, "```"].join("\n"), 128);
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts) {
      expect(part).toMatch(/^```python\n {4}print[^]*\n```$/);
    }
    const lines = parts.flatMap((part) => part.split("\n").slice(1, -1));
    expect(lines).toEqual(code);
  });

  it("cuts after a line of code, not after a sentence in it", () => {
    const lines = ["let a = 1;", "let b = 2;", "let c = 3; // One. Two. Three. Four. Five. Six. Seven."];
    expect(shown(["```js", ...lines, "```"].join("\n"), 80)[0]).toBe("```js\nlet a = 1;\nlet b = 2;\n```");
  });

  it("cuts before a block when that leaves the part at least a third full", () => {
    const before = words(8);
    const block = ["```js", "let a = 1;", "let b = 2;", "let c = 3;", "let d = 4;", "```"].join("\n");
    expect(shown(`${before}\n${block}`, 100)).toEqual([before, block]);
  });

  it("cuts in a block when little stands before it", () => {
    const [first] = shown(`See:\n\`\`\`js\n${code.join("\n")}\n\`\`\``, 128);
    expect(first).toMatch(/^See:\n```js\n[^]*print[^]*\n```$/);
  });

  it("knows tildes, long markers and indentation", () => {
    const inner = ["```", "not the end", "```"].join("\n");
    const text = ["  ~~~~md", inner, ...code, "  ~~~~"].join("\n");
    for (const part of shown(text, 128)) {
      expect(part).toMatch(/^ *~~~~md\n/);
      expect(part).toMatch(/\n *~~~~$/);
    }
  });

  it("opens a block again with the bare marker when its first line is absurdly long", () => {
    const [, second] = shown(`\`\`\`${"x".repeat(60)}\n${code.join("\n")}\n\`\`\``, 128);
    expect(second).toMatch(/^```\n {4}print/);
  });

  it("takes code within a line for no block", () => {
    const text = `\`\`\`so\`\`\` is code. ${words(20)}`;
    expect(shown(text, 64).some((part) => part.endsWith("```"))).toBe(false);
  });

  it("leaves no empty block before or after a cut", () => {
    for (let length = 90; length < 140; length++) {
      const text = `\`\`\`js\n${"x".repeat(length)}\n\`\`\`\n\n${words(20)}\n\n\`\`\`js\n${code.join("\n")}\n\`\`\``;
      for (const part of shown(text, 128)) expect(part).not.toMatch(/```(js)?\n```/);
    }
  });

  it("keeps the indentation of the line that a part begins with", () => {
    const deep = Array.from(
      { length: 10 },
      (_, index) => `${" ".repeat(index)}\n${" ".repeat(index)}go(${index})`,
    );
    const parts = shown(`\`\`\`\n${deep.join("\n")}\n\`\`\``, 64);
    for (const part of parts.slice(1)) {
      const [, indent = "", depth = ""] = /^```\n( *)go\((\d+)\)/.exec(part) ?? [];
      expect(indent.length).toBe(Number(depth));
    }
  });
});

describe("whatever the text", () => {
  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.lorem({ maxCount: 12 }) },
    { weight: 3, arbitrary: fc.constantFrom(" ", "\n", "\n\n", "\r\n", "  ", "\t", "\n    ") },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        "```",
        "\n```\n",
        "\n```js\n",
        "~~~",
        "\n~~~~ x\n",
        "\n~~~~\n",
        "`",
        "``",
        "````\n",
      ),
    },
    { weight: 2, arbitrary: fc.constantFrom("你好，世界。", "春天！", "“好。”", "……") },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        "👨‍👩‍👧‍👦",
        "🇫🇷",
        "👍🏽",
        "e\u0301",
        "\ud83d",
        "\udc4d",
        "\u200d",
        "\u0000",
        "\ufeff",
      ),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        "[a link](https://x.org/y)",
        "https://example.org/path?q=1",
        "[",
        "](",
        "![",
      ),
    },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 20 }) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          fc.constantFrom("a", "。", "`", "~", "[", "\u0301", "😀", " ", "\n", "x\n", "你"),
          fc.integer({ min: 1, max: 200 }),
        )
        .map(([unit, times]) => unit.repeat(times)),
    },
  );
  const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));
  const limits = fc.record({
    maxLength: fc.constantFrom(64, 65, 100, 257, 1000),
    maxLines: fc.constantFrom(4, 5, 17, Infinity),
  });
  const runs = { seed: 42, numRuns: 500 };

  it("gives back the whole text, in parts that are within the limits and close what they open", () => {
    fc.assert(
      fc.property(text, limits, (text, limits) => {
        const parts = splitText(text, limits);
        if (text.trim() !== "") expect(parts.map((part) => part.source).join("")).toBe(text);
        for (const { shown } of parts) {
          expect(shown.trim()).not.toBe("");
          expect(shown.length).toBeLessThanOrEqual(limits.maxLength);
          expect(shown.split("\n").length).toBeLessThanOrEqual(limits.maxLines);
          expect(fencesAreBalanced(shown, Math.min(64, Math.floor(limits.maxLength / 8)))).toBe(true);
        }
      }),
      runs,
    );
  });

  it("shows every character that is not blank, in order", () => {
    fc.assert(
      fc.property(text, limits, (text, limits) => {
        for (const { source, shown } of splitText(text, limits)) {
          expect(shown.replaceAll(/\s/g, "")).toContain(source.replaceAll(/\s/g, ""));
        }
      }),
      runs,
    );
  });

  it("changes no part but the last when the text grows", () => {
    fc.assert(
      fc.property(
        text,
        limits,
        fc.array(fc.nat(), { minLength: 1, maxLength: 6 }),
        (text, limits, lengths) => {
          const whole = splitText(text, limits);
          for (const length of lengths) {
            const settled = splitText(text.slice(0, length % (text.length + 1)), limits).slice(0, -1);
            expect(whole.slice(0, settled.length)).toEqual(settled);
          }
        },
      ),
      runs,
    );
  });

  it("comes out the same in one go and while it grows, shrinks or becomes another", () => {
    fc.assert(
      fc.property(
        text,
        text,
        limits,
        fc.array(fc.nat(), { minLength: 1, maxLength: 8 }),
        (one, other, limits, lengths) => {
          const split = createSplitter(limits);
          for (const length of lengths) {
            const states = [one.slice(0, length % (one.length + 1)), one, length % 3 === 0 ? other : one];
            for (const state of states) expect(split(state)).toEqual(splitText(state, limits));
          }
        },
      ),
      runs,
    );
  });

  it("makes no half of a surrogate pair", () => {
    fc.assert(
      fc.property(text, limits, (text, limits) => {
        const sources = splitText(text, limits).map((part) => part.source);
        const halves = sources.reduce((sum, source) => sum + loneSurrogates(source), 0);
        if (sources.length > 0) expect(halves).toBe(loneSurrogates(text));
      }),
      runs,
    );
  });

  it.each([
    "[",
    "`",
    "```",
    "```\n",
    "~~~x\n",
    "\u0301",
    "😀",
    "🇫🇷",
    " ",
    "\n",
    "\n\n\nx",
    "a",
    "。",
    "[a](",
    "[a b](c)",
    "https://",
    "![a ",
    "`` ",
    "x\u200d",
    "\t\t\t\tx\n",
    ") ",
  ])("takes time linear in the length of a text of %j", (unit) => {
    const text = unit.repeat(Math.ceil(100_000 / unit.length));
    const started = performance.now();
    const parts = splitText(text, { maxLength: 2000, maxLines: 17 });
    const fenced = splitText(`\`\`\`\n${text}`, { maxLength: 4096, maxLines: Infinity });
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(parts.length + fenced.length).toBeGreaterThan(0);
  });
});
