import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Reply } from "../../../src/core/chat.ts";
import { answerWith, FIGURES } from "../../fakes/scripted-conversation.ts";
import { startWeb, type RunningWeb } from "./running-web.ts";

/** The place of a question, as a core would have kept it from an earlier run. */
async function placeOf(text: string, path = "chat"): Promise<string> {
  await using web = await startWeb();
  await (await web.post(`/api/${path}`, { channel: "kitchen", ...(text !== "" && { text }) })).text();
  return web.core.received[0]?.place ?? web.core.commands[0]?.place ?? "";
}

function replyIn(web: RunningWeb, place: string): Reply {
  const reply = web.running.replyAt(place, []);
  if (!reply) throw new Error("There is no reply at this place.");
  return reply;
}

async function history(web: RunningWeb, channel = "kitchen"): Promise<unknown> {
  return (await fetch(`${web.url}/api/history?channel=${channel}`)).json();
}

describe("a question that a restart has interrupted", () => {
  it("is under way again, and then stands in the history, once", async () => {
    const place = await placeOf("What is a lantern?");
    await using web = await startWeb();
    const reply = replyIn(web, place);
    const question = "What is a lantern?";
    expect(await history(web)).toEqual({ turns: [], underway: { question, answer: "" } });
    reply.working({ kind: "reading", done: 1, total: 2, sentence: "Reading…" });
    reply.show("A la");
    expect(await history(web)).toEqual({ turns: [], underway: { question, answer: "A la" } });
    expect(await history(web, "cellar")).toEqual({ turns: [] });
    web.core.turns = [
      { role: "user", speaker: "", text: question },
      { role: "assistant", text: "A lamp." },
    ];
    const turns = web.core.turns.map(({ role, text }) => ({ role, text }));
    expect(await history(web)).toEqual({ turns, underway: { answer: "A la" } });
    await answerWith(reply, "A lamp.");
    expect(await history(web)).toEqual({ turns });
    expect(reply.lost.aborted).toBe(false);
  });

  it("takes the place of the earlier answer when that was to be written anew", async () => {
    const place = await placeOf("", "retry");
    await using web = await startWeb();
    replyIn(web, place).show("Another la");
    expect(await history(web)).toEqual({ turns: [], underway: { answer: "Another la" } });
  });

  it("says of a long question how it began", async () => {
    const long = "灯🏮".repeat(1000);
    const place = await placeOf(long);
    expect(Buffer.byteLength(place)).toBeLessThan(500);
    await using web = await startWeb();
    replyIn(web, place);
    const question = "灯🏮".repeat(40);
    expect(await history(web)).toEqual({ turns: [], underway: { question, cut: true, answer: "" } });
    web.core.turns = [{ role: "user", speaker: "", text: long }];
    expect(await history(web)).toMatchObject({ underway: { answer: "" } });
    expect(await history(web)).not.toHaveProperty("underway.question");
  });

  it("is not lost for a page that asks for more meanwhile", async () => {
    const place = await placeOf("First?");
    await using web = await startWeb();
    const first = replyIn(web, place);
    const second = await web.post("/api/chat", { channel: "kitchen", text: "Second?" });
    expect(await second.text()).toContain("echo: Second?");
    expect(await history(web)).toMatchObject({ underway: { question: "First?" } });
    await first.finish({ kind: "stopped", text: "", notes: [], figures: FIGURES });
    expect(await history(web)).toEqual({ turns: [] });
  });
});

it("keeps every place short, and finds it again", async () => {
  await using web = await startWeb();
  const text = fc.string({ unit: "binary", minLength: 1, maxLength: 300 }).filter((one) => one.trim() !== "");
  await fc.assert(
    fc.asyncProperty(text, async (asked) => {
      await (await web.post("/api/chat", { channel: "a", text: asked })).text();
      const place = web.core.received.at(-1)?.place ?? "";
      expect(Buffer.byteLength(place)).toBeLessThan(600);
      const reply = replyIn(web, place);
      expect(JSON.stringify(await history(web, "a"))).toContain('"question"');
      await answerWith(reply, "Fine.");
    }),
    { seed: 42, numRuns: 100 },
  );
});

it.each([
  "",
  "null",
  "{",
  '{"channel":"../a"}',
  '{"chat":17}',
  '{"channel":"a","asked":"an older form"}',
  "web:kitchen",
])("knows no place by %j", async (place) => {
  await using web = await startWeb();
  expect(web.running.replyAt(place, [])).toBeNull();
});
