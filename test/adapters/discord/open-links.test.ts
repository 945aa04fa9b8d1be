import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withOpenLinks } from "../../../src/adapters/discord/open-links.ts";

describe("withOpenLinks", () => {
  it.each([
    ["[https://bank.example](https://evil.example)", "https://bank.example (https://evil.example)"],
    [
      "log in at [bank.example](https://evil.example/x), now",
      "log in at bank.example (https://evil.example/x), now",
    ],
    ["[www.bank.example/in](<https://evil.example>)", "www.bank.example/in (https://evil.example)"],
    ["[bank。example](https://evil.example)", "bank。example (https://evil.example)"],
    ["[bank．example](https://evil.example)", "bank．example (https://evil.example)"],
    ["[b\u00adank.exa\u200bmple](https://evil.example)", "b\u00adank.exa\u200bmple (https://evil.example)"],
    ["[bank**.**example](https://evil.example)", "bank**.**example (https://evil.example)"],
    ["[bank\\.example](https://evil.example)", "bank\\.example (https://evil.example)"],
    ["[127.0.0.1](https://evil.example)", "127.0.0.1 (https://evil.example)"],
    ["[https://bank](https://evil.example)", "https://bank (https://evil.example)"],
    ["[bank.example](https://bank.example@evil.example)", "bank.example (https://bank.example@evil.example)"],
    ["![cat.example](https://evil.example/cat.png)", "cat.example (https://evil.example/cat.png)"],
    ["[ ](https://evil.example)", "  (https://evil.example)"],
    ["[x](https://%%%)", "x (https://%%%)"],
  ])("shows where %j leads", (markdown, expected) => {
    expect(withOpenLinks(markdown)).toBe(expected);
  });

  it.each([
    ['[docs](https://evil.example "bank.example")', 'docs (https://evil.example "bank.example")'],
    ["[docs](https://evil.example/(x))", "docs (https://evil.example/(x))"],
    ["[docs](\nhttps://evil.example)", "docs (\nhttps://evil.example)"],
    ["[docs](\u0001https://evil.example)", "docs (\u0001https://evil.example)"],
    ["[docs](discord://-/x)", "docs (discord://-/x)"],
    [
      "[a [b](https://x.example) c](https://evil.example)",
      "[a [b](https://x.example) c (https://evil.example)",
    ],
    ["[bank.example ] docs](https://evil.example)", "[bank.example ] docs (https://evil.example)"],
  ])("leaves no doubt about %j", (markdown, expected) => {
    expect(withOpenLinks(markdown)).toBe(expected);
  });

  it.each([
    "[the docs](https://nodejs.org/docs)",
    "[nodejs.org](https://nodejs.org/docs) and [NodeJS.org](http://www.nodejs.org)",
    "[看这里。全部文档](https://nodejs.org)",
    "[1](#a) and [x](y) and f[0](x)",
    "<https://evil.example> and https://evil.example",
    "```md\n[bank.example](https://evil.example)\n```",
    "no links at all",
  ])("leaves %j as it is", (markdown) => {
    expect(withOpenLinks(markdown)).toBe(markdown);
  });

  it.each([
    // Each of these looks like a block of code that begins a line, and is none to Discord.
    "a `` b\n```\nx``\n[bank.example](https://evil.example)\n```",
    "a ` b\n```\nx`[bank.example](https://evil.example)\n",
    "\\```\n[bank.example](https://evil.example)\n```",
    "```\n[bank.example](https://evil.example)",
    "https://a.example` [bank.example](https://evil.example)`",
  ])("is not taken in by %j", (markdown) => {
    expect(withOpenLinks(markdown)).toContain("bank.example (https://evil.example)");
  });

  it("makes no text longer, and changes nothing in what it has changed", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "[",
        "](",
        ")",
        "](https://a.example",
        "`",
        "```",
        "\n```\n",
        "\\",
        "bank.example",
        "!",
        "<",
        ">",
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join("");
        const opened = withOpenLinks(text);
        expect(opened.length).toBeLessThanOrEqual(text.length);
        expect(withOpenLinks(opened)).toBe(opened);
      }),
      { seed: 42 },
    );
  });
});
