import { describe, expect, it } from "vitest";
import { sameMeaning } from "../../../src/core/wording/same-meaning.ts";
import { termsOf } from "../../../src/core/wording/terms.ts";

const termOf = (word: string) => termsOf(word).join(" ");

describe("words of the same meaning", () => {
  it.each([
    ["bikes", "bicycle"],
    ["warranty", "guarantees"],
    ["周末", "周日"],
    ["退款", "退費"],
  ])("are found for each other: %s and %s", (one, other) => {
    expect(sameMeaning(termOf(one))).toContain(termOf(other));
    expect(sameMeaning(termOf(other))).toContain(termOf(one));
  });

  it("are other ones than the word itself, each once", () => {
    for (const word of ["price", "价格", "phone"]) {
      const others = sameMeaning(termOf(word));
      expect(others).not.toContain(termOf(word));
      expect(new Set(others).size).toBe(others.length);
    }
  });

  it("mean it by themselves: no part of a longer word stands for it", () => {
    expect(sameMeaning(termOf("周末"))).toEqual(["周六", "周日"]);
    expect(sameMeaning("星期")).toEqual([]);
  });

  it("are none for most words, and for no single character, which may mean anything", () => {
    expect(sameMeaning("teapot")).toEqual([]);
    const all = ["价格", "周末", "电话", "丢失", "老师"].flatMap((word) => sameMeaning(word));
    expect(all.filter((term) => [...new Intl.Segmenter().segment(term)].length === 1)).toEqual([]);
  });
});
