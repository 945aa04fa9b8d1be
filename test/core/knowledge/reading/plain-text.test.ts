import { describe, expect, it } from "vitest";
import { readingOf, sectionsIn } from "./reading.ts";

/** "退款须在七日之内提出。" as Chinese Windows writes it. */
const GB18030 = Buffer.from("cdcbbfeed0ebd4dac6dfc8d5d6aec4dacce1b3f6a1a3", "hex");

describe("a text file", () => {
  it("is read under its name, with its lines ended in one way", async () => {
    expect(await readingOf("Notes.txt", "One.\r\n\r\nTwo,\rthree.\r")).toEqual([
      "Notes: One.\n\nTwo,\nthree.",
    ]);
  });

  it.each([
    ["UTF-8", Buffer.from("Grüße, 退款。")],
    ["UTF-8 with a byte order mark", Buffer.from("\ufeffGrüße, 退款。")],
    ["UTF-16, little end first", Buffer.from("\ufeffGrüße, 退款。", "utf16le")],
    ["UTF-16, big end first", Buffer.from("\ufeffGrüße, 退款。", "utf16le").swap16()],
  ])("is read in %s", async (_, bytes) => {
    expect(await readingOf("a.txt", bytes)).toEqual(["a: Grüße, 退款。"]);
  });

  it("is read in GB18030 when it is no UTF-8", async () => {
    expect(await readingOf("a.txt", GB18030)).toEqual(["a: 退款须在七日之内提出。"]);
  });

  it("is read in Windows-1252 when its letters stand alone as in European words", async () => {
    const bytes = Buffer.from("Les élèves du collège préfèrent l'été.", "latin1");
    expect(await readingOf("a.txt", bytes)).toEqual(["a: Les élèves du collège préfèrent l'été."]);
  });

  it("keeps whole what lies across two pieces of the file", async () => {
    const line = "退款须在七日之内提出。\r\n";
    const sections = await sectionsIn("a.txt", `x${line.repeat(9000)}`);
    expect(
      sections
        .map(({ text }) => text)
        .join("\n")
        .replaceAll("\n", ""),
    ).toBe(`x${line.trim().repeat(9000)}`);
  });

  it("holds nothing when it is blank", async () => {
    expect(await readingOf("a.txt", "")).toEqual([]);
    expect(await readingOf("a.txt", " \n\t\n")).toEqual([]);
  });

  it("is refused when it is none", async () => {
    const bytes = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 1]);
    await expect(readingOf("a.txt", bytes)).rejects.toMatchObject({
      name: "UnreadableDocument",
      code: "damaged",
    });
  });
});
