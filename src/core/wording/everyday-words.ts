import { normalForm } from "./normal-form.ts";
import { termsOf } from "./terms.ts";

/** What is left of a term's weight where it is a word of all questions, and where it only reaches from one word to the next. */
const EVERYDAY = 0.25;
const BETWEEN_WORDS = 0.2;
/** Single characters in a row may be a word that the dictionary does not have. */
const PERHAPS_WORD = 0.7;

const words = new Intl.Segmenter("zh", { granularity: "word" });

/**
 * How much of its weight each of a question's `terms` keeps, from 0 to 1, in their order. In a few documents the words that
 * people ask with are as rare as those that they ask about, and counting does not tell them apart.
 */
export function tellingShares(question: string, terms: readonly string[]): readonly number[] {
  const ofHan = hanShares(question);
  return terms.map((term) => {
    if (EVERYDAY_ENGLISH.has(term)) return EVERYDAY;
    return HAN.test(term) ? (ofHan.get(term) ?? BETWEEN_WORDS) : 1;
  });
}

/** Of each character and each pair of neighbours. */
function hanShares(question: string): ReadonlyMap<string, number> {
  const shares = new Map<string, number>();
  const note = (term: string, share: number) => shares.set(term, Math.max(share, shares.get(term) ?? 0));
  let before: readonly string[] = [];
  for (const { segment } of words.segment(normalForm(question))) {
    const letters = HAN.test(segment) ? Array.from(segment) : [];
    const share = EVERYDAY_CHINESE.has(segment) ? EVERYDAY : 1;
    if (letters.length === 1) note(segment, share);
    for (const [at, letter] of letters.slice(1).entries()) note(`${letters[at]}${letter}`, share);
    const singles = [before, letters].filter(({ length }) => length === 1).flat();
    const [first] = letters;
    const last = before.at(-1);
    if (first !== undefined && last !== undefined) {
      note(
        `${last}${first}`,
        singles.some((one) => !EVERYDAY_CHINESE.has(one)) ? PERHAPS_WORD : BETWEEN_WORDS,
      );
    }
    before = letters;
  }
  return shares;
}

const HAN = /^\p{Script=Han}+$/u;

const EVERYDAY_ENGLISH: ReadonlySet<string> = new Set(
  termsOf(
    `after again allow allowed already always another anybody anyone anything around ask away back before best better big
    both bring come different down during each else enough ever every everybody everything extra far few find first go
    goes going good happen happens happened help high inside keep kind know large last late later least less like little
    long look lot low made make many mean more most near need never new next now often old once only other out outside
    over own part place possible put quite really right same say see set show side since small somebody someone something
    soon sort still sure take taken tell thing things think through time times today tomorrow too took tried try
    under until up use used usually very want wanted way week well went while within without wonder work works
    year yesterday yet`,
  ),
);

const EVERYDAY_CHINESE: ReadonlySet<string> = new Set(
  `一 一个 一下 一些 一定 一样 一次 一种 一起 一般 上 下 不 不能 不行 东西 个 中 之前 之后 也 事情 些 人 人们 什么样 今天 从 以前 以后 会 位
  但 但是 你好 使用 做 像 先 全部 其他 再 准备 出 出来 别的 到 前 办 办法 去 又 另外 只 叫 吃 各 合适 同 名 后 向 告诉 和 哪里 回 因为 在
  处理 多 多久 多少 大 大家 大概 太 她们 好 如果 姓 它们 家里 对 将 小 就 已经 带 帮 帮忙 干 年 应该 当 很 得 怎 怎么 怎么办 总 想 意思
  所以 所有 才 打算 找 把 拿 按 换 提供 收 时 时候 时间 明天 昨天 是 有 有点 有没有 最 最多 最少 月 来 某 样 次 正在 比较 比如 没 没有 现在 用
  的话 看 看看 真 着 知道 种 立刻 等 简单 算 给 给我 经常 能 能否 自己 行 被 要 要求 觉得 让 该 说 谁 谢谢 走 起 跟 轻易 过 还 还是 进行 那里
  那么 都 里 里面 问 问题 需要 非常 马上`.split(/\s+/),
);

/** Whether a question has nothing but such words. */
export function isEveryday(shares: readonly number[]): boolean {
  return shares.every((share) => share === EVERYDAY);
}
