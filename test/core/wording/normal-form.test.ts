import { expect, it } from "vitest";
import { normalForm } from "../../../src/core/wording/normal-form.ts";

it.each([
  ["What are your opening hours?", "what are your OPENING hours"],
  ["ＷＨＡＴ ｔｉｍｅ？", "what time?!"],
  ["  two\n\nlines… ", "two lines"],
  ["營業時間是幾點？", "营业时间是几点"],
  ["Café", "cafe\u0301"],
])("sees the same question in %j and %j", (one, other) => {
  expect(normalForm(one)).toBe(normalForm(other));
});

it.each([
  ["Is it 15 euros?", "Is it 16 euros?"],
  ["open", "closed"],
  ["几点开门", "几点关门"],
])("tells %j from %j", (one, other) => {
  expect(normalForm(one)).not.toBe(normalForm(other));
});

it("has nothing to compare where there are neither letters nor digits", () => {
  expect(normalForm("?! 🙂 …")).toBe("");
});
