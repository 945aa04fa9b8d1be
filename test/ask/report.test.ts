import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  describeFindings,
  type Findings,
  findingsAsJson,
  type SearchedDocuments,
} from "../../src/ask/report.ts";
import { SAME_QUESTION } from "../../src/core/answers/pinned-answers.ts";
import { FITTING_SCORE } from "../../src/core/knowledge/knowledge.ts";
import type { RankedPassage } from "../../src/core/knowledge/process/ranking.ts";

const passage = (change: Partial<RankedPassage> = {}): RankedPassage => ({
  id: "id",
  file: "public/hours.md",
  heading: "Our shop › Hours",
  text: "Open from nine\nto six.",
  score: FITTING_SCORE + 0.1,
  ranking: null,
  ...change,
});

const documents = (change: Partial<SearchedDocuments> = {}): SearchedDocuments => ({
  files: 3,
  passages: 12,
  found: [passage()],
  ms: 4.25,
  ofRunningBot: false,
  only: false,
  ...change,
});

const findings = (change: Partial<Findings> = {}): Findings => ({
  asked: { question: "When?", before: [] },
  folders: null,
  pinned: [],
  documents: documents(),
  ...change,
});

describe("what ask shows", () => {
  it("is each passage with its score, its place and its beginning, and which of them are used", () => {
    const found = [passage(), passage({ file: "b.txt", heading: "", score: FITTING_SCORE - 0.01 })];
    const shown = describeFindings(findings({ documents: documents({ found }) }));
    expect(shown).toContain(`  ${found[0]?.score.toFixed(2)} ✓ public/hours.md › Our shop › Hours\n`);
    expect(shown).toContain("Open from nine to six.");
    expect(shown).toContain(`  ${found[1]?.score.toFixed(2)}   b.txt\n`);
    expect(shown).toContain("1 of them (✓) reaches");
    expect(shown).toContain("Searched in 4.3 ms.");
  });

  it("says what a ranking model made of a passage that it was asked about", () => {
    const found = [passage({ ranking: 0.934 }), passage({ file: "b.txt", heading: "" })];
    const shown = describeFindings(findings({ documents: documents({ found }) }));
    expect(shown).toContain("✓ public/hours.md › Our shop › Hours (ranked 0.93)\n");
    expect(shown).toContain("✓ b.txt\n");
    const given = z
      .object({ documents: z.object({ found: z.array(z.object({ ranking: z.number().nullable() })) }) })
      .parse(JSON.parse(findingsAsJson(findings({ documents: documents({ found }) }))));
    expect(given.documents.found.map(({ ranking }) => ranking)).toEqual([0.934, null]);
  });

  it("says where it looked, and whose reading it is", () => {
    const shown = describeFindings(
      findings({ folders: ["public", "guides"], documents: documents({ ofRunningBot: true }) }),
    );
    expect(shown).toContain(
      "Passages in public, guides (of 12 in 3 files, as the running bot has read them)",
    );
  });

  it("says what the bot does when nothing fits", () => {
    const none = { found: [passage({ score: 0.1 })] };
    expect(describeFindings(findings({ documents: documents(none) }))).toMatch(
      /No passage .* without your documents/,
    );
    expect(describeFindings(findings({ documents: documents({ ...none, only: true }) }))).toMatch(/declines/);
    expect(describeFindings(findings({ documents: documents({ found: [] }) }))).toContain(
      "nothing has a word",
    );
  });

  it("puts the owner's own answers first, and says whether one is given", () => {
    const pinned = [{ question: "When are you open?", answer: "From nine.", score: SAME_QUESTION }];
    const shown = describeFindings(findings({ pinned }));
    expect(shown.indexOf("From nine.")).toBeLessThan(shown.indexOf("Passages"));
    expect(shown).toContain("answered at once, in your own words");
    const far = describeFindings(
      findings({ pinned: [{ question: "When?", answer: "Now.", score: 0.3 }], documents: null }),
    );
    expect(far).toContain("None of your own answers reaches");
    expect(far).not.toContain("Passages");
  });

  it("cuts long texts between what people see as characters", () => {
    const text = "👩‍👩‍👧".repeat(200);
    const [, line = ""] = describeFindings(
      findings({ documents: documents({ found: [passage({ text })] }) }),
    ).split("Hours\n");
    expect(line.split("\n", 1).join()).toMatch(/^ +(?:👩(?:\\u200d👩)(?:\\u200d👧))+…$/u);
  });

  it("lets nothing of a document command the terminal, turn a line around or hide in it", () => {
    const evil = "\u001b[2Jgone \u202Eevil\u2066 \u0007\u009b31m\u200b";
    const hostile = findings({
      folders: [evil],
      pinned: [{ question: evil, answer: evil, score: 1 }],
      documents: documents({ found: [passage({ file: evil, heading: evil, text: evil })] }),
    });
    for (const shown of [describeFindings(hostile), findingsAsJson(hostile)]) {
      expect(shown.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }
  });

  it("is the same for machines, with whole texts, letter by letter", () => {
    const text = `\u202E${"long ".repeat(500)}\u{E0041}`;
    const given = z
      .object({ documents: z.object({ found: z.array(z.object({ text: z.string(), score: z.number() })) }) })
      .parse(JSON.parse(findingsAsJson(findings({ documents: documents({ found: [passage({ text })] }) }))));
    expect(given.documents.found[0]?.text).toBe(text);
  });
});
