import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { channelId } from "../../../src/core/chat.ts";
import { startFakeDiscord, type FakeDiscord } from "../../fakes/discord/server.ts";
import type { FakeChannel, FakeUser } from "../../fakes/discord/world.ts";
import { createManualClock } from "../../fakes/manual-clock.ts";
import { answerWith } from "../../fakes/scripted-conversation.ts";
import { connectBot, eventually, startBot } from "./start-bot.ts";

let discord: FakeDiscord;
let ada: FakeUser;
let direct: FakeChannel;

beforeEach(async () => {
  discord = await startFakeDiscord();
  ada = discord.world.addUser("ada", { globalName: "Ada" });
  discord.world.join(discord.world.guild, ada, { nickname: "Countess" });
  direct = discord.world.directWith(ada);
});

afterEach(() => discord.close());

const general = () => discord.world.general;
const atBot = (text: string) => `${discord.world.bot.mention} ${text}`;

describe("an edited message", () => {
  it("says what it says now, read as a new one would be, also when it was there before the bot", async () => {
    const { people, world } = discord;
    const early = people.say(ada, general(), atBot("what is"));
    await using bot = await connectBot(discord);
    people.edit(
      early,
      `${atBot("what is")} ${ada.mention} doing in <#${general().id}>, ${world.guild.helpers.mention}?`,
    );
    await eventually(() => bot.core.revised).toEqual([
      {
        channel: channelId("discord", general().id),
        messageId: early.id,
        text: "what is @Countess doing in #general, @helpers?",
      },
    ]);
  });

  it("is not one in which Discord only looked up an address, nor one of the bot's or another bot's", async () => {
    await using bot = await connectBot(discord);
    bot.core.onMessage = async (_message, reply) => {
      reply.show("A first line of an answer.");
      await discord.until(() => discord.answers(direct).length > 0);
      await answerWith(reply, "A first line of an answer. And another.");
      return "accepted" as const;
    };
    const question = discord.people.say(ada, direct, "see https://example.org");
    discord.people.unfurl(question);
    await discord.until(() => discord.answers(direct)[0]?.content.endsWith("another."));
    const beep = discord.world.addUser("beep", { bot: true });
    discord.people.edit(discord.people.say(beep, general(), atBot("one")), atBot("two"));
    discord.people.edit(discord.people.say(ada, general(), atBot("one"), { webhook: true }), atBot("two"));
    discord.people.edit(question, "really edited");
    await eventually(() => bot.core.revised.map(({ text }) => text)).toEqual(["really edited"]);
  });

  it("says nothing when Discord keeps its words from the bot", async () => {
    await using bot = await connectBot(discord);
    const unheard = discord.people.say(ada, general(), "not for the bot");
    discord.people.edit(unheard, "still not");
    discord.people.edit(discord.people.say(ada, direct, "one"), "two");
    await eventually(() => bot.core.revised.map(({ text }) => text)).toEqual(["two"]);
  });

  it("is told of after the message itself, which had to wait for what it refers to", async () => {
    await using bot = await connectBot(discord);
    const order: string[] = [];
    bot.core.onMessage = ({ text }) => {
      order.push(text);
      return "ignored";
    };
    bot.core.revise = (_channel, _id, text) => void order.push(text);
    bot.core.withdraw = () => void order.push("gone");
    const thread = discord.people.startThread(general(), "sums");
    const question = discord.people.say(ada, thread, atBot("one"));
    discord.people.edit(question, atBot("two"));
    discord.people.delete(question);
    await eventually(() => order).toEqual(["one", "two", "gone"]);
  });
});

describe("typing", () => {
  it("makes a question expected, of people only and at most once in ten seconds for a channel", async () => {
    const clock = createManualClock();
    await using bot = startBot(discord, { clock });
    await bot.reached("connected");
    const beep = discord.world.addUser("beep", { bot: true });
    discord.world.join(discord.world.guild, beep);
    const here = channelId("discord", general().id);
    const there = channelId("discord", direct.id);

    discord.people.type(beep, general());
    discord.people.type(discord.world.bot, general());
    discord.people.type(ada, general());
    discord.people.type(ada, general());
    discord.people.type(ada, direct);
    await eventually(() => bot.core.expected).toEqual([here, there]);

    await clock.advance(9_999);
    discord.people.type(ada, general());
    discord.people.say(ada, direct, "a while later");
    await eventually(() => bot.core.received.length).toBe(1);
    expect(bot.core.expected).toEqual([here, there]);

    await clock.advance(1);
    discord.people.type(ada, general());
    await eventually(() => bot.core.expected).toEqual([here, there, here]);
  });
});
