import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { indexTermsOf, termsOf } from "../../../src/core/wording/terms.ts";

describe("the terms of a text", () => {
  it("are the stems of its words, whatever their case and width", () => {
    expect(termsOf("Returned RETURNS returning")).toEqual(["return", "return", "return"]);
    expect(termsOf("Ｌａｍｐｓ")).toEqual(termsOf("lamp"));
  });

  it("are pairs of neighbours where a script has no blanks, in simplified characters", () => {
    expect(termsOf("退货政策")).toEqual(["退货", "货政", "政策"]);
    expect(termsOf("退貨政策")).toEqual(termsOf("退货政策"));
    expect(termsOf("カメラ")).toEqual(["カメ", "メラ"]);
    expect(termsOf("한국어")).toEqual(["한국", "국어"]);
  });

  it("are single characters where one stands alone", () => {
    expect(termsOf("茶")).toEqual(["茶"]);
    expect(termsOf("绿茶的茶")).toEqual(["绿茶", "茶"]);
  });

  it("keep letters, digits and scripts apart, so that it does not matter whether there is a blank between them", () => {
    expect(termsOf("KX200手机")).toEqual(["kx", "200", "手机"]);
    expect(termsOf("KX 200 手机")).toEqual(termsOf("KX200手机"));
    expect(termsOf("A4 paper")).toEqual(["a", "4", "paper"]);
  });

  it("have a number whole, however its thousands are written", () => {
    expect(termsOf("1,299 yuan")).toEqual(["1299", "yuan"]);
    expect(termsOf("1,2 and 3,4")).toEqual(["1", "2", "3", "4"]);
  });

  it.each(["What is it?", "Could you please tell me", "是什么?", "请问你们怎么样", "吗", "?!…", ""])(
    "leave nothing of %j, which asks for nothing",
    (text) => {
      expect(termsOf(text)).toEqual([]);
    },
  );

  it("leave what is asked for, and not what only asks", () => {
    expect(termsOf("请问退货的运费是多少?")).toEqual(["退货", "运费"]);
    expect(termsOf("How do I return a lamp?")).toEqual(["return", "lamp"]);
  });

  it("keep a word that only begins like one that asks", () => {
    expect(termsOf("请假")).toEqual(["请假"]);
    expect(termsOf("酒吧营业")).toEqual(["酒吧", "吧营", "营业"]);
  });

  it("begin with each character of a text that is to be found", () => {
    expect(indexTermsOf("绿茶")).toEqual(["绿茶", "茶"]);
    const han = fc.string({
      unit: fc.constantFrom(...Array.from("退货政策运费绿茶营业时间")),
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(han, (text) => {
        const begun = indexTermsOf(text).map((term) => term.slice(0, 1));
        expect(new Set(begun)).toEqual(new Set(text));
      }),
      { seed: 42 },
    );
  });

  it("are letters, marks and digits only, and never long", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        for (const term of indexTermsOf(text)) {
          expect(term).toMatch(/^[\p{L}\p{M}\p{N}]+$/u);
          expect(term.length).toBeLessThanOrEqual(40);
        }
      }),
      { seed: 42, numRuns: 500 },
    );
    expect(termsOf("x".repeat(1000))[0]).toHaveLength(40);
  });
});
