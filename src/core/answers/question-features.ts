import { normalForm } from "../wording/normal-form.ts";
import { termsOf } from "../wording/terms.ts";

/** What two questions are compared by. */
export interface QuestionFeatures {
  readonly normal: string;
  /** What it is about: stems, numbers and pairs of Chinese characters, in their order. */
  readonly terms: readonly string[];
  /** Words that say little, such as `you`. */
  readonly light: ReadonlySet<string>;
  /** What it asks for: `when`, `where` …; empty for a yes or a no, or where it is only named. */
  readonly asks: ReadonlySet<string>;
  /** How often it says no. */
  readonly negations: number;
  /** Words such as `from` and `to`, with which the same words in another order mean something else. */
  readonly directions: ReadonlySet<string>;
  /** Whether it speaks of whoever asks (`i`), of whoever is asked (`you`), or of both. */
  readonly persons: ReadonlySet<string>;
}

/** Linear in the length of `question`. */
export function featuresOf(question: string): QuestionFeatures {
  const normal = normalForm(question);
  let rest = REWORDINGS.reduce((text, [from, to]) => text.replace(from, to), normal);
  const negations = rest.match(NEGATION)?.length ?? 0;
  const directions = new Set(rest.match(DIRECTION));
  const persons = new Set(PERSONS.flatMap(([person, words]) => (words.test(rest) ? [person] : [])));
  const asks = new Set<string>();
  for (const [kind, words] of ASKING) {
    const without = rest.replace(words, " ");
    if (without !== rest) asks.add(kind);
    rest = without;
  }
  const light = new Set(rest.match(LIGHT_CHINESE));
  rest = rest.replace(LIGHT_CHINESE, " ");
  for (const word of rest.split(" "))
    if (/^[a-z]+$/.test(word) && termsOf(word).length === 0) light.add(word);
  return { normal, terms: termsOf(rest), light, asks, negations, directions, persons };
}

/** Courtesy says nothing of what is asked, and some words are only other ways to write one. In normal form, as all below. */
const REWORDINGS: readonly (readonly [RegExp, string])[] = [
  [/^ *(?:so|and|but|well|ok|okay)\b/g, " "],
  [/\b(?:do you (?:have|offer|provide)|have you got|(?:is|are) there)\b/g, "do you have"],
  [/(?<!技术)支持/g, "可以"],
  [/(?<![什怎这那多要])么/g, " "],
  [
    /\b(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|excuse me|sorry|please|thank you|thanks)\b/g,
    " ",
  ],
  [
    /你好|您好|请问|谢谢|麻烦|打扰一下|打扰了|不好意思|(?:我想|想)?(?:问|咨询|了解|请教)一下|一下|我?想知道|告诉我/g,
    " ",
  ],
  [/(?<one>\p{Script=Han})[不没]\k<one>/gu, "$<one>"],
  [/能够?否?|可(?:以|否)/g, "可以"],
  [/[你您](?:们|家)?(?:的?店铺?(?:里|铺)?|公司)?|贵(?:店|公司|司)/g, "你"],
  [/(?:星期|礼拜)(?=[一二三四五六日天])/g, "周"],
  [/周天/g, "周日"],
  [/[吗呢啊呀吧哦嘛哈的]|(?<!于)是(?!否)/g, " "],
];

/** What is asked for, with the longer words first: none of them is looked for in what another one took. */
const ASKING: readonly (readonly [string, RegExp])[] = [
  ["how long", /\bhow long\b|多久|多长时间|多长|几天|几个?小时|几分钟/g],
  ["when", /\b(?:when|what (?:time|times|day|days|date))\b|什么时[候间]|何时|几点|几时|几号|哪[天日]/g],
  ["where", /\bwhere\b|什么地[方点]|在?(?:哪里|哪儿|何处|哪(?![个些种天日位一]))/g],
  ["how much", /\bhow (?:much|many)\b|多少钱?|几(?:个|元|块)/g],
  ["how often", /\bhow often\b|多经常|几次/g],
  ["why", /\b(?:why|how come)\b|为什么|为何|为啥/g],
  ["who", /\b(?:who|whom|whose)\b|谁|哪位/g],
  ["how", /\bhow\b|怎么(?:弄|搞|做|办|操作)(?= |$)|怎么样?|怎样|如何|咋|多(?=[远大高重快])/g],
  ["what", /\b(?:what|which)\b|什么|哪[个些种]|啥/g],
];

const NEGATION =
  /\b(?:not|no|never|without|cannot|none|nothing|neither|nor|(?:do|does|did|is|are|was|were|ca|could|wo|would|should|has|have|must|need)(?:n t|nt)|can t)\b|[不没无未勿]/g;

const DIRECTION = /\b(?:from|to|into|than|before|after|between)\b|[从到至往向比给把被让前后]/g;

const PERSONS: readonly (readonly [string, RegExp])[] = [
  ["i", /\b(?:i|me|my|mine|we|us|our|ours)\b|[我咱]/],
  ["you", /\b(?:you|your|yours)\b|你/],
];

const LIGHT_CHINESE = /[这那][个些]|可以|需要|我们?|咱们?|你|[他她它]们?|[会要有在就都了这那]/g;
