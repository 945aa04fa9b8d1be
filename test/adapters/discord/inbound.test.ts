import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { channelId, type InboundMessage } from "../../../src/core/chat.ts";
import type { SayOptions } from "../../fakes/discord/people.ts";
import { startFakeDiscord, type FakeDiscord } from "../../fakes/discord/server.ts";
import type { FakeChannel, FakeUser } from "../../fakes/discord/world.ts";
import { connectBot, type StartedBot } from "./start-bot.ts";

let discord: FakeDiscord;
let bot: StartedBot;
let ada: FakeUser;
let grace: FakeUser;
let thread: FakeChannel;

beforeAll(async () => {
  discord = await startFakeDiscord();
  discord.limits.enforce(false);
  const { world } = discord;
  ada = world.addUser("ada_l", { globalName: "Ada Lovelace" });
  grace = world.addUser("grace", { globalName: "Grace" });
  world.join(world.guild, ada);
  world.join(world.guild, grace, { nickname: "Amazing Grace", moderator: true });
  thread = world.addThread(world.general, "sums");
  bot = await connectBot(discord);
  bot.core.onMessage = () => "ignored";
});

afterAll(async () => {
  await bot[Symbol.asyncDispose]();
  await discord.close();
});

/** Says something and waits for what the core is handed; a message behind it shows when nothing came. */
async function said(
  author: FakeUser,
  channel: FakeChannel,
  text: string,
  options?: SayOptions,
): Promise<InboundMessage | undefined> {
  const message = discord.people.say(author, channel, text, options);
  // In a thread something may have to be looked up first, which holds up that thread only.
  const behind = channel.parent ? channel : discord.world.directWith(ada);
  const marker = discord.people.say(ada, behind, atBot("marker"));
  await expect.poll(() => bot.core.received.some(({ id }) => id === marker.id)).toBe(true);
  return bot.core.received.find(({ id }) => id === message.id);
}

const general = () => discord.world.general;
const atBot = (text: string) => `${discord.world.bot.mention} ${text}`;

describe("what is handed over", () => {
  it("hands over a direct message with the person's rights over their own chat", async () => {
    const direct = discord.world.directWith(grace);
    const message = await said(grace, direct, "  hello there ");

    expect(message).toEqual({
      channel: channelId("discord", direct.id),
      id: direct.messages.at(-1)?.id,
      author: { id: `discord:${grace.id}`, name: "Grace", managesChannel: true },
      text: "hello there",
      facts: {
        kind: "direct",
        mentionsBot: false,
        repliesToBot: false,
        mentionsOthers: false,
        authorIsBot: false,
      },
      origins: [`discord:channel:${direct.id}`, `discord:user:${grace.id}`],
      place: JSON.stringify({
        channelId: direct.id,
        questionId: direct.messages.at(-1)?.id,
        language: "en",
      }),
    });
  });

  it("hands over a mention in a server's channel, its mention taken out", async () => {
    const message = await said(ada, general(), atBot("what is a monad?"));

    expect(message).toEqual({
      channel: channelId("discord", general().id),
      id: general().messages.at(-1)?.id,
      author: { id: `discord:${ada.id}`, name: "Ada Lovelace", managesChannel: false },
      text: "what is a monad?",
      facts: {
        kind: "group",
        mentionsBot: true,
        repliesToBot: false,
        mentionsOthers: false,
        authorIsBot: false,
      },
      origins: [
        `discord:guild:${discord.world.guild.id}`,
        `discord:channel:${general().id}`,
        `discord:user:${ada.id}`,
      ],
      place: JSON.stringify({
        channelId: general().id,
        questionId: general().messages.at(-1)?.id,
        language: "en",
      }),
    });
  });

  it("keeps a thread apart from its channel, and allows it by either", async () => {
    const message = await said(ada, thread, atBot("and here?"));

    expect(message?.channel).toBe(channelId("discord", thread.id));
    expect(message?.parent).toBe(channelId("discord", general().id));
    expect(message?.facts.kind).toBe("thread");
    expect(message?.origins).toEqual([
      `discord:guild:${discord.world.guild.id}`,
      `discord:channel:${general().id}`,
      `discord:channel:${thread.id}`,
      `discord:user:${ada.id}`,
    ]);
  });

  it("calls people by the name that the server knows them by", async () => {
    const message = await said(grace, general(), atBot("hi"));
    expect(message?.author).toEqual({
      id: `discord:${grace.id}`,
      name: "Amazing Grace",
      managesChannel: true,
    });
  });

  it("hands over a mention that says nothing else, and one with only a picture, as an empty text", async () => {
    expect((await said(ada, general(), discord.world.bot.mention))?.text).toBe("");
    expect((await said(ada, general(), discord.world.bot.mention, { attachments: 1 }))?.text).toBe("");
    expect((await said(ada, discord.world.directWith(ada), "", { attachments: 1 }))?.text).toBe("");
  });
});

describe("who is meant", () => {
  it("knows a reply to the bot by the author of what it answers", async () => {
    const answer = discord.people.publish({ channel: general(), author: discord.world.bot, content: "42" });
    const message = await said(ada, general(), "why?", { replyTo: answer });

    expect(message?.text).toBe("why?");
    expect(message?.facts).toMatchObject({ repliesToBot: true, mentionsBot: true });
  });

  it("does not take a reply to somebody else for one to the bot", async () => {
    const question = discord.people.say(grace, general(), "who knows?");
    const message = await said(ada, general(), atBot("do you?"), { replyTo: question });
    expect(message?.facts).toMatchObject({ repliesToBot: false, mentionsBot: true });
  });

  it("knows when somebody else is meant, beside the bot or instead of it", async () => {
    const { guild } = discord.world;
    const answer = discord.people.publish({ channel: general(), author: discord.world.bot, content: "42" });
    const theirs = discord.people.say(grace, general(), "who knows?");
    const own = discord.people.say(ada, general(), "as I said");
    const others = async (text: string, options?: SayOptions) =>
      (await said(ada, general(), atBot(text), options))?.facts.mentionsOthers;

    expect(await others("and you?")).toBe(false);
    expect(await others("why?", { replyTo: answer })).toBe(false);
    expect(await others("once more", { replyTo: own })).toBe(false);
    expect(await others(`I am ${ada.mention}`)).toBe(false);
    expect(await others(`ask ${grace.mention}`)).toBe(true);
    expect(await others("do you?", { replyTo: theirs })).toBe(true);
    expect(await others("do you?", { replyTo: theirs, ping: false })).toBe(true);
    expect(await others(`${guild.moderators.mention} look`)).toBe(true);
    expect(await others("@everyone look")).toBe(true);
    expect((await said(ada, discord.world.directWith(ada), "@everyone look"))?.facts.mentionsOthers).toBe(
      false,
    );
  });

  it("is not meant by @everyone, nor by a role that it wears", async () => {
    const direct = discord.world.directWith(ada);
    const toEveryone = await said(ada, direct, "@everyone look");
    const toRole = await said(ada, direct, `${discord.world.guild.helpers.mention} look`);
    expect(toEveryone?.facts.mentionsBot).toBe(false);
    expect(toRole?.facts.mentionsBot).toBe(false);

    expect(await said(ada, general(), "@everyone look")).toBeUndefined();
    expect(await said(ada, general(), `${discord.world.guild.helpers.mention} look`)).toBeUndefined();
  });

  it("drops what Discord does not let it read", async () => {
    const answer = discord.people.publish({ channel: general(), author: discord.world.bot, content: "42" });
    expect(await said(ada, general(), "just talking")).toBeUndefined();
    expect(await said(ada, thread, "just talking")).toBeUndefined();
    expect(await said(ada, general(), "hm", { replyTo: answer, ping: false })).toBeUndefined();
  });

  it("hands over what is said to nobody where the bot may read everything", async () => {
    await using all = await connectBot(discord, { readsAllMessages: true });
    discord.people.say(ada, general(), "just talking");
    discord.people.say(ada, thread, "in a thread");
    await expect.poll(() => all.core.received.length).toBe(2);
    const facts = { mentionsBot: false, repliesToBot: false, mentionsOthers: false, authorIsBot: false };
    const parent = channelId("discord", general().id);
    const byKind = new Map(all.core.received.map((message) => [message.facts.kind, message]));
    expect(byKind.get("group")).toMatchObject({ channel: parent, text: "just talking", facts });
    expect(byKind.get("group")).not.toHaveProperty("parent");
    expect(byKind.get("thread")).toMatchObject({ parent, text: "in a thread", facts });
  });

  it("never hears itself", async () => {
    expect(await said(discord.world.bot, general(), atBot("echo"))).toBeUndefined();
  });

  it("says when a bot, a webhook or Discord itself speaks", async () => {
    const other = discord.world.addUser("beep", { bot: true });
    const byBot = await said(other, general(), atBot("hi"));
    const byWebhook = await said(ada, general(), atBot("hi"), { webhook: true });
    const byDiscord = await said(ada, general(), atBot("joined"), { type: 7 });
    expect([byBot, byWebhook, byDiscord].map((message) => message?.facts.authorIsBot)).toEqual([
      true,
      true,
      true,
    ]);
  });
});

describe("what is said", () => {
  it("names the others who are mentioned", async () => {
    const { helpers } = discord.world.guild;
    const text = atBot(`ask ${grace.mention}, ${helpers.mention} and see <#${general().id}>`);
    expect((await said(ada, general(), text))?.text).toBe("ask @Amazing Grace, @helpers and see #general");
    expect((await said(ada, discord.world.directWith(ada), "ask <@99999999999999999>"))?.text).toBe(
      "ask <@99999999999999999>",
    );
  });

  it("takes every mention of the bot out", async () => {
    const { mention, id } = discord.world.bot;
    const message = await said(ada, general(), `hey ${mention} and <@!${id}>, wake up ${mention}`);
    expect(message?.text).toBe("hey and, wake up");
  });
});
