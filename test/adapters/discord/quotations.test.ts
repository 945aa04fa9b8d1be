import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { channelId, type InboundMessage } from "../../../src/core/chat.ts";
import type { SayOptions } from "../../fakes/discord/people.ts";
import { startFakeDiscord, type FakeDiscord } from "../../fakes/discord/server.ts";
import type { FakeChannel, FakeUser } from "../../fakes/discord/world.ts";
import { createManualClock } from "../../fakes/manual-clock.ts";
import { connectBot, eventually, type StartedBot } from "./start-bot.ts";

let discord: FakeDiscord;
let ada: FakeUser;
let grace: FakeUser;

beforeEach(async () => {
  discord = await startFakeDiscord();
  discord.limits.enforce(false);
  const { world } = discord;
  ada = world.addUser("ada", { globalName: "Ada" });
  grace = world.addUser("grace", { globalName: "Grace" });
  world.join(world.guild, ada);
  world.join(world.guild, grace);
});

afterEach(() => discord.close());

const general = () => discord.world.general;
const atBot = (text: string) => `${discord.world.bot.mention} ${text}`;
const fetched = () =>
  discord.requests.filter(({ method, path }) => method === "GET" && path.includes("/messages/"));

/** Has Ada say something to the bot, and resolves with what the core is handed. */
async function asked(
  bot: StartedBot,
  channel: FakeChannel,
  text: string,
  options?: SayOptions,
): Promise<InboundMessage> {
  const { id } = discord.people.say(ada, channel, atBot(text), options);
  await eventually(() => bot.core.received.some((message) => message.id === id)).toBe(true);
  const message = bot.core.received.find((message) => message.id === id);
  if (!message) throw new Error("not received");
  return message;
}

describe("a reply", () => {
  it("brings along what it replies to, without asking for it", async () => {
    await using bot = await connectBot(discord, { readsAllMessages: true });
    const { people, world } = discord;
    const theirs = people.say(grace, general(), `${ada.mention} is right`);
    const ours = people.publish({ channel: general(), author: world.bot, content: "It is **42**." });
    const picture = people.say(grace, general(), "", { attachments: 1 });

    expect((await asked(bot, general(), "is she?", { replyTo: theirs })).quoted).toEqual({
      speaker: "Grace",
      text: "@Ada is right",
    });
    expect((await asked(bot, general(), "why?", { replyTo: ours })).quoted).toEqual({
      speaker: "",
      text: "It is **42**.",
    });
    expect(await asked(bot, general(), "nice", { replyTo: picture })).not.toHaveProperty("quoted");
    expect(await asked(bot, general(), "no reply at all")).not.toHaveProperty("quoted");
    expect(fetched()).toEqual([]);
  });

  it("brings nothing along that the bot may not read, or that is gone", async () => {
    await using bot = await connectBot(discord);
    const theirs = discord.people.say(grace, general(), "between us");
    const gone = discord.people.say(grace, general(), "forget it");
    discord.people.delete(gone);
    expect(await asked(bot, general(), "well?", { replyTo: theirs })).not.toHaveProperty("quoted");
    expect(await asked(bot, general(), "well?", { replyTo: gone })).not.toHaveProperty("quoted");
  });
});

describe("a thread", () => {
  it("begins with the message that it was started from, until something was accepted there", async () => {
    const starter = discord.people.say(grace, general(), "Who can explain monads?");
    await using bot = await connectBot(discord, { readsAllMessages: true });
    const thread = discord.people.startThread(general(), "monads", starter);
    const quoted = { speaker: "Grace", text: "Who can explain monads?" };
    bot.core.onMessage = ({ text }) => (text.startsWith("please") ? "accepted" : "ignored");

    discord.people.say(grace, thread, "anybody?");
    expect((await asked(bot, thread, "please do")).quoted).toEqual(quoted);
    expect(bot.core.received[0]).toMatchObject({ text: "anybody?", quoted });
    expect(await asked(bot, thread, "more")).not.toHaveProperty("quoted");
    expect(fetched()).toHaveLength(1);
  });

  it("that was not started from a message begins with nothing, and is asked about once", async () => {
    await using bot = await connectBot(discord);
    const thread = discord.people.startThread(general(), "empty");
    expect(await asked(bot, thread, "one")).not.toHaveProperty("quoted");
    expect(await asked(bot, thread, "two")).not.toHaveProperty("quoted");
    expect(fetched()).toHaveLength(1);
  });

  it("in which the bot was lately asked something is not asked about", async () => {
    const starter = discord.people.say(grace, general(), atBot("explain monads"));
    await using bot = await connectBot(discord);
    const thread = discord.people.startThread(general(), "monads", starter);
    bot.core.knownChannels = [
      { channel: channelId("discord", thread.id), lastMessageId: thread.id, place: "{}" },
    ];
    expect(await asked(bot, thread, "go on")).not.toHaveProperty("quoted");
    expect(fetched()).toEqual([]);
  });

  it("does not keep people waiting when Discord does not say what it began with", async () => {
    const clock = createManualClock();
    const starter = discord.people.say(grace, general(), atBot("explain monads"));
    await using bot = await connectBot(discord, { clock });
    const thread = discord.people.startThread(general(), "monads", starter);
    discord.faults.inject({ method: "GET", path: "/messages/", fault: { kind: "hang" } });
    const question = discord.people.say(ada, thread, atBot("hello?"));
    await eventually(() => clock.sleepers()).toBe(1);
    await clock.advance(1_999);
    const isReceived = () => bot.core.received.some(({ id }) => id === question.id);
    expect(isReceived()).toBe(false);
    await clock.advance(1);
    await eventually(isReceived).toBe(true);
    expect(bot.core.received.find(({ id }) => id === question.id)).not.toHaveProperty("quoted");
  });
});
