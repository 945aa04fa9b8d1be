import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Reply } from "../../../src/core/chat.ts";
import type { ReplySurface } from "../../../src/core/reply-surface.ts";
import { startFakeDiscord, type FakeDiscord } from "../../fakes/discord/server.ts";
import type { FakeMessage, FakeUser } from "../../fakes/discord/world.ts";
import { answerWith } from "../../fakes/scripted-conversation.ts";
import { connectBot, eventually, type StartedBot } from "./start-bot.ts";

const never = new AbortController().signal;

let now = 0;
let discord: FakeDiscord;
let ada: FakeUser;

beforeEach(async () => {
  now = 0;
  discord = await startFakeDiscord({ now: () => now });
  discord.limits.enforce(false);
  ada = discord.world.addUser("ada", { globalName: "Ada" });
  discord.world.join(discord.world.guild, ada);
});

afterEach(() => discord.close());

const general = () => discord.world.general;
const shown = () => discord.answers(general()).map(({ content }) => content);

/** A question of which the bot that heard it has gone, and where its reply goes. */
async function leftOpen(show: (surface: ReplySurface) => Promise<unknown>) {
  const { world, people } = discord;
  await using bot = await connectBot(discord);
  bot.core.onMessage = () => "accepted";
  const question = people.say(ada, general(), `${world.bot.mention} tell me`);
  await eventually(() => bot.surfaces.length).toBe(1);
  const place = bot.core.received[0]?.place ?? "";
  const [surface] = bot.surfaces;
  if (surface) await show(surface);
  return { question, place };
}

function replyAt(bot: StartedBot, place: string, parts: readonly string[]): Reply {
  const reply = bot.running.replyAt(place, parts);
  if (!reply) throw new Error("there is no such place");
  return reply;
}

const ids = (messages: readonly FakeMessage[]) => messages.map(({ id }) => id);

describe("a reply that is taken up by another run", () => {
  it("goes on in the messages that it was shown in, and answers the question once", async () => {
    const { place, question } = await leftOpen((surface) => surface.post("Once upon", never, "stop"));
    await using bot = await connectBot(discord);
    await answerWith(replyAt(bot, place, ids(discord.answers(general()))), "Once upon a time.");
    expect(shown()).toEqual(["Once upon a time."]);
    expect(discord.answers(general())[0]).toMatchObject({ replyTo: question });
  });

  it("answers the question where nothing was shown of it", async () => {
    const { place, question } = await leftOpen(async () => {});
    await using bot = await connectBot(discord);
    await answerWith(replyAt(bot, place, []), "Here it is.");
    expect(discord.answers(general())).toMatchObject([{ content: "Here it is.", replyTo: question }]);
  });

  it.each([
    ["at once", 0],
    ["much later", 60 * 60_000],
  ])("%s, takes over a message that nobody had learnt of", async (_when, awayMs) => {
    const { place, question } = await leftOpen(async (surface) => {
      await surface.post("Once upon", never, "stop");
      await surface.post("a time", never, "stop");
    });
    discord.people.say(ada, general(), "hello?");
    const [first, second] = discord.answers(general());
    now = awayMs;

    await using bot = await connectBot(discord);
    const reply = replyAt(bot, place, []);
    const [surface] = bot.surfaces;
    surface?.adopt(first?.id ?? "");
    const part = await surface?.post("a time there was", never, "retry");
    expect(part?.id).toBe(second?.id);
    const next = await surface?.post("a lamp", never);
    expect(shown()).toEqual(["Once upon", "a time there was", "a lamp"]);
    expect(next?.id).toBe(discord.answers(general())[2]?.id);
    expect(discord.answers(general())[1]?.components).toMatchObject([
      { components: [{ custom_id: `retry:${question.id}` }] },
    ]);
    expect(reply.lost.aborted).toBe(false);
  });

  it("does not take over what answers another question, or what others said", async () => {
    const { world, people } = discord;
    const { place, question } = await leftOpen(async () => {});
    people.say(world.addUser("beep", { bot: true }), general(), "me!", { replyTo: question });
    const other = people.say(ada, general(), `${world.bot.mention} and that?`);
    people.publish({ channel: general(), author: world.bot, content: "that", replyTo: other });
    await using bot = await connectBot(discord);
    await answerWith(replyAt(bot, place, []), "this");
    expect(shown()).toEqual(["that", "this"]);
  });

  it("recognises a post by its nonce where it may not read what was said before", async () => {
    const { place } = await leftOpen((surface) => surface.post("Once upon", never));
    discord.world.mayReadHistory = false;
    await using bot = await connectBot(discord);
    await answerWith(replyAt(bot, place, []), "Once upon a time.");
    expect(shown()).toEqual(["Once upon a time."]);
  });

  it("does not post again what somebody deleted meanwhile", async () => {
    const { place } = await leftOpen((surface) => surface.post("Once upon", never));
    for (const answer of discord.answers(general())) discord.people.delete(answer);
    await using bot = await connectBot(discord);
    const error: unknown = await answerWith(replyAt(bot, place, []), "Once upon a time.").catch(
      (error: unknown) => error,
    );
    expect(error).toMatchObject({ code: "gone" });
    expect(shown()).toEqual([]);
  });

  it("shows nothing before it knows what was shown, and then shows it once", async () => {
    const { place } = await leftOpen((surface) => surface.post("Once upon", never));
    now = 60 * 60_000;
    await using bot = await connectBot(discord);
    discord.faults.inject({
      method: "GET",
      path: "/messages",
      times: 2,
      fault: { kind: "error", status: 503 },
    });
    const reply = replyAt(bot, place, []);
    const [surface] = bot.surfaces;
    await expect(surface?.post("Once upon a time.", never)).rejects.toMatchObject({ code: "unavailable" });
    discord.faults.inject({ method: "PATCH", times: 2, fault: { kind: "error", status: 503 } });
    await expect(surface?.post("Once upon a time.", never)).rejects.toMatchObject({ code: "unavailable" });
    await surface?.post("Once upon a time.", never);
    expect(shown()).toEqual(["Once upon a time."]);
    expect(reply.lost.aborted).toBe(false);
  });

  it("names each part by the question and its number, in as many characters as Discord takes", async () => {
    const { question } = await leftOpen(async (surface) => {
      await surface.post("one", never);
      await surface.post("two", never);
    });
    expect(discord.answers(general()).map(({ nonce }) => nonce)).toEqual([
      `${question.id}.0`,
      `${question.id}.1`,
    ]);
  });
});

describe("a place", () => {
  it.each([
    "",
    "null",
    "{}",
    "[]",
    "{",
    JSON.stringify({ channelId: "../users/@me", questionId: null, language: "en" }),
    JSON.stringify({ channelId: "100000000000000001", questionId: "x", language: "en" }),
    JSON.stringify({ channelId: 100000000000000001n.toString(), questionId: null, language: "fr" }),
    JSON.stringify({ chatId: 1, direct: true }),
  ])("that is written %j is none", async (place) => {
    await using bot = await connectBot(discord);
    expect(bot.running.replyAt(place, [])).toBeNull();
  });

  it("with parts that are none of Discord's is none", async () => {
    const { place } = await leftOpen(async () => {});
    await using bot = await connectBot(discord);
    expect(bot.running.replyAt(place, ["../../users/@me"])).toBeNull();
  });
});
