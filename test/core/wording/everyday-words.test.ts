import { describe, expect, it } from "vitest";
import { isEveryday, tellingShares } from "../../../src/core/wording/everyday-words.ts";
import { termsOf } from "../../../src/core/wording/terms.ts";

/** The terms of a question from the one that says most to the one that says least, those that say the same together. */
function order(question: string): readonly string[] {
  const terms = termsOf(question);
  const shares = tellingShares(question, terms);
  const levels = [...new Set(shares)].toSorted((a, b) => b - a);
  return levels.map((level) => terms.filter((_, index) => shares[index] === level).join(" "));
}

const isAll = (question: string) => isEveryday(tellingShares(question, termsOf(question)));

describe("what the words of a question say", () => {
  it("is less where they are words of all questions, in either language", () => {
    expect(order("I want to know the price of batteries")).toEqual(["price batteri", "want know"]);
    expect(order("需要电池")[0]).toBe("电池");
  });

  it("is little where two characters only reach from one word to the next", () => {
    const [most, ...less] = order("学校图书");
    expect(most).toBe("学校 图书");
    expect(less).toEqual(["校图"]);
  });

  it("is more where single characters in a row may be a word of its own", () => {
    const question = "钉钉怎么连接";
    const shares = tellingShares(question, ["钉钉"]);
    expect(shares[0]).toBeGreaterThan(0.5);
  });

  it("is the same in both Chinese scripts", () => {
    const shares = (question: string) => tellingShares(question, termsOf(question));
    expect(shares("圖書館需要預約嗎")).toEqual(shares("图书馆需要预约吗"));
  });

  it("is nothing where there are no others", () => {
    expect(["thanks a lot", "help me please", "怎么办", ""].map(isAll)).toEqual([true, true, true, true]);
    expect(["battery", "help with the battery", "电池怎么办"].map(isAll)).toEqual([false, false, false]);
  });
});
