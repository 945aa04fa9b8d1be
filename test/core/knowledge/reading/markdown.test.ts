import { describe, expect, it } from "vitest";
import { readingOf, sectionsIn } from "./reading.ts";

describe("a Markdown document", () => {
  it("is read along its headings", async () => {
    expect(
      await readingOf(
        "a.md",
        "# Guide\n\nHello.\n\n## Install\n\nFirst.\n\n### Linux\n\nThen.\n\nUse\n===\n\nAt last.",
      ),
    ).toEqual(["Guide: Hello.", "Guide/Install: First.", "Guide/Install/Linux: Then.", "Use: At last."]);
  });

  it("is called by its file where no first heading stands above", async () => {
    expect(await readingOf("opening-hours.markdown", "From nine.\n\n## Sunday\n\nClosed.")).toEqual([
      "opening-hours: From nine.",
      "opening-hours/Sunday: Closed.",
    ]);
  });

  it("is called by the title in its front matter, of which nothing else is text", async () => {
    const text = '---\ntitle: "House rules"\ntags: [secret]\n---\n\n## Noise\n\nNone after ten.\n';
    expect(await readingOf("a.md", text)).toEqual(["House rules/Noise: None after ten."]);
  });

  it("takes a rule at its beginning for no front matter", async () => {
    expect(await readingOf("a.md", "---\n\nText.\n\nMore.")).toEqual(["a: Text.\n\nMore."]);
  });

  it("keeps lists, code and tables as they are, but for blanks that line up columns", async () => {
    const [section] = await sectionsIn(
      "a.md",
      "- one\n  - two\n\n```sh\n# no heading\n\nls\n```\n\n| Name   | Price |\n| ------ | ----: |\n| Tea    |     2 |\n",
    );
    expect(section?.text).toBe(
      "- one\n  - two\n\n```sh\n# no heading\n\nls\n```\n\n| Name | Price |\n| --- | ---: |\n| Tea | 2 |",
    );
  });

  it("has headings without marks and addresses", async () => {
    expect(
      await readingOf("a.md", "# The **big** [guide](https://example.org) to `snake_case` \\*\n\nText."),
    ).toEqual(["The big guide to snake_case *: Text."]);
  });

  it("reads HTML in it as HTML", async () => {
    const text =
      '<h1 align="center">Lantern</h1>\n\nText.\n\n<!-- not for readers -->\n\n<p>More <b>text</b>.</p>';
    expect(await readingOf("a.md", text)).toEqual(["Lantern: Text.\n\nMore text."]);
  });

  it("gives what is long below one heading in several sections", async () => {
    const paragraphs = Array.from({ length: 3000 }, (_, index) => `Paragraph number ${index} of many.`);
    const sections = await sectionsIn("a.md", `# Long\n\n${paragraphs.join("\n\n")}`);
    expect(sections.length).toBeGreaterThan(3);
    expect(sections.map(({ text }) => text).join("\n\n")).toBe(paragraphs.join("\n\n"));
    expect(new Set(sections.map(({ heading }) => heading.join()))).toEqual(new Set(["Long"]));
  });
});
