import { describe, expect, it } from "vitest";
import { promptsFor } from "../../../../src/core/knowledge/process/prompts.ts";

describe("what an embedding model wants before a text", () => {
  it.each([
    ["Multilingual E5 Small", "query: ", "passage: "],
    ["multilingual-e5-small-q8_0.gguf", "query: ", "passage: "],
    ["e5_base_v2", "query: ", "passage: "],
    ["nomic-embed-text-v1.5", "search_query: ", "search_document: "],
    ["bge-small-en-v1.5", "Represent this sentence for searching relevant passages: ", ""],
    ["bge-small-zh-v1.5-f16.gguf", "为这个句子生成表示以用于检索相关文章：", ""],
    ["Embeddinggemma 300M", "task: search result | query: ", "title: none | text: "],
  ])("is known of %s", (name, question, passage) => {
    expect(promptsFor([name])).toEqual({ question, passage });
  });

  it("is an instruction for the question alone where a model follows those", () => {
    for (const name of ["Qwen3 Embedding 0.6B", "multilingual-e5-large-instruct"]) {
      const { question, passage } = promptsFor([name]);
      expect(question).toMatch(/^Instruct: .+\nQuery: ?$/);
      expect(passage).toBe("");
    }
  });

  it.each([
    "bge-m3",
    "all-MiniLM-L6-v2",
    "paraphrase-multilingual-MiniLM-L12-v2",
    "gte-small",
    "made5-base",
    "",
  ])("is nothing for %s", (name) => {
    expect(promptsFor([name])).toEqual({ question: "", passage: "" });
  });

  it("may be known by the second name", () => {
    expect(promptsFor(["Model", "multilingual-e5-small.gguf"]).passage).toBe("passage: ");
  });
});
