import { stemmer } from "stemmer";
import { normalForm } from "./normal-form.ts";

/** A hash or a piece of encoded data is no word, but has a beginning that can be asked for. */
const MAX_TERM = 40;

const UNSPACED = String.raw`\p{Script=Hiragana}\p{Script=Katakana}ー|\p{Script=Hangul}|\p{Script=Thai}|\p{Script=Lao}|\p{Script=Khmer}|\p{Script=Myanmar}`;
const PIECE = new RegExp(
  [
    String.raw`(?<han>[\p{Script=Han}]+)`,
    `(?<unspaced>${UNSPACED.split("|")
      .map((script) => `[${script}]+`)
      .join("|")})`,
    String.raw`(?<digits>\p{N}+)`,
    String.raw`(?<letters>(?:(?![\p{Script=Han}${UNSPACED.replaceAll("|", "")}])[\p{L}\p{M}])+)`,
  ].join("|"),
  "gu",
);

/**
 * What a text is found by, in its order and with repetitions: the stems of its words, its numbers, and pairs of
 * neighbouring characters where a script has no blanks between words; a character that stands alone is itself. Words that
 * only make a sentence of it are left out, so that nothing may be left of a question. Linear in its length.
 */
export function termsOf(text: string): readonly string[] {
  return piecesOf(text, false);
}

/**
 * The terms of a text that is to be found: as {@link termsOf}, and the last character of a run once more by itself, so that
 * each character begins a term. A single character of a question is then found by the terms that it begins.
 */
export function indexTermsOf(text: string): readonly string[] {
  return piecesOf(text, true);
}

function piecesOf(text: string, lastAlone: boolean): readonly string[] {
  // With it, what stands for one number would be two.
  const numbersWhole = text.replace(/(?<=\d),(?=\d{3}(?!\d))/g, "");
  const terms: string[] = [];
  for (const word of normalForm(numbersWhole).split(" ")) {
    if (ENGLISH_STOPS.has(word)) continue;
    for (const { groups = {} } of word.matchAll(PIECE)) {
      const { han, unspaced, digits, letters } = groups;
      if (han !== undefined)
        for (const run of han.replace(CHINESE_STOPS, " ").split(" ")) pushPairs(terms, run, lastAlone);
      else if (unspaced !== undefined) pushPairs(terms, unspaced, lastAlone);
      else if (digits !== undefined) terms.push(digits.slice(0, MAX_TERM));
      else if (letters !== undefined) terms.push(stem(letters.slice(0, MAX_TERM)));
    }
  }
  return terms;
}

function stem(word: string): string {
  return /^[a-z]+$/.test(word) ? stemmer(word) : word;
}

function pushPairs(terms: string[], run: string, lastAlone: boolean): void {
  const characters = Array.from(run);
  for (let index = 0; index + 1 < characters.length; index++)
    terms.push(`${characters[index]}${characters[index + 1]}`);
  const last = characters.at(-1);
  if (last !== undefined && (lastAlone || characters.length === 1)) terms.push(last);
}

const ENGLISH_STOPS: ReadonlySet<string> = new Set(
  `a about all also am an and any are as at be been being but by can could d did do does doesn doing don for from
  get gets give got had hello hey hi has have having he her here him his how i if in into is isn it its just let ll m many may me might
  much must my of on or our please s she should so some t tell than thank thanks that the their them then there these they this those
  to too us ve was we were what when where whether which who whom whose why will with would you your yours`.split(
    /\s+/,
  ),
);

/** Longer ones first; the last two only where they cannot be a part of a word. */
const CHINESE_STOPS = new RegExp(
  [
    "是什么|为什么|有什么|怎么样|怎么办|能不能|可不可以|可以|是不是|有没有|有哪些|告诉我|想知道|想问一下|想问|请问|请告诉",
    "你好|您好|大家好|谢谢|多谢|再见|什么|怎么|怎样|如何|为何|多少|哪里|哪儿|哪些|哪个|几点|几天|几个|是否|能否|一下|关于|我们|你们|他们|它们|咱们|这个|那个|这些|那些",
    "的|了|吗|呢|啊|呀|嘛|是|我|你|您|他|她|它|这|那|哪|谁",
    "吧$",
    "^请(?![假求示教帖柬])",
  ].join("|"),
  "gu",
);
