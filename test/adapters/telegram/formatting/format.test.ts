import type { MessageEntity } from "grammy/types";
import { describe, expect, it } from "vitest";
import { formatForTelegram } from "../../../../src/adapters/telegram/formatting/format.ts";

/** The text, then each entity with the words it marks. */
function shown(...lines: readonly string[]): { text: string; marks: string[] } {
  const { text, entities } = formatForTelegram(lines.join("\n"));
  return { text, marks: entities.map((entity) => marked(text, entity)) };
}

function marked(text: string, entity: MessageEntity): string {
  const detail =
    entity.type === "text_link"
      ? ` ${entity.url}`
      : entity.type === "pre"
        ? ` ${entity.language ?? "-"}`
        : "";
  return `${entity.type}${detail}: ${text.slice(entity.offset, entity.offset + entity.length)}`;
}

const lines = (...all: readonly string[]) => all.join("\n");

describe("text", () => {
  it.each([
    ["words", "Tea is a drink."],
    ["several lines and paragraphs", "Roses are red,\nviolets are blue.\n\n\nThe end."],
    ["names with underscores and lonely stars", "my_model_name, 2 * 3 = 6, 2 ** 3"],
    ["what is no HTML", "a < b && b > c, <tea> </tea>"],
    ["emoji and Chinese", "👩‍👩‍👧 茶是一种饮料。"],
    ["an address", "See https://tea.example/a_b_c?d=*e* or write to tea@tea.example."],
  ])("stays the same if it is %s", (_, text) => {
    expect(formatForTelegram(text)).toEqual({ text, entities: [] });
  });

  it("loses the blank space around it", () => {
    expect(shown(" \n\n tea \n ")).toEqual({ text: "tea", marks: [] });
  });

  it("has escapes and character references resolved", () => {
    expect(shown("\\*tea\\* &amp; &lt;milk&gt; &#39;or&#39; not, &tea;").text).toBe(
      "*tea* & <milk> 'or' not, &tea;",
    );
  });

  it("shows HTML as it is written, but for line breaks", () => {
    expect(shown("a<br>b <b>c</b>").text).toBe("a\nb <b>c</b>");
    expect(shown("<details>", "tea", "</details>").text).toBe("<details>\ntea\n</details>");
  });
});

describe("emphasis", () => {
  it("becomes bold, italic, struck and code", () => {
    expect(shown("**one** *two* ~~three~~ `four` ***five***")).toEqual({
      text: "one two three four five",
      marks: ["bold: one", "italic: two", "strikethrough: three", "code: four", "bold: five", "italic: five"],
    });
  });

  it("counts UTF-16 units", () => {
    expect(formatForTelegram("👩‍👩‍👧 **茶🍵**").entities).toEqual([{ type: "bold", offset: 9, length: 3 }]);
  });

  it("may stand between Chinese letters with punctuation on its inside", () => {
    expect(shown("**注意：**请先**看。**")).toEqual({
      text: "注意：请先看。",
      marks: ["bold: 注意：", "bold: 看。"],
    });
  });

  it("is nested, and interrupted by code, which nothing can hold", () => {
    expect(shown("**a *b* c** **d `e` f** ~~`g`~~")).toEqual({
      text: "a b c d e f g",
      marks: ["bold: a b c", "italic: b", "bold: d", "code: e", "bold: f", "code: g"],
    });
  });

  it("makes headings bold, all the same whether they are already", () => {
    expect(shown("# One **two** `three`", "text", "", "## Four")).toEqual({
      text: lines("One two three", "text", "", "Four"),
      marks: ["bold: One two", "code: three", "bold: Four"],
    });
  });
});

describe("blocks", () => {
  it("keeps code as it is, with its language", () => {
    expect(shown("Look:", "```python title=x", "if a:", "    **b**", "", "c", "```", "done")).toEqual({
      text: lines("Look:", "if a:", "    **b**", "", "c", "done"),
      marks: ["pre python: if a:\n    **b**\n\nc"],
    });
  });

  it("keeps the indentation of code that a message begins with, and tabs as spaces", () => {
    expect(shown("```go", "\tb := 1", "}", "```")).toEqual({
      text: "    b := 1\n}",
      marks: ["pre go:     b := 1\n}"],
    });
  });

  it("lists with bullets, numbers and boxes, nested ones indented", () => {
    expect(
      shown(
        "* tea",
        "  - green",
        "    second line",
        "  - black",
        "* [x] milk",
        "* [ ] sugar",
        "",
        "3. three",
        "3. four",
      ),
    ).toEqual({
      text: lines(
        "• tea",
        "   • green",
        "      second line",
        "   • black",
        "☑ milk",
        "☐ sugar",
        "",
        "3. three",
        "4. four",
      ),
      marks: [],
    });
  });

  it("puts code in a list on lines of its own", () => {
    expect(shown("1. Install:", "   ```sh", "   npm i", "   ```", "2) Run")).toEqual({
      text: lines("1. Install:", "npm i", "2) Run"),
      marks: ["pre sh: npm i"],
    });
  });

  it("quotes, also several levels deep, and around code", () => {
    expect(shown("> one", "> > *two*", ">", "> ```", "> code", "> ```", "> `three`", "", "four")).toEqual({
      text: lines("one", "two", "", "code", "three", "", "four"),
      marks: ["blockquote: one\ntwo", "italic: two", "pre -: code", "blockquote: three"],
    });
  });

  it("draws rules as lines, also right below text", () => {
    expect(shown("one", "", "***", "two", "---").text).toBe("one\n\n──────────\ntwo\n──────────");
  });

  it("takes a dash below a line for a list that has only begun", () => {
    expect(shown("Teas:", "-")).toEqual({ text: "Teas:\n-", marks: [] });
  });

  it("aligns tables by the width that letters have", () => {
    expect(
      shown("| Tea | 名字 | € |", "|---|:-:|--:|", "| green \\| white | 绿 | **1** |", "| 🍵 | é | 100 |"),
    ).toEqual({
      text: lines(
        "Tea           │ 名字 │   €",
        "──────────────┼──────┼────",
        "green | white │  绿  │   1",
        "🍵            │  é   │ 100",
      ),
      marks: [expect.stringMatching(/^pre -: Tea[^]*100$/)],
    });
  });
});

describe("links", () => {
  it("are spelled out in tables", () => {
    expect(shown("| Tea |", "|---|", "| [the *shop*](https://tea.example/) |").text).toBe(
      lines("Tea", "─".repeat(31), "the shop (https://tea.example/)"),
    );
  });

  it("hide behind words", () => {
    expect(
      shown(
        "Ask [the **tea** `house`](https://tea.example/a?b=c&amp;d), or ![a cup](http://i.example/1.png).",
      ),
    ).toEqual({
      text: "Ask the tea house, or a cup.",
      marks: [
        "text_link https://tea.example/a?b=c&d: the tea house",
        "bold: tea",
        "text_link http://i.example/1.png: a cup",
      ],
    });
  });

  it.each([
    ["[tea.example](https://www.tea.example/x)", "text_link https://www.tea.example/x: tea.example"],
    ["[chat](tg://resolve?domain=tea)", "text_link tg://resolve?domain=tea: chat"],
    ["[version 1.2.3](https://tea.example/)", "text_link https://tea.example/: version 1.2.3"],
    ["[![cup](http://i.example/)](https://tea.example/)", "text_link https://tea.example/: cup"],
  ])("may hide in %s", (markdown, mark) => {
    expect(shown(markdown).marks).toEqual([mark]);
  });

  it.each([
    ["[tea.example](https://evil.example/)", "tea.example (https://evil.example/)"],
    [
      "[go to HTTPS://tea.example/pay](https://evil.example)",
      "go to HTTPS://tea.example/pay (https://evil.example)",
    ],
    ["[ｔｅａ．example](https://evil.example)", "ｔｅａ．example (https://evil.example)"],
    ["[te\u00ada\u200b.example](https://evil.example)", "te\u00ada\u200b.example (https://evil.example)"],
    ["[http://192.168.0.1](http://10.0.0.1)", "http://192.168.0.1 (http://10.0.0.1)"],
    ["[tea.example](https://tea.example@evil.example)", "tea.example (https://tea.example@evil.example)"],
    ["[tea@tea.example](https://evil.example)", "tea@tea.example (https://evil.example)"],
    ["[click](javascript:alert)", "click (javascript:alert)"],
    ["[Anna](tg://user?id=12)", "Anna (tg://user?id=12)"],
    ["[Anna](tg:user?id=12)", "Anna (tg:user?id=12)"],
    ["[write](mailto:tea@tea.example)", "write (tea@tea.example)"],
    ["[https://tea.example](https://tea.example)", "https://tea.example"],
    ["[](https://tea.example)", "https://tea.example"],
    ["<https://tea.example>", "https://tea.example"],
    ["[1]: https://tea.example", "[1]: https://tea.example"],
  ])("never hide in %s", (markdown, text) => {
    expect(shown(markdown)).toEqual({ text, marks: [] });
  });
});

describe("half-written Markdown", () => {
  it.each([
    ["Tea is **ho", "Tea is ho", ["bold: ho"]],
    ["Tea is **hot*", "Tea is hot", ["bold: hot"]],
    ["Tea is **", "Tea is", []],
    ["Run `npm i", "Run npm i", ["code: npm i"]],
    ["See [the shop](https://tea.exa", "See the shop", []],
    ["See [the sh", "See [the sh", []],
    ["Code:\n```py\nx = **1", "Code:\nx = **1", ["pre py: x = **1"]],
    ["| a | b |\n|---", "| a | b |\n|---", []],
    ["1. x\n     ```sh\n     a `b", "1. x\na `b", ["pre sh: a `b"]],
    ["- ```sh\n  a `b", "• \na `b", ["pre sh: a `b"]],
    ["> one **two", "one two", ["blockquote: one two", "bold: two"]],
    ["```py", "```py", []],
  ])("shows %j", (markdown, text, marks) => {
    expect(shown(markdown)).toEqual({ text, marks });
  });
});
