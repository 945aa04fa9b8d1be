import { expect, it } from "vitest";
import type { CommandCall } from "../../../src/core/chat.ts";
import { createRecordingReply } from "../../fakes/recording-reply.ts";
import { ANN, type Chat, DEN, openChat } from "./chat.ts";

/** Ann has her last question answered anew as `text`; resolves with what she reads then. */
async function retries(chat: Chat, text: string): Promise<string> {
  const call: CommandCall = {
    name: "retry",
    channel: DEN,
    person: ANN,
    origins: ["discord:user:1"],
    direct: true,
    language: "en",
    place: "den",
    text,
    hears: "everything",
  };
  const reply = createRecordingReply();
  const answer = await chat.conversation.command(call, reply);
  return answer?.sentence ?? reply.seen;
}

it("takes the place of the last question and its answer", async () => {
  const chat = openChat();
  await chat.hears("one");
  await chat.hears("what is a lam");
  expect(await retries(chat, "what is a lamp")).toBe("echo: what is a lamp");
  const turns = (await chat.conversation.history(DEN)).map(({ text }) => text);
  expect(turns).toEqual(["one", "echo: one", "what is a lamp", "echo: what is a lamp"]);
});

it("is answered again in those words when it is tried again", async () => {
  const chat = openChat();
  await chat.hears("one");
  await retries(chat, "two");
  expect(await chat.commands("retry")).toBe("echo: two");
});

it("is refused like any message when it is much too long, and then changes nothing", async () => {
  const chat = openChat();
  await chat.hears("one");
  expect(await retries(chat, "x".repeat(32_001))).toMatch(/long/);
  expect((await chat.conversation.history(DEN)).map(({ text }) => text)).toEqual(["one", "echo: one"]);
});
