import fc from "fast-check";
import { expect, it } from "vitest";
import {
  asWritten,
  fitForTelegram,
  formatForTelegram,
  MAX_MESSAGE_LENGTH,
} from "../../src/adapters/telegram/formatting/format.ts";
import type { FormattedText } from "../../src/adapters/telegram/formatting/canvas.ts";
import { splitText } from "../../src/core/streaming/split-text.ts";
import { entityFault } from "../fakes/telegram/entity-rules.ts";
import { bombs, hostileText } from "./generators.ts";

/** The parts of an answer as the surface is given them. */
function partsOf(text: string): readonly string[] {
  return splitText(text, { maxLength: 3840, maxLines: Infinity }).map(({ shown }) => shown);
}

function expectValid({ text, entities }: FormattedText) {
  expect(entityFault(text, entities)).toBeUndefined();
  expect(text).not.toMatch(/\p{Surrogate}/u);
  expect(text.trimEnd()).toBe(text);
}

function expectSendable(markdown: string) {
  for (const message of [fitForTelegram(markdown), asWritten(markdown)]) {
    expectValid(message);
    expect(message.text.length).toBeLessThanOrEqual(MAX_MESSAGE_LENGTH);
    expect(message.text === "").toBe(markdown.trim() === "");
  }
}

it("makes messages that Telegram takes", () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      for (const part of partsOf(text)) expectSendable(part);
    }),
    { seed: 42, numRuns: 2_000 },
  );
});

it("makes such messages at every moment of its stream", () => {
  fc.assert(
    fc.property(hostileText, fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), (text, lengths) => {
      for (const length of lengths) {
        for (const part of partsOf(text.slice(0, length % (text.length + 1)))) expectSendable(part);
      }
    }),
    { seed: 43, numRuns: 500 },
  );
});

it.each(bombs(8_000))("makes such messages when it is a bomb of %s", (_, text) => {
  for (const part of partsOf(text)) expectSendable(part);
  expectValid(formatForTelegram(text));
});

it("lets no two halves of a character meet with a mark between them", () => {
  expect(formatForTelegram("\ud83d*\ude00*").text).toBe("\ufffd\ufffd");
});
