import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  fitForTelegram,
  formatForTelegram,
  MAX_MESSAGE_LENGTH,
} from "../../../../src/adapters/telegram/formatting/format.ts";
import { entityFault } from "../../../fakes/telegram/entity-rules.ts";

const PIECES = [
  ..."*_~`[]()<>|#-+!\\&: \n".split(""),
  ..."**,***,```,~~~,\n\n,\n> ,\n- ,\n  - ,\n1. ,\n    ,- [ ] ,|---|,\n# ,](,http://a.b,tea.example,<br>,&amp;,word,茶。,👩‍👩‍👧,\u0301,\t,\r\n".split(
    ",",
  ),
];
const markdownish = fc.array(fc.constantFrom(...PIECES), { maxLength: 120 }).map((pieces) => pieces.join(""));

/** Whatever a message may not be. */
function expectValid(markdown: string) {
  const { text, entities } = fitForTelegram(markdown);
  expect(entityFault(text, entities)).toBeUndefined();
  expect(text.length).toBeLessThanOrEqual(MAX_MESSAGE_LENGTH);
  expect(text === "").toBe(markdown.trim() === "");
  expect(text.trimEnd()).toBe(text);
}

it("makes valid messages of whatever looks like Markdown", () => {
  fc.assert(fc.property(markdownish, expectValid), { seed: 42, numRuns: 2_000 });
});

it("makes valid messages of any text", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), expectValid), { seed: 42 });
});

it("changes nothing of plain words and lines", () => {
  const line = fc.array(fc.constantFrom("tea", "茶", "🍵", "a_b", "3.5%", "(so)", "it's"), { minLength: 1 });
  const plain = fc
    .array(line, { minLength: 1 })
    .map((lines) => lines.map((words) => words.join(" ")).join("\n"));
  fc.assert(
    fc.property(plain, (text) => {
      expect(formatForTelegram(text)).toEqual({ text, entities: [] });
    }),
    { seed: 42 },
  );
});

it("changes nothing of code", () => {
  const code = fc
    .array(fc.constantFrom("a", "  ", "*b*", "\n", "\\", "<i>", "`", "#", "[x](y)", "&lt;", "茶"), {
      maxLength: 60,
    })
    .map((pieces) => pieces.join(""))
    .filter((code) => code.trim() !== "" && !/^ {0,3}`{3}/m.test(code));
  fc.assert(
    fc.property(code, (code) => {
      const { text, entities } = formatForTelegram(`before\n\`\`\`x\n${code}\n\`\`\`\nafter`);
      expect(text).toBe(`before\n${code}\nafter`);
      expect(entities).toEqual([{ type: "pre", offset: 7, length: code.length, language: "x" }]);
    }),
    { seed: 42 },
  );
});

const ANSWER = `# Brewing **green** tea

Use *soft* water at \`80 °C\`, see [the guide](https://tea.example/guide "Guide") or ~~boil~~:

1. Warm the pot:
   \`\`\`sh
   kettle --to 80
   \`\`\`
2. Add leaves
   - **注意：**少放一点
   - [ ] not *more

> As \`they\` say: **slowly**
> > really

| Tea | 水温 |
|:--|--:|
| green 🍵 | 80 |

---

\`\`\`python
def brew(leaves):
    return "*" * leaves  # 茶
\`\`\`

Done, [evil.example](https://tea.example) ![cup](https://tea.example/cup.png).`;

it("makes a valid message of an answer at every moment of its stream", () => {
  for (let length = 0; length <= ANSWER.length; length++) expectValid(ANSWER.slice(0, length));
});

it("marks no more than Telegram takes, code and links before all", () => {
  const { text, entities } = formatForTelegram(`${"*a* ".repeat(150)}[tea](https://tea.example)`);

  expect(entityFault(text, entities)).toBeUndefined();
  expect(entities).toHaveLength(100);
  expect(entities.at(-1)).toMatchObject({ type: "text_link" });
});

describe("hostile text", () => {
  const units = [
    "[",
    "*",
    "**a ",
    "** ",
    "`",
    "> ",
    "- ",
    "![",
    "_a",
    "](",
    "<a ",
    "|a",
    "|-|\n",
    "1. ",
    "[x]: ",
    "*a **b ",
    "**`a`",
    "[a",
    "a.",
  ];

  it.each([MAX_MESSAGE_LENGTH, 1_000_000])("of %i letters is shown in next to no time", (length) => {
    for (const unit of units) {
      const markdown = unit.repeat(length).slice(0, length);
      const start = performance.now();
      const { text, entities } = formatForTelegram(markdown);
      expect(performance.now() - start, unit).toBeLessThan(10_000);
      expect(entityFault(text, entities), unit).toBeUndefined();
    }
  });

  it("in the words of a link takes no longer", () => {
    const start = performance.now();
    formatForTelegram(`[${"a.".repeat(3_900)}](https://tea.example)`);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
