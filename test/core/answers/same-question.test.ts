import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { closestOf } from "../../../src/core/answers/closest-answers.ts";
import { SAME_QUESTION } from "../../../src/core/answers/pinned-answers.ts";

/** What a shop pins: one heading each, as owners write them. */
const PINNED = [
  "What are your opening hours?",
  "Are you open on Sundays?",
  "Are you hiring?",
  "Where are you?",
  "Do you ship to Norway?",
  "How much is shipping to the European Union?",
  "How long does shipping to the European Union take?",
  "Can I return an item?",
  "How do I cancel my order?",
  "How do I change my order?",
  "Can I pay by invoice?",
  "Does the lamp come with a warranty of 2 years?",
  "How do I get from the station to the shop?",
  "Who are you?",
  "What can you do?",
  "你们几点开门？",
  "可以退货吗？",
  "退货要运费吗？",
  "运费是多少？",
  "会员怎么升级？",
  "周日营业吗？",
  "从火车站怎么到店里？",
  "发票怎么开？",
  "能用支付宝付款吗？",
  "保修期是两年吗？",
];

const closest = closestOf(
  PINNED.map((question) => ({ questions: [question], answer: `About: ${question}` })),
);

function bestOf(question: string) {
  const [best = { question: "", score: 0 }] = closest(question, 1);
  return best;
}

describe("a question is taken for the owner's own", () => {
  it.each([
    ["opening hours", "What are your opening hours?"],
    ["Hi, could you please tell me what your opening hours are?", "What are your opening hours?"],
    ["what's your opening hour", "What are your opening hours?"],
    ["Do you open on Sundays?", "Are you open on Sundays?"],
    ["On Sunday, are you open?", "Are you open on Sundays?"],
    ["are you open sundays", "Are you open on Sundays?"],
    ["hello, do you ship to norway", "Do you ship to Norway?"],
    ["shipping to Norway?", "Do you ship to Norway?"],
    ["How much does shipping to the European Union", "How much is shipping to the European Union?"],
    ["How can I return items?", "Can I return an item?"],
    ["Can we return an item", "Can I return an item?"],
    ["How can I cancel an order?", "How do I cancel my order?"],
    ["cancel my order", "How do I cancel my order?"],
    ["Hey, who are you?", "Who are you?"],
    ["so what can you do", "What can you do?"],
    ["几点开门", "你们几点开门？"],
    ["请问你们店什么时候开门呀？", "你们几点开门？"],
    ["您好，貴店幾點開門？", "你们几点开门？"],
    ["开门是几点", "你们几点开门？"],
    ["能退货吗", "可以退货吗？"],
    ["請問能不能退貨？", "可以退货吗？"],
    ["我想问一下，可不可以退货呢", "可以退货吗？"],
    ["退货需要运费吗", "退货要运费吗？"],
    ["运费多少", "运费是多少？"],
    ["怎么升级会员", "会员怎么升级？"],
    ["请问如何升级会员？", "会员怎么升级？"],
    ["星期天营业吗", "周日营业吗？"],
    ["怎么开发票", "发票怎么开？"],
    ["可以用支付宝付款吗", "能用支付宝付款吗？"],
  ])("%j for %j", (asked, pinned) => {
    const { question, score } = bestOf(asked);
    expect({ question, same: score >= SAME_QUESTION }, `scored ${score}`).toEqual({
      question: pinned,
      same: true,
    });
  });
});

describe("a question is not taken for one of the owner's", () => {
  it.each([
    "Are you hiring on Sundays?",
    "Are you open on Mondays?",
    "Aren't you open on Sundays?",
    "Are you not open on Sundays?",
    "Why are you open on Sundays?",
    "When are you open on Sundays?",
    "What are your opening hours on Christmas Eve?",
    "Who are your customers?",
    "Do you ship to Sweden?",
    "Do you ship from Norway?",
    "When do you ship to Norway?",
    "Do you ship lamps to Norway?",
    "How safe is shipping to the European Union?",
    "How much is express shipping to the European Union?",
    "How long is shipping from the European Union?",
    "How much is shipping from the European Union?",
    "Can I return an item that was opened?",
    "Can I return an item without a receipt?",
    "When can I return an item?",
    "Where can I return an item?",
    "How do I cancel my subscription?",
    "How do I cancel my newsletter order?",
    "How do I change my address?",
    "Does the lamp come with a warranty of 3 years?",
    "Does the lamp come with a warranty of 2 months?",
    "How do I get from the shop to the station?",
    "I have opened it, can you help me?",
    "Who are they?",
    "Where can you do that?",
    "你们几点关门？",
    "你们为什么开门？",
    "周一几点开门？",
    "不可以退货吗？",
    "可以换货吗？",
    "什么时候可以退货？",
    "可以退货多少次？",
    "退货不要运费吗？",
    "换货要运费吗？",
    "退货要多久？",
    "运费谁付？",
    "会员怎么取消？",
    "会员为什么升级？",
    "周六营业吗？",
    "周日招人吗？",
    "从店里怎么到火车站？",
    "到汽车站怎么走？",
    "发票怎么退？",
    "能用微信付款吗？",
    "不能用支付宝付款吗？",
    "保修期是三年吗？",
    "今天天气怎么样",
    "hello",
    "谢谢",
    "?",
    "",
  ])("%j", (asked) => {
    const { question, score } = bestOf(asked);
    expect(score, question).toBeLessThan(SAME_QUESTION);
  });
});

/** What `asked` scores where only `pinned` is pinned, so that no word is a frequent one. */
function scoreOf(pinned: string, asked: string): number {
  return closestOf([{ questions: [pinned], answer: "A." }])(asked, 1)[0]?.score ?? 0;
}

describe("two ways to ask", () => {
  it.each([
    ["Which payment methods are accepted?", "What payment methods do you accept?"],
    ["Do you offer student discounts?", "Is there a student discount?"],
    ["Where can I find the manual?", "Where do I find the manual"],
    ["When does the next semester start?", "when will the next semester start"],
    ["Does it ship on weekdays?", "do you ship on weekdays"],
    ["你们支持微信支付吗", "支持微信支付么"],
    ["怎么注册账号", "注册账号怎么弄"],
    ["有学生优惠吗", "学生有优惠吗"],
    ["停车场在哪里", "请问停车场在哪儿呀"],
    ["课程有证书吗", "这个课程有没有证书"],
    ["几天能到货", "多久能到货"],
  ])("are one question: %j and %j", (one, other) => {
    expect(scoreOf(one, other)).toBeGreaterThanOrEqual(SAME_QUESTION);
  });

  it.each([
    ["Do you offer student discounts?", "Do you offer senior discounts?"],
    ["Is parking free?", "Is parking not free?"],
    ["When does the semester start?", "When does the semester end?"],
    ["Can I cancel before delivery?", "Can I cancel after delivery?"],
    ["Is it cheaper than the old one?", "Is the old one cheaper?"],
    ["Can children under 12 enter?", "Can children under 16 enter?"],
    ["Can children under 12 enter?", "Can children over 12 enter?"],
    ["Can you repair lamps?", "Can I repair lamps?"],
    ["Do I need a visa?", "Do you need a visa?"],
    ["How do I turn on the lamp?", "How do I turn off the lamp?"],
    ["How do I log in?", "How do I log out?"],
    ["Can you enter with a dog?", "Can you enter without a dog?"],
    ["How old must I be?", "How tall must I be?"],
    ["怎么注册账号", "怎么注销账号"],
    ["怎么上架商品", "怎么下架商品"],
    ["停车场在哪里", "停车场收费吗"],
    ["课程有证书吗", "课程没有证书吗"],
    ["支持七天无理由退货吗", "支持三天无理由退货吗"],
    ["快递费多少", "快递费谁出"],
    ["有线耳机怎么用", "无线耳机怎么用"],
    ["多大可以报名", "多久可以报名"],
    ["你可以带狗吗", "我可以带狗吗"],
  ])("are two questions: %j and %j", (one, other) => {
    expect(scoreOf(one, other)).toBeLessThan(SAME_QUESTION);
  });
});

/** Milliseconds of the quickest of so many times: others use the machine as well. */
function quickestOf(times: number, task: () => unknown): number {
  const lasted = Array.from({ length: times }, () => {
    const before = performance.now();
    task();
    return performance.now() - before;
  });
  return Math.min(...lasted);
}

describe("a score", () => {
  it("is 1 for the same question, and less for any other", () => {
    expect(bestOf("WHAT are your opening hours")).toMatchObject({
      question: "What are your opening hours?",
      score: 1,
    });
    expect(bestOf("可以退貨嗎")).toMatchObject({ score: 1 });
    expect(bestOf("opening hours").score).toBeLessThan(1);
  });

  it("is the same either way", () => {
    const pool = fc.constantFrom(
      ...PINNED,
      "opening hours",
      "Are you hiring on Sundays?",
      "能退货吗",
      "从店里怎么到火车站？",
    );
    fc.assert(
      fc.property(pool, pool, (one, other) => {
        expect(scoreOf(one, other)).toBeCloseTo(scoreOf(other, one), 10);
      }),
      { seed: 42, numRuns: 200 },
    );
  });

  it("lies between 0 and 1 for whatever is asked, and is told for no more answers than wanted", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat(5), (asked, limit) => {
        const matches = closest(asked, limit);
        expect(matches.length).toBeLessThanOrEqual(limit);
        for (const { score } of matches) expect(score > 0 && score <= 1).toBe(true);
      }),
      { seed: 42, numRuns: 200 },
    );
  });

  it("counts less for a word that many of the questions have", () => {
    const about = (what: string) => ({
      questions: [`How do I ${what} my Lantern lamp?`] as const,
      answer: what,
    });
    const few = closestOf([about("clean")]);
    const many = closestOf(["clean", "open", "mount", "sell", "charge", "dim", "reset", "paint"].map(about));
    const [one, other] = [few, many].map((closest) => closest("How do I clean my lamp?", 1)[0]);
    expect(one?.score).toBeLessThan(SAME_QUESTION);
    expect(other).toMatchObject({ answer: "clean" });
    expect(other?.score).toBeGreaterThanOrEqual(SAME_QUESTION);
  });

  it("is that of the closest variant, and each answer is told once", () => {
    const variants = closestOf([
      { questions: ["Opening hours?", "When do you open?", "几点开门？"], answer: "At 9." },
      { questions: ["Where do you open?"], answer: "Here." },
    ]);
    expect(variants("When do you open?", 9).map(({ answer, question }) => [answer, question])).toEqual([
      ["At 9.", "When do you open?"],
      ["Here.", "Where do you open?"],
    ]);
  });

  it("is there at once among thousands of questions", () => {
    const words = ["lamp", "order", "ship", "return", "pay", "clean", "open", "sell", "灯", "退货", "运费"];
    const entries = Array.from({ length: 5_000 }, (_, index) => ({
      questions: [`How do I ${words[index % 11]} the ${words[(index * 7) % 11]} number ${index}?`] as const,
      answer: String(index),
    }));
    const among = closestOf(entries);
    expect(quickestOf(5, () => among("Can I return the lamp number 77?", 3))).toBeLessThan(100);
  });
});
