import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cutPassages,
  type PassageDraft,
} from "../../../../src/core/knowledge/process/reading/cut-passages.ts";
import { letters, MAX_PASSAGE } from "../../../../src/core/knowledge/process/reading/passage-size.ts";
import type { Section } from "../../../../src/core/knowledge/process/reading/section.ts";

async function* given(sections: readonly Section[]): AsyncGenerator<Section> {
  yield* sections;
}

async function cut(
  ...sections: readonly (readonly [heading: string, text: string])[]
): Promise<PassageDraft[]> {
  const passages: PassageDraft[] = [];
  const asSections = sections.map(([heading, text]) => ({ heading: heading.split("/"), text }));
  for await (const passage of cutPassages(given(asSections))) passages.push(passage);
  return passages;
}

function words(count: number, word = "word"): string {
  return Array.from({ length: count }, (_, index) => `${word}${index}`).join(" ");
}

describe("how long a passage is", () => {
  it("counts a letter once and a Chinese character two and a half times", () => {
    expect(letters("tea, milk")).toBe(9);
    expect(letters("退款。")).toBe(7.5);
    expect(letters("退 a")).toBe(4.5);
  });
});

describe("cutting passages", () => {
  it("names each by the headings above it", async () => {
    expect(await cut(["Guide/Install", words(100)])).toEqual([
      { heading: "Guide › Install", text: words(100) },
    ]);
  });

  it("keeps sections apart that are long enough", async () => {
    const passages = await cut(["G/A", words(80)], ["G/B", words(80)]);
    expect(passages.map(({ heading }) => heading)).toEqual(["G › A", "G › B"]);
  });

  it("puts short neighbours below one heading together, each with its own as a line before it", async () => {
    expect(await cut(["G", "Hi."], ["G/A", "One."], ["G/B", "Two."], ["H", "Other."])).toEqual([
      { heading: "G › A · B", text: "Hi.\n\nA\nOne.\n\nB\nTwo." },
      { heading: "H", text: "Other." },
    ]);
    expect(await cut(["G/C/A", "One."], ["G/C/B", "Two."], ["G/D/A", "Three."])).toEqual([
      { heading: "G › C › A · B", text: "A\nOne.\n\nB\nTwo." },
      { heading: "G › D › A", text: "Three." },
    ]);
  });

  it("names a passage by what holds most of it, and a long row of headings by its ends", async () => {
    expect(await cut(["G", "Hello, all of you."], ["G/A", "One."])).toEqual([
      { heading: "G", text: "Hello, all of you.\n\nA\nOne." },
    ]);
    const cities = ["Aachen", "Berlin", "Bonn", "Dresden", "Essen"];
    const [many] = await cut(...cities.map((city) => [`G/${city}`, "A city."] as const));
    expect(many?.heading).toBe("G › Aachen … Essen");
    const [long] = await cut(["G/A", "One."], [`G/${words(30)}`, "Two."], ["G/C", "Three."]);
    expect(long?.heading).toBe("G › A … C");
    const [one] = await cut(["G", "One."], [`G/${words(30)}`, "Two."]);
    expect(one?.heading).toBe(`G › ${words(30)}`);
  });

  it("goes on with a section that is given in parts", async () => {
    expect(await cut(["G/A", "One."], ["G/A", "Two."])).toEqual([{ heading: "G › A", text: "One.\n\nTwo." }]);
  });

  it("cuts a long section between paragraphs, into parts of about the same length", async () => {
    const paragraphs = Array.from({ length: 9 }, (_, index) => words(30, `p${index}w`));
    const passages = await cut(["G", paragraphs.join("\n\n")]);
    expect(passages.flatMap(({ text }) => text.split("\n\n"))).toEqual(paragraphs);
    const lengths = passages.map(({ text }) => letters(text));
    expect(Math.min(...lengths)).toBeGreaterThan(Math.max(...lengths) * 0.6);
  });

  it("cuts a long paragraph behind sentences, of English and of Chinese", async () => {
    const english = Array.from(
      { length: 40 },
      (_, index) => `This is sentence number ${index}, of version 1.5.`,
    );
    for (const { text } of await cut(["G", english.join(" ")])) {
      expect(text).toMatch(/^This .*of version 1\.5\.$/);
    }
    const chinese = Array.from({ length: 60 }, (_, index) => `这是第${index}句话，说的是“退款。”`);
    const passages = await cut(["G", chinese.join("")]);
    expect(passages.length).toBeGreaterThan(1);
    for (const { text } of passages) expect(text).toMatch(/^这是.*”$/);
  });

  it("cuts a sentence without an end between words, and a word without an end between characters", async () => {
    const passages = await cut(["G", words(1000)]);
    expect(passages.map(({ text }) => text).join(" ")).toBe(words(1000));
    const family = "👨‍👩‍👧‍👦";
    const families = await cut(["G", family.repeat(400)]);
    expect(families.length).toBeGreaterThan(1);
    for (const { text } of families) expect(text.replaceAll(family, "")).toBe("");
  });

  it("cuts a table between rows and repeats its head", async () => {
    const rows = Array.from({ length: 100 }, (_, index) => `| Thing number ${index} | ${index} |`);
    const passages = await cut([
      "G",
      `Before.\n\n| Name | Price |\n| --- | --- |\n${rows.join("\n")}\n\nBehind.`,
    ]);
    expect(passages.length).toBeGreaterThan(2);
    for (const { text } of passages)
      expect(text).toMatch(/^(?:Before\.\n\n)?\| Name \| Price \|\n\| --- \| --- \|\n\| Thing/);
    expect(
      passages
        .map(({ text }) => text)
        .join("\n")
        .match(/^\| Thing .*$/gm),
    ).toEqual(rows);
    expect(passages.at(-1)?.text).toMatch(/ \|\n\nBehind\.$/);
  });

  it("keeps code in one piece where it fits, and else closes and opens it again", async () => {
    const code = `\`\`\`sh\n${Array.from({ length: 20 }, (_, index) => `run ${index}\n`).join("\n")}\`\`\``;
    const [first, second] = await cut(["G", `${words(170)}\n\n${code}`]);
    expect(first?.text).toBe(words(170));
    expect(second?.text).toBe(code);

    const lines = Array.from({ length: 200 }, (_, index) => `run --number ${index}`);
    const long = await cut(["G", `\`\`\`sh\n${lines.join("\n")}\n\`\`\`\n\nBehind.`]);
    for (const { text } of long) expect(text).toMatch(/^```sh\n(?:run .*\n)+```(?:\n\nBehind\.)?$/);
    expect(
      long
        .map(({ text }) => text)
        .join("\n")
        .match(/^run .*$/gm),
    ).toEqual(lines);
  });

  it("keeps every word of whatever it is given, none longer than a passage may be", async () => {
    const unit = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 40 }),
      fc.lorem({ maxCount: 60 }),
      fc.constantFrom(
        "\n",
        "\n\n",
        "```",
        "~~~",
        "| a | b |\n| --- | --- |\n",
        "- ",
        "。",
        "！”",
        "退款须在七日之内提出",
        " ",
      ),
      fc.integer({ min: 1, max: 3000 }).map((length) => "长".repeat(length)),
    );
    const section = fc.record({
      heading: fc.array(fc.constantFrom("A", "B", "C"), { minLength: 1, maxLength: 3 }),
      text: fc.array(unit, { minLength: 1, maxLength: 30 }).map((units) => units.join("")),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(section, { maxLength: 8 }), async (sections) => {
        let text = "";
        for await (const passage of cutPassages(given(sections))) {
          expect(letters(passage.text)).toBeLessThanOrEqual(MAX_PASSAGE);
          expect(passage.text.trim()).not.toBe("");
          text += passage.text;
        }
        // Headings, heads of tables and marks of code may stand there more often than they were given.
        expect(isHeldBy(inked(sections.map((section) => section.text).join("")), inked(text))).toBe(true);
      }),
      { seed: 42, numRuns: 300 },
    );
  });

  it("takes time in step with the length", async () => {
    const started = performance.now();
    await cut(["G", "a".repeat(1_000_000)], ["G", ".".repeat(1_000_000)], ["G", "a b\n".repeat(300_000)]);
    await cut(["G", "```\n".repeat(200_000)], ["G", "| a |\n".repeat(200_000)]);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

function inked(text: string): string {
  return text.replace(/\s+/g, "");
}

/** Whether all of `part` is in `whole`, in order, with nothing but other text between. */
function isHeldBy(part: string, whole: string): boolean {
  let index = 0;
  for (const unit of whole) if (part.startsWith(unit, index)) index += unit.length;
  return index === part.length;
}
