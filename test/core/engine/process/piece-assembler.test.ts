import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPieceAssembler } from "../../../../src/core/engine/process/piece-assembler.ts";
import type { Token } from "../../../../src/core/engine/process/llama.ts";
import { aToken } from "./tokens.ts";

/** Every token is one byte, the worst case of a byte-level tokenizer. */
const detokenize = (tokens: readonly Token[]) => Buffer.from(tokens).toString("utf8");
const bytesOf = (text: string) => [...Buffer.from(text, "utf8")].map(aToken);

function piecesOf(text: string): string[] {
  const assembler = createPieceAssembler(detokenize);
  return bytesOf(text).map((token) => assembler.push(token));
}

describe("the pieces of an answer", () => {
  it("hold a character back until it is whole", () => {
    expect(piecesOf("好a")).toEqual(["", "", "好", "a"]);
  });

  it("begin without blank space and never end in it", () => {
    expect(piecesOf("\n a b \n")).toEqual(["", "", "a", "", " b", "", ""]);
  });

  it("hold joined emoji and flags back until the other half is there", () => {
    const pieces = piecesOf("👩\u200D🚀🇫🇷!").filter((piece) => piece !== "");
    expect(pieces).toEqual(["👩", "\u200D🚀", "🇫🇷", "!"]);
  });

  it("joined are the trimmed text, with no broken character in any of them", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
        const pieces = piecesOf(`${text}.`);
        expect(pieces.join("")).toBe(`${text}.`.trimStart());
        if (!text.includes("\uFFFD")) expect(pieces.join("|")).not.toContain("\uFFFD");
      }),
      { seed: 42 },
    );
  });

  it("loses nothing behind U+FFFD that the model itself has written", () => {
    expect(piecesOf("a\uFFFD好\uFFFD🇫🇷!").join("")).toBe("a\uFFFD好\uFFFD🇫🇷!");
  });

  it("gives half of a flag when nothing more comes, since it may be meant as a letter", () => {
    const assembler = createPieceAssembler(detokenize);
    const pieces = bytesOf("so 🇫 🇷 \n").map((token) => assembler.push(token));
    expect(pieces.join("")).toBe("so 🇫");
    expect(assembler.end()).toBe(" 🇷");
  });

  it("goes on after bytes that are no character at all", () => {
    const assembler = createPieceAssembler(detokenize);
    const pieces = [0xff, 0xff, 0xff, 0xff, 0x61].map((byte) => assembler.push(aToken(byte)));
    expect(pieces.join("")).toMatch(/^\uFFFD+a$/);
  });
});
