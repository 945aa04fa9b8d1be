import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALL_FOLDERS, NOTHING_SET, searchedFolders } from "../../../src/core/settings/settings-store.ts";
import { readSettingsText } from "../../../src/core/settings/settings-text.ts";

const LIMITS = { answerTokens: [16, 512], folders: [".", "public", "staff/hr"] } as const;

const read = (text: string) => readSettingsText(text, LIMITS);

describe("what stands behind /settings", () => {
  it.each([
    ["persona You are a pirate.", { persona: "You are a pirate." }],
    ["Persona:\nYou are a pirate.\r\n\r\nYou rhyme.  ", { persona: "You are a pirate.\n\nYou rhyme." }],
    ["人设 你是海盗。", { persona: "你是海盗。" }],
    ["人設：你是海盜。", { persona: "你是海盜。" }],
    [`persona ${"x".repeat(1000)}`, { persona: "x".repeat(1000) }],
    ["persona a\u0000b\ud800", { persona: "ab\ufffd" }],
    ["length 200", { answerTokens: 200 }],
    ["length 16 tokens", { answerTokens: 16 }],
    ["长度 512", { answerTokens: 512 }],
    ["temperature 0.3", { temperature: 0.3 }],
    ["TEMPERATURE=2", { temperature: 2 }],
    ["温度0", { temperature: 0 }],
    ["temperature 0,5", { temperature: 0.5 }],
    ["温度　０．７", { temperature: 0.7 }],
    ["language zh", { language: "zh" }],
    ["语言 英文", { language: "en" }],
    ["language auto", { language: null }],
    ["语言：自动", { language: null }],
    ["always on", { alwaysOn: true }],
    ["常开 关", { alwaysOn: false }],
    ["folders public", { folders: ["public"] }],
    ["folders public, staff/hr/,./public,.", { folders: ["public", "staff/hr", "."] }],
    ["folders public/later", { folders: ["public/later"] }],
    ["folder staff", { folders: ["staff"] }],
    ["文件夹 public、staff/hr", { folders: ["public", "staff/hr"] }],
    ["folders all", { folders: [ALL_FOLDERS] }],
    ["文件夹 无", { folders: [] }],
    ["persona default", { persona: null }],
    ["文件夹 默认", { folders: null }],
    ["always default", { alwaysOn: null }],
  ])("%j changes something", (text, change) => {
    expect(read(text)).toMatchObject({ kind: "change", change });
  });

  it.each([
    ["persona", "persona"],
    ["persona :", "persona"],
    [`persona ${"x".repeat(1001)}`, "persona"],
    ["length", "answerTokens"],
    ["length 15", "answerTokens"],
    ["length 513", "answerTokens"],
    ["length 20.5", "answerTokens"],
    ["length many", "answerTokens"],
    ["temperature -1", "temperature"],
    ["temperature 2.01", "temperature"],
    ["temperature 1e0", "temperature"],
    ["temperature .", "temperature"],
    ["language fr", "language"],
    ["always", "alwaysOn"],
    ["always maybe", "alwaysOn"],
    ["folders", "folders"],
    ["folders ,", "folders"],
    ["folders secret", "folders"],
    ["folders public,secret", "folders"],
    ["folders ../public", "folders"],
    ["folders public/../secret", "folders"],
    ["folders public//x", "folders"],
    ["folders /", "folders"],
    ["folders /public", "folders"],
    ["folders ./secret", "folders"],
    ["folders pub", "folders"],
    [`folders public/${"x".repeat(300)}`, "folders"],
  ])("%j names something that it cannot be", (text, name) => {
    expect(read(text)).toEqual({ kind: "unsuited", name });
  });

  it.each([
    ["", "show"],
    [" \n", "show"],
    ["undo", "undo"],
    ["撤销", "undo"],
    ["undo that", "unknown"],
    ["personality odd", "unknown"],
    ["temperature-x 1", "unknown"],
    ["__proto__ default", "unknown"],
    ["help", "unknown"],
  ])("%j is a wish of another kind", (text, kind) => {
    expect(read(text)).toEqual({ kind });
  });

  it("never leads to what is out of bounds, whatever it is", () => {
    const names = fc.constantFrom("persona", "length", "温度", "temperature ", "folders ", "语言", "always ");
    const value = fc.oneof(fc.string({ unit: "binary" }), fc.double().map(String), fc.integer().map(String));
    fc.assert(
      fc.property(names, value, (name, value) => {
        const request = read(name + value);
        if (request.kind !== "change") return;
        const { persona, answerTokens, temperature, folders } = { ...NOTHING_SET, ...request.change };
        expect((persona ?? "x").length).toBeLessThanOrEqual(1000);
        expect((persona ?? "x").isWellFormed()).toBe(true);
        expect(answerTokens ?? 16).toBeGreaterThanOrEqual(16);
        expect(answerTokens ?? 16).toBeLessThanOrEqual(512);
        expect(temperature ?? 0).toBeGreaterThanOrEqual(0);
        expect(temperature ?? 0).toBeLessThanOrEqual(2);
        for (const folder of folders ?? [])
          if (folder !== ALL_FOLDERS) expect(folder).not.toMatch(/^\/|\.\./);
      }),
      { seed: 42, numRuns: 500 },
    );
  });
});

describe("where answers are looked for", () => {
  it.each([
    { folders: null, ofBot: null, searched: null },
    { folders: null, ofBot: ["public"], searched: ["public"] },
    { folders: ["staff"], ofBot: ["public"], searched: ["staff"] },
    { folders: [ALL_FOLDERS], ofBot: ["public"], searched: null },
    { folders: [], ofBot: null, searched: [] },
  ])("is what the channel has, else what the bot has: %j", ({ folders, ofBot, searched }) => {
    expect(searchedFolders({ ...NOTHING_SET, folders }, ofBot)).toEqual(searched);
  });
});
