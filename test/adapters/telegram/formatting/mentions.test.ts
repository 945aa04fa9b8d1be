import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  asWritten,
  fitForTelegram,
  formatForTelegram,
  MAX_MESSAGE_LENGTH,
} from "../../../../src/adapters/telegram/formatting/format.ts";
import { entityFault } from "../../../fakes/telegram/entity-rules.ts";
import { mentionsIn } from "../../../fakes/telegram/mentions.ts";

/** The text, with the letter that nobody sees made visible. */
const seen = (markdown: string) => formatForTelegram(markdown).text.replaceAll("\u2060", "|");

/** Which usernames Telegram finds in what a message looks like. */
function called(markdown: string): string[] {
  const { text, entities } = fitForTelegram(markdown);
  return mentionsIn(text, entities);
}

describe("a username in a message of the bot's", () => {
  it.each([
    ["ask @anna", "ask @|anna"],
    ["(@anna), “@ben”：@cleo", "(@|anna), “@|ben”：@|cleo"],
    ["**@anna** and [@ben](https://tea.example)", "@|anna and @|ben"],
    ["> says @anna", "says @|anna"],
    ["@@anna", "@|@|anna"],
    ["-@anna", "-@|anna"],
    ["@\u202eanna", "@|\u202eanna"],
    ["\\@anna", "@|anna"],
    ["&#64;anna", "@|anna"],
  ])("calls nobody: %j", (markdown, text) => {
    expect(seen(markdown)).toBe(text);
    expect(called(markdown)).toEqual([]);
    expect(mentionsIn(asWritten(markdown).text, [])).toEqual([]);
  });

  it.each([
    "mail anna@tea.example or ben.b+tea@mail.tea.example",
    "茶@tea",
    "2 @ 5 € each, @\nhome @",
    "see https://tea.example/@anna?by=@ben, and more",
    "see (https://tea.example/@anna)",
    "看https://tea.example/@anna",
    "see medium.com/@anna/tea",
    "npm i user@1.2.3",
    "/reset@LanternBot",
  ])("is told from what is none, which stays as it is: %j", (text) => {
    expect(formatForTelegram(text).text).toBe(text);
    expect(called(text)).toEqual([]);
  });

  it.each([
    "https://tea/@anna",
    "ftp://@anna",
    "tea.teas/@anna",
    "x.https://tea.example/@anna",
    "a.b，https://tea.example/@anna",
    "(a.teas/'https://tea.example/@anna",
    "https://tea.example/)@anna",
    "https://tea-.example/@anna",
    "https://tea.example:99999/@anna",
    "https://tea.example#@anna",
    "http\u017f://tea.example/@anna",
  ])("calls nobody where only people see an address: %j", (text) => {
    expect(seen(text)).toContain("@|anna");
    expect(called(text)).toEqual([]);
  });

  it("stays as it is in code, which calls nobody and is there to be copied", () => {
    const markdown = "use `@types/node`\n\n```python\n@app.route\ndef x(): ...\n```\n\nby @anna";

    const { text, entities } = formatForTelegram(markdown);

    expect(text).toBe("use @types/node\n\n@app.route\ndef x(): ...\n\nby @\u2060anna");
    expect(entities).toMatchObject([{ type: "code" }, { type: "pre" }]);
    expect(called(markdown)).toEqual([]);
  });

  it("moves the marks behind it, and stays within those around it", () => {
    const { text, entities } = formatForTelegram("*@anna* **@ben** ~~x~~ @**cleo** **a@b** *!@*");

    const marked = entities.map(({ offset, length }) => text.slice(offset, offset + length));
    expect(marked).toEqual(["@\u2060anna", "@\u2060ben", "x", "cleo", "a@b", "!@"]);
  });

  it("is written with a wide @ where there is no room for more letters", () => {
    const crowd = "@anna ".repeat(700).slice(0, MAX_MESSAGE_LENGTH - 1);

    const { text } = fitForTelegram(crowd);

    expect(text).toBe(crowd.trim().replaceAll("@", "＠"));
    expect(called(crowd)).toEqual([]);
  });
});

const PIECES = [
  ..."@ @anna @b_1 anna a. . / : ( ) [ ] < > \" ' ` * ** _ ~~ > - | # \\ , 茶 。 👩‍👩‍👧".split(" "),
  ..."https:// http:// ftp:// tea.example medium.com www. tea :80 ? = & &#64; \u2028 \u202e \u2060 \u200b \u00a0 \r \u030a \u0333 ſ".split(
    " ",
  ),
  " ",
  "\n",
  "\n\n",
  "```",
  "](https://tea.example)",
  "](tg://user?id=5)",
];
const hostile = fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((pieces) => pieces.join(""));

it("nobody is ever called, whatever a model writes", () => {
  fc.assert(
    fc.property(hostile, (markdown) => {
      const { text, entities } = fitForTelegram(markdown);
      expect(mentionsIn(text, entities)).toEqual([]);
      expect(entityFault(text, entities)).toBeUndefined();
      expect(entities.every(({ type }) => type !== "text_mention")).toBe(true);
      expect(mentionsIn(asWritten(markdown).text, [])).toEqual([]);
    }),
    { seed: 42, numRuns: 5_000 },
  );
});

it("nothing but the invisible letter is added", () => {
  const words = fc.array(fc.constantFrom("@anna", "tea", "a@b.example", "茶", "@", "https://a.example/@b"), {
    minLength: 1,
    maxLength: 200,
  });
  fc.assert(
    fc.property(words, (words) => {
      const plain = words.join(" ");
      expect(formatForTelegram(plain).text.replaceAll("\u2060", "")).toBe(plain);
    }),
    { seed: 42 },
  );
});

describe("a link", () => {
  const hosts = fc.constantFrom(
    "tea.example",
    "www.tea.example",
    "bank.example",
    "xn--bcher-kva.example",
    "1.2.3.4",
  );
  const wrap = fc.constantFrom(
    (host: string) => host,
    (host: string) => `https://${host}/login`,
    (host: string) => `go to **${host}** now`,
    (host: string) => `HTTPS://${host.toUpperCase()}`,
    (host: string) => host.replace(".", ".\u00ad"),
    (host: string) => `*${host.slice(0, 4)}*${host.slice(4)}`,
    (host: string) => `![${host}](https://i.example/1.png)`,
    (host: string) => `user@${host}`,
  );

  it("never shows the address of another host than the one it leads to", () => {
    fc.assert(
      fc.property(hosts, hosts, wrap, (shown, real, wrap) => {
        const { text, entities } = formatForTelegram(`a [${wrap(shown)}](https://${real}/x) b`);
        for (const entity of entities) {
          if (entity.type !== "text_link") continue;
          const label = text.slice(entity.offset, entity.offset + entity.length);
          const bare = label.toLowerCase().replaceAll("\u00ad", "").replace("www.", "");
          const leadsTo = new URL(entity.url).hostname.replace("www.", "");
          const others = ["tea.example", "bank.example", "xn--bcher-kva.example", "1.2.3.4"];
          expect(others.filter((host) => host !== leadsTo && bare.includes(host))).toEqual([]);
        }
        if (shown !== real) expect(text + JSON.stringify(entities)).toContain(real);
      }),
      { seed: 42, numRuns: 500 },
    );
  });

  it.each(["\u200b", "\u2060\u00ad", "&nbsp;", "\u2800", "\u3164", "\u034f"])(
    "that nobody would see shows its address: %j",
    (label) => {
      const { text, entities } = formatForTelegram(`a [${label}](https://bank.example/x) b`);

      expect(text).toContain("https://bank.example/x");
      expect(entities).toEqual([]);
    },
  );
});

it("takes no longer the more there is of it", () => {
  const units = [
    "@",
    "@a",
    "@a ",
    "https://",
    "a.",
    "https://a.",
    "https://a.example/@",
    "a@",
    "茶https://",
    "medium.com/@",
  ];
  for (const unit of units) {
    const start = performance.now();
    asWritten(unit.repeat(200_000 / unit.length));
    expect(performance.now() - start, unit).toBeLessThan(10_000);
  }
});
