import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLabelStripper } from "../../../../../src/core/engine/process/guards/label.ts";
import { cutUp, LONGEST_LABEL, NAMES, speech } from "./speech.ts";

/** What has been let through after each piece, and after the end. */
function shown(names: readonly string[], ...pieces: string[]): string[] {
  const stripper = createLabelStripper(names);
  return [...pieces.map((piece) => stripper.push(piece)), stripper.end()];
}

const answer = (text: string, names: readonly string[] = ["Ann", "Lantern"]) => shown(names, text).join("");

describe("the label at the beginning of an answer", () => {
  it.each([
    ["Ann: Hello.", "Hello."],
    ["Ann:\n\nHello.", "Hello."],
    ["LANTERN: Hello.", "Hello."],
    ["**Ann:** Hello.", "Hello."],
    ["**Ann**: Hello.", "Hello."],
    ["Ann\uFF1A你好", "你好"],
    ["**Ann\uFF1A**你好", "你好"],
    ["Ann: Lantern: Hello.", "Lantern: Hello."],
  ])("is dropped: %j", (text, rest) => {
    expect(answer(text)).toBe(rest);
  });

  it.each([
    "Hello. Ann: hi",
    "Hello.\nAnn: hi",
    "Anna: Hello.",
    "Ann, hello.",
    "Ann:Hello.",
    "Ann : Hello.",
    "**Ann: Hello.**",
    "*Ann:* Hello.",
    "An",
    "Ann",
    "**Ann:*",
    "",
  ])("is nothing else: %j", (text) => {
    expect(answer(text)).toBe(text);
  });

  it("leaves an empty answer where there is nothing else", () => {
    expect(answer("Ann:")).toBe("");
    expect(answer("**Ann:**")).toBe("");
    expect(answer("Ann: ")).toBe("");
  });

  it("is held back in pieces until it is known for what it is", () => {
    expect(shown(["Ann"], "A", "nn", ":", " Hel", "lo")).toEqual(["", "", "", "Hel", "lo", ""]);
    expect(shown(["Ann"], "A", "nn", "ie", " is")).toEqual(["", "", "Annie", " is", ""]);
    expect(shown(["Ann"], "Ann:", "Hello")).toEqual(["", "Ann:Hello", ""]);
  });

  it("is waited for by no answer that begins otherwise", () => {
    expect(shown(["Ann"], "B", "ob")).toEqual(["B", "ob", ""]);
    expect(shown([], "A", "nn: hi")).toEqual(["A", "nn: hi", ""]);
    expect(shown([" : "], ":", " hi")).toEqual([":", " hi", ""]);
  });

  it("takes the blank space with it that comes in later pieces", () => {
    expect(shown(["Ann"], "Ann: ", "\n", " Hello", " you")).toEqual(["", "", "Hello", " you", ""]);
  });

  it("is known by a name that was cut to the length of labels", () => {
    const name = "Maximiliane Theodora von und zu Hohenstein-Oberwald";
    expect(answer(`${name.slice(0, 40)}: Hello.`, [name])).toBe("Hello.");
    expect(answer(`${name}: Hello.`, [name])).toBe(`${name}: Hello.`);
  });

  it("is that of the longer of two names, when one begins like the other", () => {
    expect(answer("Ann Lee: Hello.", ["Ann", "Ann Lee"])).toBe("Hello.");
    expect(answer("Ann: Lee", ["Ann Lee", "Ann"])).toBe("Lee");
  });

  it("is known in any case, also where a letter's other case depends on its place or is longer", () => {
    expect(shown(["ΝΙΚΟΣΑ"], "νικοσ", "α: γεια").join("")).toBe("γεια");
    expect(shown(["ΝΙΚΟΣ"], "Νικος: γεια").join("")).toBe("γεια");
    expect(shown(["Strauß"], "STRAUSS: Hallo").join("")).toBe("Hallo");
    expect(shown(["İpek"], "İPEK: Merhaba").join("")).toBe("Merhaba");
  });

  it("is all that is ever lost of an answer, however it is cut into pieces", () => {
    const label = new RegExp(`^(?:(?:${NAMES.join("|")})|\\*\\*(?:${NAMES.join("|")})(?:\\*\\*)?)`, "iu");
    fc.assert(
      fc.property(speech.chain(cutUp), (pieces) => {
        const text = pieces.join("");
        const result = shown(NAMES, ...pieces).join("");
        expect(text.endsWith(result)).toBe(true);
        const lost = text.slice(0, text.length - result.length);
        if (lost !== "") {
          expect(lost).toMatch(label);
          expect(lost).toMatch(/^[^:\uFF1A]*(?::(?:\*\*)?(?:\s+|$)|\uFF1A(?:\*\*)?\s*)$/);
        }
      }),
      { seed: 42, numRuns: 1000 },
    );
  });

  it("never holds back more than the longest label", () => {
    fc.assert(
      fc.property(speech.chain(cutUp), (pieces) => {
        const stripper = createLabelStripper(NAMES);
        let text = "";
        let result = "";
        for (const piece of pieces) {
          text += piece;
          result += stripper.push(piece);
          if (result === "") expect(text.trimEnd().length).toBeLessThanOrEqual(LONGEST_LABEL);
          else expect(text.endsWith(result)).toBe(true);
        }
      }),
      { seed: 42 },
    );
  });
});
