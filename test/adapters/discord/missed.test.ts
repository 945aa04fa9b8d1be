import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { channelId, type KnownChannel } from "../../../src/core/chat.ts";
import { startFakeDiscord, type FakeDiscord } from "../../fakes/discord/server.ts";
import type { FakeChannel, FakeUser } from "../../fakes/discord/world.ts";
import { createScriptedConversation } from "../../fakes/scripted-conversation.ts";
import { connectBot, eventually, hurriedClock, startBot } from "./start-bot.ts";

const MINUTE_MS = 60_000;

let discord: FakeDiscord;
let ada: FakeUser;
let direct: FakeChannel;

beforeEach(async () => {
  discord = await startFakeDiscord();
  ada = discord.world.addUser("ada", { globalName: "Ada" });
  discord.world.join(discord.world.guild, ada);
  direct = discord.world.directWith(ada);
});

afterEach(() => discord.close());

const general = () => discord.world.general;
const atBot = (text: string) => `${discord.world.bot.mention} ${text}`;

function known({ id }: FakeChannel, lastMessageId: string): KnownChannel {
  return {
    channel: channelId("discord", id),
    lastMessageId,
    place: JSON.stringify({ channelId: id, questionId: lastMessageId, language: "en" }),
  };
}

/** A core that knows `channels` before the bot starts. */
function knowing(...channels: readonly KnownChannel[]) {
  const core = createScriptedConversation();
  core.onMessage = () => "ignored";
  core.knownChannels = [...channels];
  return core;
}

const fetched = () =>
  discord.requests
    .filter(({ method, path }) => method === "GET" && path.endsWith("/messages"))
    .map(({ path }) => path.split("/")[2]);

describe("what was said while the bot was away", () => {
  it("is handed over at the next start, oldest first, as far as it is not too old", async () => {
    const { people, world } = discord;
    people.say(ada, direct, "too old", { ageMs: 11 * MINUTE_MS });
    const answered = people.say(ada, direct, "answered", { ageMs: 9 * MINUTE_MS });
    people.publish({ channel: direct, author: world.bot, content: "an answer", ageMs: 8 * MINUTE_MS });
    people.say(ada, direct, "first", { ageMs: 7 * MINUTE_MS });
    people.say(ada, direct, "second");
    const old = people.say(ada, general(), atBot("long ago"), { ageMs: 30 * MINUTE_MS });
    people.say(ada, general(), atBot("still too old"), { ageMs: 11 * MINUTE_MS });
    people.say(ada, general(), "not for the bot");
    people.say(world.addUser("beep", { bot: true }), general(), atBot("beep"));
    people.say(ada, general(), atBot("third"), { replyTo: old });

    const core = knowing(known(direct, answered.id), known(general(), old.id));
    await using bot = await connectBot(discord, { core });
    await eventually(() => bot.core.received.map(({ text }) => text)).toEqual(["first", "second", "third"]);
    expect(core.received[1]).toMatchObject({
      channel: channelId("discord", direct.id),
      id: direct.messages.at(-1)?.id,
      facts: { kind: "direct", authorIsBot: false },
      author: { name: "Ada", managesChannel: true },
    });
    expect(core.received[2]).toMatchObject({
      facts: { kind: "group", mentionsBot: true },
      quoted: { speaker: "Ada", text: "long ago" },
    });
  });

  it("is looked for in the fifty channels that were spoken in last, one after the other", async () => {
    const { world, people } = discord;
    const channels = Array.from({ length: 52 }, (_, index) => world.addChannel(world.guild, `room-${index}`));
    const core = knowing(...channels.map((channel) => known(channel, world.nextId())));
    await using bot = await connectBot(discord, { core });
    await eventually(() => fetched().length).toBe(50);
    people.say(ada, direct, "done");
    await eventually(() => bot.core.received.length).toBe(1);
    expect(fetched()).toEqual(channels.slice(0, 50).map(({ id }) => id));
  });

  it("goes before what is said while it is being fetched", async () => {
    const first = discord.people.say(ada, direct, "one");
    discord.people.say(ada, direct, "missed");
    discord.faults.inject({
      path: `/channels/${direct.id}/messages`,
      fault: { kind: "rate-limit", retryAfterMs: 200 },
    });
    await using bot = await connectBot(discord, { core: knowing(known(direct, first.id)) });
    await discord.until(() => fetched().length === 1);
    discord.people.say(ada, direct, "now");
    // It is fetched as well; the core knows it by its id.
    await eventually(() => bot.core.received.map(({ text }) => text)).toEqual(["missed", "now", "now"]);
  });

  it("is fetched to the end where much was said", async () => {
    const first = discord.people.say(ada, direct, "0");
    for (let count = 1; count <= 150; count++) discord.people.say(ada, direct, String(count));
    await using bot = await connectBot(discord, { core: knowing(known(direct, first.id)) });
    await eventually(() => bot.core.received.length).toBe(150);
    expect(bot.core.received.map(({ text }) => Number(text))).toEqual(
      Array.from({ length: 150 }, (_, index) => index + 1),
    );
  });

  it("is left where it cannot be had, and in places that are none", async () => {
    const { people, world } = discord;
    const first = people.say(ada, direct, "one");
    people.say(ada, direct, "two");
    const closed = world.addChannel(world.guild, "closed");
    discord.faults.inject({
      path: `/channels/${closed.id}/messages`,
      fault: { kind: "error", status: 403, code: 50001 },
    });
    discord.faults.inject({
      path: `/channels/${direct.id}/messages`,
      fault: { kind: "rate-limit", retryAfterMs: 20 },
    });
    const core = knowing(
      { ...known(general(), first.id), place: "another version's" },
      {
        ...known(general(), first.id),
        place: JSON.stringify({ channelId: "../users", questionId: null, language: "en" }),
      },
      { ...known(general(), "retry:00ff"), lastMessageId: "retry:00ff" },
      known(closed, first.id),
      known(direct, first.id),
    );
    await using bot = startBot(discord, { core, clock: hurriedClock });
    await bot.reached("connected");
    await eventually(() => bot.core.received.map(({ text }) => text)).toEqual(["two"]);
    expect(bot.log.lines.map(({ level, fields }) => [level, fields["channel"]])).toEqual([
      ["warn", `discord:${closed.id}`],
    ]);
  });

  it("is fetched when Discord has replaced the session, and not when it has resumed it", async () => {
    await using bot = await connectBot(discord);
    bot.core.onMessage = () => "ignored";
    const first = discord.people.say(ada, direct, "one");
    await eventually(() => bot.core.received.length).toBe(1);
    bot.core.knownChannels = [known(direct, first.id)];

    discord.gateway.drop(4000);
    await bot.reached("lost");
    await bot.reached("connected");
    expect(discord.gateway.counts).toMatchObject({ identified: 1, resumed: 1 });
    expect(fetched()).toEqual([]);

    discord.gateway.forgetSessions();
    discord.gateway.drop(4000);
    await bot.reached("lost");
    discord.people.say(ada, direct, "two");
    // As if something had been heard since, before all servers were there.
    bot.core.knownChannels = [known(direct, discord.world.nextId())];
    await eventually(() => bot.core.received.map(({ text }) => text)).toEqual(["one", "two"]);
    expect(discord.gateway.counts.identified).toBe(2);
    expect(fetched()).toEqual([direct.id]);
  }, 15_000);
});
