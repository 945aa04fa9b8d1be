import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readButtonData } from "../../../src/adapters/discord/controls.ts";
import type { Control } from "../../../src/core/chat.ts";
import type { ReplySurface } from "../../../src/core/reply-surface.ts";
import { SurfaceError } from "../../../src/core/errors.ts";
import { replySurfaceContract } from "../../contracts/reply-surface.ts";
import { buttonsIn } from "../../fakes/discord/drafts.ts";
import { startFakeDiscord, type FakeDiscord } from "../../fakes/discord/server.ts";
import type { FakeMessage } from "../../fakes/discord/world.ts";
import { answerWith, FIGURES } from "../../fakes/scripted-conversation.ts";
import { connectBot, type StartedBot } from "./start-bot.ts";

let discord: FakeDiscord;
let bot: StartedBot;

beforeEach(async () => {
  discord = await startFakeDiscord();
  bot = await connectBot(discord);
});

afterEach(async () => {
  await bot[Symbol.asyncDispose]();
  await discord.close();
});

const general = () => discord.world.general;
const shown = () => discord.answers(general()).map(({ content }) => content);
const never = new AbortController().signal;

function ask(text = "hello"): FakeMessage {
  const { world, people } = discord;
  const ada = world.addUser("ada");
  world.join(world.guild, ada);
  return people.say(ada, general(), `${world.bot.mention} ${text}`);
}

function controlBelow({ components }: FakeMessage): Control | null {
  const [button] = buttonsIn(components);
  return button ? (readButtonData(button.custom_id)?.control ?? null) : null;
}

/** A surface in the general channel, and the question that it answers. */
async function openSurface(): Promise<{ surface: ReplySurface; question: FakeMessage }> {
  bot.core.onMessage = () => "accepted";
  const question = ask();
  const surface = await expect
    .poll(() => bot.surfaces.at(-1))
    .toBeDefined()
    .then(() => bot.surfaces.at(-1));
  if (!surface) throw new Error("no surface");
  return { surface, question };
}

replySurfaceContract("Discord's", async () => {
  const { surface } = await openSurface();
  return {
    surface,
    shown,
    controls: () => discord.answers(general()).map(controlBelow),
    vanish: () => discord.answers(general()).forEach((message) => discord.people.delete(message)),
    limitRate: (ms) => discord.faults.inject({ times: 2, fault: { kind: "rate-limit", retryAfterMs: ms } }),
  };
});

async function failureOf(call: Promise<unknown>): Promise<SurfaceError> {
  const error: unknown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(error instanceof SurfaceError)) throw new Error(`expected a SurfaceError, got ${String(error)}`);
  return error;
}

describe("an answer", () => {
  it("grows in the message that answers the question", async () => {
    bot.core.onMessage = async (_message, reply) => {
      reply.show("Once upon a time there was a lamp");
      await discord.until(() => shown()[0] === "Once upon a time there was a lamp");
      reply.show("Once upon a time there was a lamp that never went out");
      await discord.until(() => shown()[0]?.endsWith("out"));
      await answerWith(reply, "Once upon a time there was a lamp that never went out. The end.");
      return "accepted" as const;
    };
    const question = ask("tell me a story");

    const answer = await discord.until(() => {
      const [first] = discord.answers(general());
      return first?.content.endsWith("The end.") && first;
    });
    expect(answer.shown).toEqual([
      "Once upon a time there was a lamp",
      "Once upon a time there was a lamp that never went out",
      "Once upon a time there was a lamp that never went out. The end.",
    ]);
    expect(answer.replyTo).toBe(question);
  });

  it("types until there are words", async () => {
    bot.core.onMessage = async (_message, reply) => {
      reply.working({ kind: "reading", done: 1, total: 9, sentence: "Reading…" });
      await discord.until(() => general().typings > 0);
      await answerWith(reply, "done");
      return "accepted" as const;
    };
    ask();
    await discord.until(() => shown()[0] === "done");
    expect(general().typings).toBeGreaterThan(0);
  });

  it("pings nobody and shows no previews, with any of its sends and edits", async () => {
    const { surface } = await openSurface();
    const part = await surface.post("@everyone https://example.org", never);
    await part.replace("@here https://example.org <@123>", never);
    await surface.post("@everyone again", never);

    const calls = discord.requests.filter(({ path }) => path.includes("/messages"));
    expect(calls).toHaveLength(3);
    for (const { body } of calls) {
      expect(body).toMatchObject({ allowed_mentions: { parse: [], replied_user: false }, flags: 4 });
    }
  });

  it("answers the question with its first part only", async () => {
    const { surface, question } = await openSurface();
    await surface.post("one", never);
    await surface.post("two", never);
    expect(discord.answers(general()).map(({ replyTo }) => replyTo)).toEqual([question, null]);
  });

  it("still appears when the question is gone", async () => {
    const { surface, question } = await openSurface();
    discord.people.delete(question);
    await surface.post("too late?", never);
    expect(shown()).toEqual(["too late?"]);
  });

  it("makes no call for the text that is shown already", async () => {
    const { surface } = await openSurface();
    const part = await surface.post("same", never);
    const before = discord.requests.length;
    await part.replace("same", never);
    expect(discord.requests).toHaveLength(before);
  });

  it("goes into the thread that it was asked for in", async () => {
    const { world, people } = discord;
    const thread = people.startThread(general(), "sums");
    people.say(world.addUser("ada"), thread, `${world.bot.mention} 1+1`);
    expect((await discord.until(() => discord.answers(thread)[0])).content).toBe("echo: 1+1");
    expect(discord.answers(thread)).toHaveLength(1);
  });
});

describe("a failure", () => {
  it("says how long a rate limit lasts, instead of waiting out of sight", async () => {
    const { surface } = await openSurface();
    const part = await surface.post("one", never);
    discord.faults.inject({ method: "PATCH", fault: { kind: "rate-limit", retryAfterMs: 60_000 } });

    const error = await failureOf(part.replace("two", never));
    expect(error.code).toBe("rate-limited");
    expect(error.retryAfterMs).toBeGreaterThanOrEqual(60_000);
    expect(error.retryAfterMs).toBeLessThan(61_000);
    await part.replace("two", never);
    expect(shown()).toEqual(["two"]);
  });

  it("says so as well when the limit is known beforehand", async () => {
    const { surface } = await openSurface();
    const part = await surface.post("0", never);
    for (let edit = 1; edit <= 5; edit++) await part.replace(String(edit), never);
    const before = discord.requests.length;

    const error = await failureOf(part.replace("6", never));
    expect(error.code).toBe("rate-limited");
    expect(error.retryAfterMs).toBeGreaterThan(0);
    expect(error.retryAfterMs).toBeLessThanOrEqual(5_200);
    expect(discord.requests).toHaveLength(before);
  });

  it("means that the message is gone when someone deleted it", async () => {
    const { surface } = await openSurface();
    const part = await surface.post("one", never);
    for (const answer of discord.answers(general())) discord.people.delete(answer);
    expect((await failureOf(part.replace("two", never))).code).toBe("gone");
  });

  it.each([
    { fault: { kind: "error", status: 403, code: 50013 }, code: "gone" },
    { fault: { kind: "error", status: 403, code: 50001 }, code: "gone" },
    { fault: { kind: "error", status: 404, code: 10003 }, code: "gone" },
    { fault: { kind: "error", status: 400, code: 50035 }, code: "rejected" },
    { fault: { kind: "error", status: 503 }, code: "unavailable" },
    { fault: { kind: "reset" }, code: "unavailable" },
  ] as const)("is told as $code for $fault", async ({ fault, code }) => {
    const { surface } = await openSurface();
    discord.faults.inject({ method: "POST", path: "/messages", times: 2, fault });
    expect((await failureOf(surface.post("one", never))).code).toBe(code);
  });

  it("is rejected when there is nothing or too much to show", async () => {
    const { surface } = await openSurface();
    expect((await failureOf(surface.post("  ", never))).code).toBe("rejected");
    expect((await failureOf(surface.post("x".repeat(2001), never))).code).toBe("rejected");
  });

  it("carries nobody's words", async () => {
    const { surface } = await openSurface();
    discord.faults.inject({ method: "POST", times: 1, fault: { kind: "error", status: 400, code: 50035 } });
    const error = await failureOf(surface.post("a secret", never));
    expect(JSON.stringify([error, error.message, error.cause])).not.toContain("secret");
  });

  it("never shows a post twice that came through although no answer came back", async () => {
    const { surface } = await openSurface();
    discord.faults.inject({ method: "POST", path: "/messages", fault: { kind: "deaf" } });
    expect((await failureOf(surface.post("first try", never))).code).toBe("unavailable");
    discord.faults.inject({ method: "PATCH", fault: { kind: "rate-limit", retryAfterMs: 10 } });
    expect((await failureOf(surface.post("second try", never))).code).toBe("rate-limited");
    const part = await surface.post("third try, more words", never);
    expect(shown()).toEqual(["third try, more words"]);
    await part.replace("fourth", never);
    await surface.post("the next part", never);
    expect(shown()).toEqual(["fourth", "the next part"]);
  });

  it("leaves no doubt about what is shown after an edit that may have come through", async () => {
    const { surface } = await openSurface();
    const part = await surface.post("one", never);
    discord.faults.inject({ method: "PATCH", fault: { kind: "deaf" } });
    expect((await failureOf(part.replace("two", never))).code).toBe("unavailable");
    await part.replace("one", never);
    expect(shown()).toEqual(["one"]);
  });
});

describe("an abort", () => {
  it("ends a call that gets no answer, with the reason given", async () => {
    const { surface } = await openSurface();
    discord.faults.inject({ method: "POST", path: "/messages", fault: { kind: "hang" } });
    const leaving = new AbortController();
    const call = surface.post("one", leaving.signal);
    await discord.until(() => discord.requests.at(-1)?.path.endsWith("/messages"));
    const reason = new Error("enough");
    leaving.abort(reason);
    await expect(call).rejects.toBe(reason);
  });

  it("that came before makes no call", async () => {
    const { surface } = await openSurface();
    const before = discord.requests.length;
    await expect(surface.post("one", AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
    await expect(surface.showTyping(AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
    expect(discord.requests).toHaveLength(before);
  });
});

it("typing tells of what Discord says", async () => {
  const { surface } = await openSurface();
  discord.faults.inject({ path: "/typing", fault: { kind: "error", status: 403, code: 50013 } });
  await expect(surface.showTyping(never)).rejects.toMatchObject({ code: "gone" });
});

it("a long answer arrives whole, in messages that Discord takes", async () => {
  const line = "The lamp went on burning, and nobody knew why.\n";
  const story = line.repeat(60);
  bot.core.onMessage = async (_message, reply) => {
    await reply.finish({ kind: "answered", text: story, notes: [], figures: FIGURES });
    return "accepted" as const;
  };
  discord.limits.enforce(false);
  ask();
  await discord.until(() => shown().join("\n").length >= story.trim().length);
  expect(shown().join("\n").split("\n")).toEqual(story.trim().split("\n"));
});
