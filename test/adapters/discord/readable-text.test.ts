import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readableText, type Names } from "../../../src/adapters/discord/readable-text.ts";

const BOT = "100000000000000001";
const names: Names = {
  user: (id) => (id === "2" ? "Ada" : undefined),
  role: (id) => (id === "3" ? "mods" : undefined),
  channel: (id) => (id === "4" ? "general" : undefined),
};
const read = (content: string) => readableText(content, BOT, names);

describe("readableText", () => {
  it.each([
    [`<@${BOT}> hello`, "hello"],
    [`hello <@!${BOT}>`, "hello"],
    [`hi <@${BOT}> there`, "hi there"],
    [`hi <@${BOT}>, there`, "hi, there"],
    [`请<@${BOT}>写诗`, "请写诗"],
    [`one\n<@${BOT}> two`, "one\ntwo"],
    [`<@${BOT}><@${BOT}> <@!${BOT}>`, ""],
    [`<@${BOT}>\n  indented\n    more`, "indented\n    more"],
  ])("takes the bot's mention out of %j", (content, expected) => {
    expect(read(content)).toBe(expected);
  });

  it.each([
    ["ask <@2> or <@!2>", "ask @Ada or @Ada"],
    ["<@&3> in <#4>", "@mods in #general"],
    ["<@9> <@&9> <#9>", "<@9> <@&9> <#9>"],
    ["nice <:party:123> <a:dance:456>", "nice :party: :dance:"],
    ["try </help:123>", "try /help"],
    ["a < b and c > d, <b>", "a < b and c > d, <b>"],
  ])("makes %j readable", (content, expected) => {
    expect(read(content)).toBe(expected);
  });

  it("does not read names as markup", () => {
    const mean: Names = { ...names, user: () => "<@2> $& <#4>" };
    expect(readableText("<@5>", BOT, mean)).toBe("@<@2> $& <#4>");
  });

  it("changes nothing but the ends of a text without markup", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }).filter((text) => !text.includes("<")),
        (text) => {
          expect(read(text)).toBe(text.trim());
        },
      ),
      { seed: 42 },
    );
  });

  it("leaves no mention of the bot, wherever it stands", () => {
    const piece = fc.oneof(
      fc.constantFrom(`<@${BOT}>`, `<@!${BOT}>`, "<@2>", " ", "\n", "<", ">"),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        // Taking a mention out may not put another one together out of what stood around it.
        const text = read(pieces.join(""));
        const left = pieces.join("").replaceAll(new RegExp(`<@!?${BOT}>`, "g"), "");
        expect(text.includes(BOT)).toBe(left.includes(BOT));
      }),
      { seed: 42 },
    );
  });
});
