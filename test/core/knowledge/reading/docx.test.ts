import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { docx, paragraph, styled } from "./documents.ts";
import { readingOf, sectionsIn } from "./reading.ts";

const item = (text: string, depth: number) =>
  paragraph(text, `<w:numPr><w:ilvl w:val="${depth}"/><w:numId w:val="1"/></w:numPr>`);
const cell = (text: string) => `<w:tc>${paragraph(text)}</w:tc>`;

async function textOf(body: string, parts?: Readonly<Record<string, string>>): Promise<string> {
  const sections = await sectionsIn("a.docx", docx(body, parts));
  return sections.map(({ text }) => text).join("\n\n");
}

describe("a Word document", () => {
  it("is read along its headings, whatever their styles are called in its language", async () => {
    const body =
      styled("Titel", "House rules") +
      paragraph("Welcome.") +
      styled("1", "Rooms") +
      paragraph("Clean.") +
      styled("Mine", "Beds") +
      paragraph("Soft &amp; warm.") +
      paragraph("Meals", '<w:outlineLvl w:val="0"/>') +
      paragraph("Good.");
    expect(await readingOf("a.docx", docx(body))).toEqual([
      "House rules: Welcome.",
      "House rules/Rooms: Clean.",
      "House rules/Rooms/Beds: Soft & warm.",
      "House rules/Meals: Good.",
    ]);
  });

  it("is called by its file where no title stands above", async () => {
    expect(await readingOf("Contract 2024.docx", docx(paragraph("Text.")))).toEqual(["Contract 2024: Text."]);
  });

  it("keeps lists, rows of tables and line breaks", async () => {
    const body =
      item("One", 0) +
      item("more", 1) +
      item("Two", 0) +
      `<w:tbl><w:tr>${cell("Name")}${cell("Price")}</w:tr><w:tr>${cell("Tea")}${cell("2")}</w:tr></w:tbl>` +
      "<w:p><w:r><w:t>Road 1</w:t><w:br/><w:t>Town</w:t></w:r></w:p>";
    expect(await textOf(body)).toBe(
      "- One\n  - more\n- Two\n\n| Name | Price |\n| --- | --- |\n| Tea | 2 |\n\nRoad 1\nTown",
    );
  });

  it("leaves out what was deleted, what is said twice, and the table of contents", async () => {
    const body =
      styled("Toc", "Rooms 3") +
      "<w:p><w:r><w:t>Seen</w:t></w:r><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del><w:ins><w:r><w:t> too</w:t></w:r></w:ins></w:p>" +
      "<w:p><w:r><AlternateContent><Choice><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent></Choice>" +
      "<Fallback><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent></Fallback></AlternateContent><w:t>Around</w:t></w:r></w:p>";
    expect(await textOf(body)).toBe("Seen too\n\nIn a box\n\nAround");
  });

  it("has its notes at the end", async () => {
    const notes = `<w:footnotes xmlns:w="w"><w:footnote>${paragraph("A note.")}</w:footnote></w:footnotes>`;
    expect(await textOf(paragraph("Text."), { "word/footnotes.xml": notes })).toBe("Text.\n\nA note.");
  });

  it("fetches nothing and opens no other file, whatever it refers to", async () => {
    const xml = `<?xml version="1.0"?><!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/passwd">]><w:document xmlns:w="w"><w:body>${paragraph("a&f;b")}</w:body></w:document>`;
    expect(await textOf("", { "word/document.xml": xml })).toBe("a&f;b");
  });

  it("is refused when it unpacks to far more than it is", async () => {
    const bytes = docx(paragraph("x".repeat(21_000_000)));
    expect(bytes.length).toBeLessThan(500_000);
    await expect(readingOf("bomb.docx", bytes)).rejects.toMatchObject({ code: "too-big" });
  });

  it("is refused when its list of files lies about their sizes and they unpack to too much", async () => {
    const bomb = Buffer.from(docx(`<w:p/>${" ".repeat(100_000_000)}`));
    const entry = bomb.lastIndexOf("word/document.xml") - 46;
    bomb.writeUInt32LE(1000, entry + 24);
    await expect(readingOf("bomb.docx", bomb)).rejects.toMatchObject({ code: "too-big" });
  });

  it("is refused when it needs a password", async () => {
    const container = Buffer.alloc(2048);
    Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]).copy(container);
    container.writeUInt16LE(9, 30);
    container.writeUInt32LE(1, 48);
    const old = Buffer.from(container);
    container.write("EncryptedPackage", 1024 + 128, "utf16le");
    await expect(readingOf("a.docx", container)).rejects.toMatchObject({ code: "encrypted" });
    await expect(readingOf("a.docx", old)).rejects.toMatchObject({ code: "unsupported" });
  });

  it.each([
    ["is no archive", Buffer.from("Just text.")],
    ["is empty", Buffer.alloc(0)],
    ["is an archive of something else", Buffer.from(zipSync({ "a.txt": strToU8("a") }))],
    ["was cut off", Buffer.from(docx(paragraph("Text. ".repeat(100)))).subarray(0, 700)],
    ["has a part with wrong bytes", withWrongBytes(docx(paragraph("Text. ".repeat(100))))],
  ])("is refused when it %s", async (_, bytes) => {
    await expect(readingOf("a.docx", bytes)).rejects.toMatchObject({
      name: "UnreadableDocument",
      code: "damaged",
    });
  });
});

function withWrongBytes(bytes: Uint8Array): Buffer {
  const wrong = Buffer.from(bytes);
  const start = wrong.indexOf("word/document.xml") + "word/document.xml".length;
  return wrong.fill(0xff, start, start + 40);
}
