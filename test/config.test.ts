import { readFileSync } from "node:fs";
import { parse } from "dotenv";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../src/config.ts";
import { problemsOf as problemsIn } from "./problems-of.ts";

const problemsOf = (env: Record<string, string>) => problemsIn(() => parseConfig(env));

describe("settings", () => {
  it("have the defaults of the contract", () => {
    const config = parseConfig({});
    expect(config).toMatchObject({
      model: { kind: "hub-file", file: "qwen2.5-0.5b-instruct-fp16.gguf" },
      modelsDir: "models",
      dataDir: "data",
      discord: null,
      telegram: null,
      web: { host: "127.0.0.1", port: 7860, password: null },
      questionsPerMinute: 20,
      groupContext: 0,
      knowledge: null,
      faqFile: "faq.md",
      frequentAnswersHours: 168,
      access: { allow: [], admins: [] },
      contextTokens: 2048,
      maxAnswerTokens: 512,
      sampling: { temperature: 0.7, topP: 0.9, topK: 20, repeatPenalty: 1.1 },
      threads: null,
      parallel: 4,
      logLevel: "info",
    });
    expect(config.systemPrompt).not.toBe("");
  });

  it("are all in .env.example, with their defaults, and nothing else is", () => {
    const example = parse(readFileSync(new URL("../.env.example", import.meta.url), "utf8"));
    expect(parseConfig(example)).toEqual(parseConfig({}));
    const named = [
      ...readFileSync(new URL("../src/config.ts", import.meta.url), "utf8").matchAll(/^ {2}([A-Z_]+):/gm),
    ];
    expect(new Set(Object.keys(example))).toEqual(new Set(named.map(([, name]) => name)));
  });

  it("say where documents are and who may see which", () => {
    expect(
      parseConfig({
        KNOWLEDGE_DIR: "docs",
        KNOWLEDGE_FOLDERS: "public, guides/german,.",
        KNOWLEDGE_ONLY: "true",
      }).knowledge,
    ).toEqual({
      dir: "docs",
      folders: ["public", "guides/german", "."],
      only: true,
      declining: null,
      tokens: 600,
      embeddingModel: null,
      rankingModel: null,
    });
    expect(
      parseConfig({ KNOWLEDGE_DIR: "docs", EMBEDDING_MODEL: "bge.gguf" }).knowledge?.embeddingModel,
    ).toEqual({ kind: "local", path: "bge.gguf" });
    expect(
      parseConfig({ KNOWLEDGE_DIR: "docs", RANKING_MODEL: "ranker.gguf" }).knowledge?.rankingModel,
    ).toEqual({ kind: "local", path: "ranker.gguf" });
  });

  it.each(["..", "../staff", "public/../staff", "/etc", "a//b", "a/", "public/."])(
    "take %s for no folder of documents",
    (folder) => {
      expect(problemsOf({ KNOWLEDGE_DIR: "docs", KNOWLEDGE_FOLDERS: folder })).toEqual([
        expect.stringMatching(/^KNOWLEDGE_FOLDERS /),
      ]);
    },
  );

  it("name what is wrong about documents", () => {
    const models = { EMBEDDING_MODEL: "what", RANKING_MODEL: "hf:what" };
    expect(problemsOf({ KNOWLEDGE_ONLY: "true", ...models })).toEqual([
      expect.stringMatching(/^EMBEDDING_MODEL is neither/),
      expect.stringMatching(/^RANKING_MODEL does not name/),
      expect.stringMatching(/^KNOWLEDGE_ONLY is true, but KNOWLEDGE_DIR/),
    ]);
  });

  it("take a blank line for none", () => {
    expect(parseConfig({ WEB_PORT: "", DISCORD_TOKEN: "  ", THREADS: " ", MODEL: "" })).toEqual(
      parseConfig({}),
    );
  });

  it("turn platforms on by their tokens, and the page off by port 0", () => {
    const config = parseConfig({
      DISCORD_TOKEN: "d",
      DISCORD_API_URL: "http://localhost:1234/api/",
      DISCORD_MESSAGE_CONTENT: "true",
      TELEGRAM_TOKEN: " t ",
      WEB_PORT: "0",
    });
    expect(config.discord).toEqual({
      token: "d",
      apiUrl: "http://localhost:1234/api",
      readsAllMessages: true,
      hearsTyping: true,
    });
    expect(config.telegram).toEqual({ token: "t", apiUrl: undefined });
    expect(config.web).toBeNull();
  });

  it("list admins and who may talk", () => {
    const { access } = parseConfig({
      ADMINS: "discord:1, telegram:2,",
      ALLOW: "discord:guild:1,discord:user:2,telegram:chat:-100123",
    });
    expect(access.admins).toEqual(["discord:1", "telegram:2"]);
    expect(access.allow).toEqual(["discord:guild:1", "discord:user:2", "telegram:chat:-100123"]);
  });

  it.each([
    ["MODEL", "gpt-5"],
    ["DISCORD_TOKEN", "two words"],
    ["DISCORD_API_URL", "discord"],
    ["DISCORD_MESSAGE_CONTENT", "perhaps"],
    ["TELEGRAM_API_URL", "ftp://example.org"],
    ["WEB_PORT", "99999"],
    ["ADMINS", "@me"],
    ["ALLOW", "discord:guilds:1"],
    ["CONTEXT_TOKENS", "12"],
    ["MAX_ANSWER_TOKENS", "1.5"],
    ["TEMPERATURE", "-1"],
    ["TOP_P", "0"],
    ["TOP_K", "many"],
    ["REPEAT_PENALTY", "0.5"],
    ["THREADS", "0"],
    ["PARALLEL", "0"],
    ["LOG_LEVEL", "loud"],
    ["HF_ENDPOINT", "http://example.org"],
  ])("say in one sentence what is wrong with %s=%s", (name, value) => {
    const problems = problemsOf({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name} .+\\.$`));
  });

  it("are all complained of at once", () => {
    const problems = problemsOf({ MODEL: "?", TOP_K: "0", LOG_LEVEL: "loud" });
    expect(problems.map((problem) => problem.split(" ")[0])).toEqual(["MODEL", "TOP_K", "LOG_LEVEL"]);
  });

  it("leave room for the question beside the longest answer", () => {
    expect(problemsOf({ CONTEXT_TOKENS: "1000", MAX_ANSWER_TOKENS: "800" })[0]).toContain("at most 750");
  });

  it("never repeat a token", () => {
    expect(problemsOf({ TELEGRAM_TOKEN: "secret secret" }).join()).not.toContain("secret");
  });
});
