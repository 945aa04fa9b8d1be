import { describe, expect, it } from "vitest";
import { channelId } from "../../../src/core/chat.ts";
import { createMemoryAnswers } from "../../fakes/memory-answers.ts";
import { createScriptedKnowledge, scriptedPassage } from "../../fakes/scripted-knowledge.ts";
import { BOB, DATE, DEN, openChat, openEntry } from "./chat.ts";

const ATTIC = channelId("discord", "100", "attic");
const HOURS = scriptedPassage("public/shop.md", "The shop opens at nine.", "Hours");
const SALARY = scriptedPassage("staff/pay.md", "The shop pays on the last day.");

/** A chat whose owner has documents; the model reads as many passages as it is given. */
function openWithDocuments(
  changes: Parameters<typeof openChat>[0] = {},
  { only = false, declining = null }: { only?: boolean; declining?: string | null } = {},
  before: Parameters<typeof openChat>[1] = {},
) {
  const knowledge = createScriptedKnowledge([HOURS, SALARY]);
  const chat = openChat({ consulted: { knowledge, tokens: 300, only, declining }, ...changes }, before);
  return { ...chat, knowledge };
}

describe("a question that the documents answer", () => {
  it("reaches the model with what fits, and names where that stands", async () => {
    const chat = openWithDocuments();
    const { reply } = await chat.says("When does the shop open, at nine?");
    const ending = await reply.finished;
    expect(chat.model.requests[0]?.reference).toMatchObject({
      passages: ["[public/shop.md › Hours]\nThe shop opens at nine."],
      maxTokens: 300,
    });
    expect(ending).toMatchObject({
      cited: { sources: [{ file: "public/shop.md", heading: "Hours" }] },
    });
    expect(ending).toHaveProperty("cited.sentence", expect.stringContaining("public/shop.md › Hours"));
  });

  it("stands in the history as it was asked", async () => {
    const chat = openWithDocuments();
    await chat.hears("the shop opens at nine?");
    expect(await chat.history.load(DEN)).toEqual([
      { role: "user", speaker: "", text: "the shop opens at nine?" },
      { role: "assistant", text: "echo: the shop opens at nine?" },
    ]);
  });

  it("is looked for with what was asked before", async () => {
    const chat = openWithDocuments();
    await chat.hears("the shop opens at nine?");
    await chat.hears("and on Sundays?");
    expect(chat.knowledge.queries.at(-1)).toMatchObject({
      question: "and on Sundays?",
      before: ["the shop opens at nine?"],
    });
  });

  it("is followed by /sources with what was used for it", async () => {
    const chat = openWithDocuments();
    expect(await chat.commands("sources")).not.toContain("shop.md");
    await chat.hears("the shop opens at nine?");
    expect(await chat.commands("sources")).toContain("`public/shop.md` › Hours");
    await chat.hears("something else entirely");
    expect(await chat.commands("sources")).not.toContain("shop.md");
  });

  it("names them also when its answer is shown after a crash", async () => {
    const chat = openWithDocuments();
    await chat.hears("the shop opens at nine?", { id: "q" });
    await chat.clock.advance(0);
    const [left] = chat.inbox.channels("discord");
    await chat.inbox.put({ ...openEntry({ acceptedAt: DATE, sources: left?.sources ?? [] }) });
    const later = openWithDocuments({}, {}, { inbox: chat.inbox, history: chat.history });
    later.conversation.resume("discord");
    await expect.poll(() => later.reopened).toHaveLength(1);
    expect(await later.reopened[0]?.reply.finished).toMatchObject({
      cited: { sources: [{ file: "public/shop.md" }] },
    });
  });
});

describe("a question that they do not answer", () => {
  it("is answered by the model, without a word of sources", async () => {
    const chat = openWithDocuments();
    const { reply } = await chat.says("who painted the Mona Lisa");
    expect(await reply.finished).toMatchObject({ text: "echo: who painted the Mona Lisa" });
    expect(await reply.finished).not.toHaveProperty("cited");
    expect(chat.model.requests[0]?.reference).toMatchObject({ passages: [] });
  });

  it("is declined where nothing else may be told, in the owner's words if there are some", async () => {
    const chat = openWithDocuments({}, { only: true });
    const { reply } = await chat.says("who painted the Mona Lisa");
    expect(await reply.finished).toMatchObject({ kind: "answered", origin: "declined" });
    const theirs = openWithDocuments({}, { only: true, declining: "Please call 555-0100." });
    expect(await theirs.hears("who painted the Mona Lisa")).toBe("Please call 555-0100.");
    expect(await theirs.hears("the shop opens at nine?")).toContain("echo: the shop opens at nine?");
    expect([...chat.model.requests, ...theirs.model.requests]).toHaveLength(1);
  });

  it("is declined too when the documents cannot be searched", async () => {
    const chat = openWithDocuments({}, { only: true });
    chat.knowledge.failing = true;
    const { reply } = await chat.says("the shop opens at nine?");
    expect(await reply.finished).toMatchObject({ origin: "declined" });
  });
});

describe("a channel that may not use every folder", () => {
  it("is never answered from the others", async () => {
    const chat = openWithDocuments({ folders: ["public"] });
    await chat.hears("the shop pays on the last day?");
    expect(chat.model.requests[0]?.reference?.passages).not.toContainEqual(expect.stringContaining("staff"));
    await chat.settings.change(ATTIC, { folders: ["staff"] });
    await chat.hears("the shop pays on the last day?", { channel: ATTIC });
    expect(chat.model.requests[1]?.reference?.passages[0]).toContain("staff/pay.md");
    expect(await chat.conversation.passage(DEN, SALARY.id)).toBeNull();
    expect(await chat.conversation.passage(ATTIC, SALARY.id)).toEqual(SALARY);
  });

  it("is never given what was answered from them", async () => {
    const answers = createMemoryAnswers();
    const chat = openWithDocuments({ folders: ["public"], answers });
    await chat.settings.change(ATTIC, { folders: ["staff"] });
    await chat.hears("the shop pays on the last day?", { channel: ATTIC });
    await chat.hears("the shop pays on the last day?", { author: BOB });
    expect(chat.model.requests).toHaveLength(2);
  });
});

it("gives a stored answer with its documents, until those change", async () => {
  const answers = createMemoryAnswers();
  const chat = openWithDocuments({ answers });
  await chat.hears("the shop opens at nine?");
  const { reply } = await chat.says("the shop opens at nine?", { channel: ATTIC });
  expect(await reply.finished).toMatchObject({
    origin: "stored",
    cited: { sources: [{ file: "public/shop.md" }] },
  });
  chat.knowledge.passages = [scriptedPassage("public/shop.md", "The shop opens at ten, not nine.", "Hours")];
  const { reply: fresh } = await chat.says("the shop opens at nine?", { channel: channelId("discord", "3") });
  expect(await fresh.finished).not.toHaveProperty("origin");
});

it("gives up a search when its question is taken back", async () => {
  const chat = openWithDocuments();
  let release: () => void = () => undefined;
  chat.knowledge.beforeAnswer = () => new Promise<void>((resolve) => (release = resolve));
  const { reply } = await chat.says("the shop opens at nine?", { id: "gone" });
  chat.conversation.withdraw(DEN, "gone");
  release();
  expect(await reply.finished).toMatchObject({ kind: "stopped", text: "" });
  expect(chat.model.requests).toEqual([]);
});
