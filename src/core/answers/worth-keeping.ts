import { normalForm } from "../wording/normal-form.ts";

/** UTF-16 units; more than what is asked twice, also with blanks and signs. */
const MAX_QUESTION = 1000;

/**
 * Whether others may be given `answer` when they ask the same: neither is about whoever asked, nor bound to the time.
 * `names` are those of all whose words the model was shown. When in doubt it says no, and the model is asked again.
 *
 * It goes by words alone and cannot tell what is personal in other words: somebody's nickname or relatives, figures and
 * letters that are spelt out, what a person says of themselves without saying I, and languages other than English and
 * Chinese.
 */
export function isWorthKeeping(told: {
  readonly question: string;
  readonly answer: string;
  readonly names: readonly string[];
}): boolean {
  const { question, answer, names } = told;
  if (question.length > MAX_QUESTION || answer.trim() === "") return false;
  const asked = normalForm(question);
  const said = normalForm(answer);
  return (
    asked !== "" &&
    !holdsSecrets(question) &&
    !isAboutOneself(asked) &&
    !isBoundToTime(asked) &&
    !names.some((name) => isNamed(name, asked) || isNamed(name, said))
  );
}

/** Addresses, numbers that may be somebody's, and what looks like a key or a password. */
function holdsSecrets(question: string): boolean {
  const text = question.normalize("NFKC").toLowerCase();
  return SECRETS.some((one) => one.test(text)) || text.split(/\s+/).some(looksLikeKey);
}

const SECRETS: readonly RegExp[] = [
  /[\p{L}\p{N}]@[\p{L}\p{N}]/u,
  /:\/\/|\bwww\./,
  // Of seven digits and more, as telephones, cards and papers have them.
  /\p{Nd}(?:[ ().\-/]{0,2}\p{Nd}){6}/u,
  /(?:\b(?:password|passcode|passphrase|pin|token|api key|secret)|密码|口令|验证码|暗号) ?(?:\bis\b|[:=是为])/,
];

function looksLikeKey(word: string): boolean {
  return /^[\w+/=.~-]{16,}$/.test(word) && /\d/.test(word) && /[a-z]/.test(word);
}

/**
 * In English, `I` and `we` are let pass where they stand for anybody: `can I`, `do we`, `how to … if I`. So is `me` where
 * something is to be said or given, and in Chinese 我 where it only asks: 我可以, 告诉我.
 */
function isAboutOneself(asked: string): boolean {
  return ONESELF.test(asked.replace(ANYBODY, " "));
}

const ANYBODY = new RegExp(
  [
    String.raw`\b(?:can|could|may|might|should|shall|must|do|would|will|if|when|once|before|after|until) (?:i|we)\b(?! (?:am|m|are|re|was|were|ve|d|ll|have(?! to\b)|had|feel|live|work|said|told|asked|wrote|like|love|hate)\b)`,
    String.raw`\b(?:tell|give|show|help|teach|send|bring|let|explain to|recommend) (?:me|us)\b(?! (?:about|what) (?:me|my|i|we)\b)`,
    "(?:告诉|教|帮|帮助|给|让|跟|和|对|向)我们?(?=说|讲|介绍|解释|推荐|列|写|看|找|想|算|翻译|一|怎|如何|什么|为什么)",
    "我们?(?=可以|可不可以|能|应该|该怎么|怎么|怎样|如何|要怎么|想知道|想问|想了解|需要(?:准备|带|提供|什么|多|几))",
  ].join("|"),
  "gu",
);

const ONESELF = new RegExp(
  [
    String.raw`\b(?:i|im|ive|me|my|mine|myself|we|our|ours|ourselves|remember)\b`,
    "我|咱|俺|本人|鄙人|记住|记得",
  ].join("|"),
  "u",
);

function isBoundToTime(asked: string): boolean {
  return TIME.test(asked);
}

const TIME = new RegExp(
  [
    String.raw`\b(?:now|nowadays|today|todays|tonight|tomorrow|yesterday|currently|current|presently|latest|newest|recent|recently|upcoming|so far|at the moment)\b`,
    String.raw`\b(?:this|next|last|past) (?:morning|afternoon|evening|night|week|weekend|month|year|season|time|mon|tues|wednes|thurs|fri|satur|sun)(?:s|day)?\b`,
    String.raw`\b(?:what|which) (?:time|day|date|month|year)(?: of the week)? (?:is it|are we)\b|\bwhat s? ?(?:is )?the (?:time|date|day)\b`,
    String.raw`\b(?:weather|forecast|news|exchange rate|stock price|share price)s?\b|\b(?:how long|many \w+) (?:until|till|since)\b`,
    "今[天日晚早年夜]|明[天日晚早年]|昨[天日晚夜]|[前后]天|去年|(?<![实发出体表呈])现在|目前|当前|此刻|眼下|如今|刚刚?才|刚刚|最近|最新|近[日期]|[这本上下]个?(?:周|星期|礼拜|月|季度)",
    "天气|气温|新闻|汇率|股价|几点[了啦]|几点钟?$|几号[了啦]?$|星期几|礼拜几|周几[了啦]?$",
  ].join("|"),
  "u",
);

/** Whether `name`, or a part of it, stands in `text`; both may be in any script. `text` is in normal form. */
function isNamed(name: string, text: string): boolean {
  const whole = normalForm(name);
  const parts = whole.split(" ").filter((part) => part === whole || part.length > 1);
  return parts.flatMap(spellings).some((part) => part !== "" && holdsWord(text, part));
}

/** A longer Chinese name is called by any two characters of it. */
function spellings(part: string): readonly string[] {
  const characters = Array.from(part);
  if (!/^\p{Script=Han}{3,}$/u.test(part)) return [part];
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}

/** As a whole word where the script has blanks between words; anywhere where it has none. */
function holdsWord(text: string, word: string): boolean {
  const isPartOfWord = (neighbour: string) => SPACED.test(neighbour);
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    const [before, after] = [text.charAt(at - 1), text.charAt(at + word.length)];
    const begins = !SPACED.test(word.charAt(0)) || !isPartOfWord(before);
    const ends = !SPACED.test(word.charAt(word.length - 1)) || !isPartOfWord(after);
    if (begins && ends) return true;
  }
  return false;
}

const SPACED = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{M}\p{N}]/u;
