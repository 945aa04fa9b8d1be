import { describe, expect, it } from "vitest";
import { namesIn } from "../../../src/core/wording/names.ts";

describe("the names in a question", () => {
  it.each([
    ["How do I connect it to Slack?", ["slack"]],
    ["Can I rent one in New York?", ["new", "york"]],
    ["PDF: can it export that?", []],
    ["USB stick or SSD, which do you sell?", []],
    ["Which do you sell, USB sticks or SSD cards?", ["usb", "ssd"]],
    ["可以连接 Slack 吗？", ["slack"]],
    ["JLPT 在你们学校考吗", ["jlpt"]],
  ])("are written with a capital inside a sentence, or as abbreviations: %s", (question, names) => {
    expect([...namesIn(question)]).toEqual(names);
  });

  it.each([
    ["begin a sentence", "It is broken. Bicycles like that are repaired?"],
    ["name a time", "Are you open on Easter Monday or in May?"],
    ["are said before the question", "Hello, I am Anna Weber from Berlin. When do you open the shop?"],
    ["stand in a clause before it", "我的朋友 Tom 来了，他可以借书吗"],
    ["are written as all of the text is", "HOW MUCH DOES A BICYCLE COST?"],
    ["are written as in a headline", "How Much Does A Bicycle Cost"],
  ])("are no words that %s", (_, question) => {
    expect([...namesIn(question)]).toEqual([]);
  });

  it("are those of the question also when a courtesy follows", () => {
    expect([...namesIn("How do I connect it to Slack, please?")]).toEqual(["slack"]);
  });
});
