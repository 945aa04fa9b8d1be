import { expect, it } from "vitest";
import { displayWidth } from "../../src/adapters/telegram/formatting/display-width.ts";
import { asWritten, formatForTelegram } from "../../src/adapters/telegram/formatting/format.ts";
import { pretendsToLeadElsewhere } from "../../src/adapters/telegram/formatting/link-address.ts";
import { closeOpenMarks } from "../../src/adapters/telegram/formatting/open-marks.ts";
import { readableText } from "../../src/adapters/discord/readable-text.ts";
import { decodeEntities } from "../../src/adapters/web/page/markdown/entities.ts";
import { closeOpenMarks as closeOpenMarksOfPage } from "../../src/adapters/web/page/markdown/open-marks.ts";
import { createPieceAssembler } from "../../src/core/engine/process/piece-assembler.ts";
import { createLabelStripper } from "../../src/core/engine/process/guards/label.ts";
import { speakerLabel } from "../../src/core/engine/process/speaker-label.ts";
import { languageFor } from "../../src/core/language.ts";
import { closeFences, withoutHalfMarker } from "../../src/core/streaming/code-fence.ts";
import { hasFirstWords } from "../../src/core/streaming/first-words.ts";
import { createSplitter, splitText } from "../../src/core/streaming/split-text.ts";
import { parseBlocks } from "../../src/markdown/parse.ts";
import { visibleText } from "../../src/visible-text.ts";
import { aToken } from "../core/engine/process/tokens.ts";
import { bombs } from "./generators.ts";

const SMALL = 4_000;
const TIMES = 8;
/** What grows with the square takes 64 times as long for 8 times the text; this leaves room for collecting garbage. */
const MOST_TIMES_LONGER = 3 * TIMES;
/** Too short to tell anything by. */
const NOISE_MS = 25;
const ATTEMPTS = 6;

const NO_NAMES = { user: () => undefined, role: () => undefined, channel: () => undefined };

function formattedParts(text: string) {
  return splitText(text, { maxLength: 3840, maxLines: Infinity }).map(({ shown }) =>
    formatForTelegram(shown),
  );
}

function labelled(text: string): string {
  const stripper = createLabelStripper([text.slice(0, 40), "Ann"]);
  return stripper.push(text) + stripper.end();
}

/** Each letter a token. */
function assembled(text: string): string {
  const assembler = createPieceAssembler((tokens) => String.fromCharCode(...tokens));
  let answer = "";
  for (let index = 0; index < text.length; index++) answer += assembler.push(aToken(text.charCodeAt(index)));
  return answer + assembler.end();
}

const READERS: readonly (readonly [name: string, read: (text: string) => unknown])[] = [
  ["the splitter for Discord", (text) => splitText(text, { maxLength: 2000, maxLines: 17 })],
  ["the splitter for Telegram", (text) => splitText(text, { maxLength: 3840, maxLines: Infinity })],
  ["closing code", closeFences],
  ["waiting for a marker", withoutHalfMarker],
  ["waiting for words", hasFirstWords],
  ["the Markdown parser", (text) => parseBlocks(text, { breaks: true })],
  ["Telegram's formatting", formattedParts],
  ["Telegram's plain text", asWritten],
  ["closing marks for Telegram", closeOpenMarks],
  ["columns of a table", displayWidth],
  ["the words of a link", (text) => pretendsToLeadElsewhere(text, "https://a.example")],
  ["closing marks for the page", closeOpenMarksOfPage],
  ["character references", decodeEntities],
  ["Discord's text", (text) => readableText(text, "80351110224678912", NO_NAMES)],
  ["a speaker's label", speakerLabel],
  ["an answer's label", labelled],
  ["the pieces of an answer", assembled],
  ["a person's language", (text) => languageFor(undefined, text)],
  ["the log", visibleText],
];

/** Of the processor: what else the machine does meanwhile does not count. */
function msToRead(read: (text: string) => unknown, text: string): number {
  const before = process.cpuUsage();
  read(text);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** How many times longer `read` takes for the longer text, at best. */
function growth(read: (text: string) => unknown, short: string, long: string): number {
  let best = Infinity;
  for (let attempt = 0; attempt < ATTEMPTS && best > MOST_TIMES_LONGER; attempt++) {
    const longMs = msToRead(read, long);
    const shortMs = Math.max(msToRead(read, short), NOISE_MS / TIMES);
    best = Math.min(best, longMs / shortMs);
  }
  return best;
}

it.each(READERS)("takes %s a time that grows with the length of the text, whatever it is", (_, read) => {
  const short = new Map(bombs(SMALL));
  const slow = bombs(SMALL * TIMES)
    .map(([name, text]) => ({ name, growth: growth(read, short.get(name) ?? "", text) }))
    .filter(({ growth }) => growth > MOST_TIMES_LONGER);
  expect(slow).toEqual([]);
});

it("takes a growing answer a time that grows with its length, however many times it is split on the way", () => {
  const stream = (text: string) => {
    const split = createSplitter({ maxLength: 2000, maxLines: 17 });
    for (let length = 40; length <= text.length; length += 40) split(text.slice(0, length));
  };
  const prose = "Lorem ipsum dolor sit amet, consectetur. ";
  expect(growth(stream, prose.repeat(400), prose.repeat(400 * TIMES))).toBeLessThan(MOST_TIMES_LONGER);
});
