import { describe, expect, it } from "vitest";
import { isWorthKeeping } from "../../../src/core/answers/worth-keeping.ts";

const NAMES = ["Ann Smith", "J. Doe", "王小明", "Bob"];

function keeps(question: string, answer = "That depends."): boolean {
  return isWorthKeeping({ question, answer, names: NAMES });
}

describe("what anybody may ask is worth keeping", () => {
  it.each([
    "What are your opening hours?",
    "Can I return an item?",
    "How do I get to the station?",
    "What happens if I cancel?",
    "Do I have to register before I pay?",
    "Tell me a joke",
    "Can you explain to me what a monad is?",
    "What can you do for people with allergies?",
    "Who wrote Faust?",
    "How do we pay?",
    "When did the Second World War end?",
    "What is 15 % of 12,500?",
    "How do you reset a password?",
    "What time do you open?",
    "What is the capital of the US?",
    "What does the Emily Post book say?",
    "你们几点开门？",
    "我可以退货吗？",
    "我想知道怎么升级会员",
    "请告诉我怎么开发票",
    "给我讲个笑话",
    "帮我写一首诗",
    "如何实现在线支付？",
    "怎么重置密码？",
    "地铁几号线到机场？",
    "周末营业吗？",
  ])("%j", (question) => {
    expect(keeps(question)).toBe(true);
  });
});

describe("what is about whoever asks is not", () => {
  it.each([
    "My name is Carla, what does it mean?",
    "I am 42, may I still apply?",
    "I'm allergic to nuts, what can I eat?",
    "Im from Chile, do I need a visa?",
    "I’ve lost the key, what now",
    "Where is my parcel?",
    "How do I reset my password?",
    "What do you know about me?",
    "Do I have cancer?",
    "What if I am pregnant?",
    "Should I worry? I feel dizzy.",
    "What did I say?",
    "We are a school, do you give discounts?",
    "Our flat is cold",
    "Remember that the dog is called Rex",
    "Tell me what my sign means",
    "我叫小红，这个名字好吗？",
    "我的快递在哪里？",
    "我今年42岁，还能报名吗？",
    "我怀孕了，可以喝咖啡吗？",
    "我能喝酒吗？我怀孕了",
    "你知道我是谁吗？",
    "咱家的灯坏了",
    "本人想退货",
    "記住狗叫雷克斯",
    "我們公司有優惠嗎？",
  ])("%j", (question) => {
    expect(keeps(question)).toBe(false);
  });
});

describe("what holds somebody's addresses, numbers or keys is not", () => {
  it.each([
    "Write to carla@example.com please",
    "Is ｃａｒｌａ＠ｅｘａｍｐｌｅ．ｃｏｍ valid?",
    "Whose number is +49 (30) 1234567?",
    "Call 13812345678",
    "Is 4111 1111 1111 1111 a valid card?",
    "Is 11010519491231002X valid?",
    "What is at https://example.com/?token=abc",
    "open www.example.com",
    "Is the password is hunter2 a good one?",
    "密码：abc123 安全吗",
    "what is sk-a1b2c3d4e5f6a7b8",
    "電話１３８１２３４５６７８是誰的",
  ])("%j", (question) => {
    expect(keeps(question)).toBe(false);
  });
});

describe("what will be answered otherwise before long is not", () => {
  it.each([
    "What's the weather in Berlin?",
    "What time is it?",
    "What's the date?",
    "Which day is it?",
    "Are you open now?",
    "Are you open today?",
    "What is on this weekend?",
    "Who is the current president?",
    "What is the latest version?",
    "How many days until Christmas?",
    "今天几号？",
    "现在几点了？",
    "几点了",
    "星期几",
    "明天开门吗？",
    "上海天气怎么样？",
    "最新的手机是哪款？",
    "這周有活動嗎？",
    "下个月有活动吗",
    "目前有优惠吗？",
  ])("%j", (question) => {
    expect(keeps(question)).toBe(false);
  });
});

describe("an answer that names whoever was there is not", () => {
  it.each([
    "Hello Ann Smith!",
    "Gladly, ANN.",
    "That is Ann's.",
    "你好Ann，很高兴",
    "Dear Mr Doe,",
    "小明，你好！",
    "王小朋友好",
    "你好，王小明",
  ])("%j", (answer) => {
    expect(keeps("What is a lamp?", answer)).toBe(false);
  });

  it.each(["An annual lamp.", "Joanna makes lamps.", "Bobbins are not lamps.", "大王的灯", "A lamp shines."])(
    "while %j names nobody",
    (answer) => {
      expect(keeps("What is a lamp?", answer)).toBe(true);
    },
  );

  it("nor is one to a question that names them", () => {
    expect(keeps("Is Bob here?")).toBe(false);
  });

  it("whatever the name looks like", () => {
    const names = ["", "🙂", "…", "A"];
    const question = "What is a lamp?";
    expect(isWorthKeeping({ question: "What are lamps?", answer: "Lights.", names })).toBe(true);
    expect(isWorthKeeping({ question, answer: "Hi A!", names })).toBe(false);
  });
});

it("an answer without a word is not, nor one to a question without any or of great length", () => {
  expect(keeps("What is a lamp?", " \n")).toBe(false);
  expect(keeps("?!")).toBe(false);
  expect(keeps("lamp ".repeat(201))).toBe(false);
});

it("takes no longer for a question that was made to take long", () => {
  const before = performance.now();
  for (const unit of ["1 ", "a1", "can i ", "我", "http", "几点", "\u0000", "how long "])
    keeps(unit.repeat(1000).slice(0, 1000), unit.repeat(5000));
  expect(performance.now() - before).toBeLessThan(500);
});
