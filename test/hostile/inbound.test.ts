import fc from "fast-check";
import { expect, it } from "vitest";
import { readableText } from "../../src/adapters/discord/readable-text.ts";
import { speakerLabel } from "../../src/core/engine/process/speaker-label.ts";
import { createLabelStripper } from "../../src/core/engine/process/guards/label.ts";
import { languageFor } from "../../src/core/language.ts";
import { CONTROL_TOKENS, hostileText } from "./generators.ts";

const BOT = "80351110224678912";
const mention = fc.constantFrom(
  `<@${BOT}>`,
  `<@!${BOT}>`,
  "<@1>",
  "<#2>",
  "<@&3>",
  "<:a:4>",
  "</b:5>",
  "<@",
  "<",
  ">",
  "5>",
  " ",
);
const addressed = fc
  .array(
    fc.oneof(
      mention,
      hostileText.map((text) => text.slice(0, 40)),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(""));

it("becomes a question without the mention of the bot, whatever names people have", () => {
  fc.assert(
    fc.property(addressed, hostileText, (content, name) => {
      const names = { user: () => name, role: () => name, channel: () => undefined };
      const bare = { user: () => undefined, role: () => undefined, channel: () => undefined };
      const read = readableText(content, BOT, bare);
      expect(read).toBe(read.trim());
      if (!/<@!?$|<$/.test(content.split(`<@${BOT}>`, 1)[0] ?? ""))
        expect(read.startsWith(`<@${BOT}>`)).toBe(false);
      expect(() => readableText(content, BOT, names)).not.toThrow();
      expect(["zh", "en"]).toContain(languageFor(undefined, content));
    }),
    { seed: 42, numRuns: 2_000 },
  );
});

it("makes a label of at most 40 letters, on one line, out of any name", () => {
  fc.assert(
    fc.property(hostileText, (name) => {
      const label = speakerLabel(name);
      expect(label.length).toBeLessThanOrEqual(40);
      expect(label).not.toMatch(/[\n\r\u2028\u2029:\uff1a]/);
      expect(label).toBe(label.trim());
      expect(speakerLabel(label)).toBe(label);
    }),
    { seed: 42, numRuns: 2_000 },
  );
});

it("loses no more of an answer than the label of a name, whatever that is", () => {
  fc.assert(
    fc.property(
      hostileText,
      hostileText,
      fc.constantFrom(": ", ":", "\uff1a", ":\n", ""),
      (name, rest, colon) => {
        const stripper = createLabelStripper([name, ...CONTROL_TOKENS]);
        const answer = name.slice(0, 60) + colon + rest;
        const shown = stripper.push(answer) + stripper.end();
        expect(answer.endsWith(shown)).toBe(true);
        const lost = answer.slice(0, answer.length - shown.length);
        expect(lost.trimEnd().length).toBeLessThanOrEqual(46);
      },
    ),
    { seed: 42, numRuns: 2_000 },
  );
});
