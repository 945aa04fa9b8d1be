import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { channelId } from "../../../src/core/chat.ts";
import { startFakeDiscord, type FakeDiscord } from "../../fakes/discord/server.ts";
import type { FakeChannel, FakeUser } from "../../fakes/discord/world.ts";
import { createManualClock } from "../../fakes/manual-clock.ts";
import { answerWith } from "../../fakes/scripted-conversation.ts";
import { connectBot, hurriedClock, startBot } from "./start-bot.ts";

const containing = (text: string): unknown => expect.stringContaining(text);

let discord: FakeDiscord;
let ada: FakeUser;
let direct: FakeChannel;

beforeEach(async () => {
  discord = await startFakeDiscord();
  ada = discord.world.addUser("ada");
  direct = discord.world.directWith(ada);
});

afterEach(() => discord.close());

const shown = () => discord.answers(direct).map(({ content }) => content);

describe("logging in", () => {
  it("tells when people can reach the bot", async () => {
    await using bot = startBot(discord);
    expect(bot.running.state()).toEqual({ kind: "connecting" });
    await bot.reached("connected");
    expect(bot.states).toEqual([{ kind: "connected" }]);

    discord.people.say(ada, direct, "hello");
    await discord.until(() => shown()[0] === "echo: hello");
  });

  it("asks for no privileged intent, and for who is typing only when that is wanted", async () => {
    const needed = (1 << 0) | (1 << 9) | (1 << 12);
    {
      await using bot = await connectBot(discord, { hearsTyping: false });
      expect(bot.running.state().kind).toBe("connected");
      expect(discord.gateway.intents()).toEqual([needed]);
    }
    await expect.poll(() => discord.gateway.intents()).toEqual([]);
    await using bot = await connectBot(discord);
    expect(bot.running.state().kind).toBe("connected");
    expect(discord.gateway.intents()).toEqual([needed | (1 << 11) | (1 << 14)]);
  });

  it.each(["a.wrong.token", "line\nbreak", "spaces in it"])(
    "refuses the token %j for good",
    async (token) => {
      await using bot = startBot(discord, { token });
      const state = await bot.reached("refused");
      expect(state).toEqual({ kind: "refused", sentence: containing("DISCORD_TOKEN") });
      expect(JSON.stringify([state, bot.log.lines])).not.toContain(token);
      expect(discord.gateway.counts.identified).toBe(0);
    },
  );

  it("refuses a token that is turned down by the gateway only", async () => {
    discord.gateway.refuseWith(4004);
    await using bot = startBot(discord);
    expect(await bot.reached("refused")).toMatchObject({
      sentence: containing("DISCORD_TOKEN"),
    });
  });

  it("says what to do when Discord disallows its intents", async () => {
    discord.gateway.refuseWith(4014);
    await using bot = startBot(discord);
    expect(await bot.reached("refused")).toMatchObject({
      sentence: containing("https://discord.com/developers/applications"),
    });
  });

  it("goes on trying while Discord cannot be reached", async () => {
    const { port } = new URL(discord.apiUrl);
    await discord.close();
    await using bot = startBot(discord, { clock: hurriedClock });
    expect(await bot.reached("lost")).toMatchObject({ sentence: containing("ECONNREFUSED") });

    await using back = await startFakeDiscord({ port: Number(port) });
    await bot.reached("connected");
    expect(back.gateway.connected()).toBe(1);
  });

  it("waits longer after each failure, a minute at most", async () => {
    const clock = createManualClock();
    discord.faults.inject({ path: "/gateway/bot", times: 100, fault: { kind: "error", status: 503 } });
    await using bot = startBot(discord, { clock });
    const tries = () => discord.requests.length / 2; // the library tries twice
    for (const [index, pause] of [1, 2, 4, 8, 16, 32, 60, 60].entries()) {
      await expect.poll(() => clock.sleepers()).toBe(1);
      expect(tries()).toBe(index + 1);
      await clock.advance(pause * 1000 - 1);
      expect(tries()).toBe(index + 1);
      await clock.advance(1);
    }
    expect(bot.running.state().kind).toBe("lost");
  });
});

describe("a dropped connection", () => {
  it("is taken up again, and nothing that was said meanwhile is lost or doubled", async () => {
    await using bot = await connectBot(discord);
    discord.people.say(ada, direct, "one");
    await expect.poll(() => bot.core.received.length).toBe(1);

    discord.gateway.drop(4000);
    discord.people.say(ada, direct, "two");
    discord.people.say(ada, direct, "three");
    await bot.reached("lost");
    await bot.reached("connected");
    discord.people.say(ada, direct, "four");

    await expect
      .poll(() => bot.core.received.map(({ text }) => text))
      .toEqual(["one", "two", "three", "four"]);
    expect(bot.states.map(({ kind }) => kind)).toEqual(["connected", "lost", "connected"]);
    expect(discord.gateway.counts).toMatchObject({ identified: 1, resumed: 1 });
  });

  it("that nobody tells of is noticed by its silence, and given up without waiting for a goodbye", async () => {
    discord.gateway.heartbeatMs = 20;
    await using bot = await connectBot(discord, { clock: hurriedClock });
    discord.gateway.heartbeatMs = 60_000;
    discord.gateway.freeze();
    discord.people.say(ada, direct, "anybody there?");
    await discord.until(() => shown()[0] === "echo: anybody there?");
    expect(bot.states.map(({ kind }) => kind)).toEqual(["connected", "lost", "connected"]);
    expect(discord.gateway.counts).toMatchObject({ identified: 1, resumed: 1 });
  });

  it("leads to a new login when Discord has forgotten the old one", async () => {
    await using bot = await connectBot(discord);
    discord.gateway.forgetSessions();
    discord.gateway.drop(4000);
    await bot.reached("lost");
    await bot.reached("connected");
    discord.people.say(ada, direct, "still there?");
    await discord.until(() => shown()[0] === "echo: still there?");
    expect(discord.gateway.counts.identified).toBe(2);
  });

  it("can still show what was asked before", async () => {
    await using bot = await connectBot(discord);
    bot.core.onMessage = async (_message, reply) => {
      discord.gateway.drop(4000);
      await bot.reached("lost");
      void answerWith(reply, "here it is");
      return "accepted" as const;
    };
    discord.people.say(ada, direct, "hello");
    await discord.until(() => shown()[0] === "here it is");
  });

  it("is not restored in a hurry when it drops again and again", async () => {
    const clock = createManualClock();
    await using bot = await connectBot(discord, { clock });
    const { counts } = discord.gateway;
    discord.gateway.refuseWith(4000);
    discord.gateway.drop(4000);
    await expect.poll(() => clock.sleepers(), { timeout: 3_000 }).toBe(1);
    expect(counts.opened).toBe(2);
    await clock.advance(999);
    expect(counts.opened).toBe(2);

    discord.gateway.refuseWith(null);
    await clock.advance(1);
    await bot.reached("connected");
    expect(counts.opened).toBe(3);
  });

  it("is final when the token was taken back", async () => {
    await using bot = await connectBot(discord);
    discord.gateway.drop(4004);
    expect(await bot.reached("refused")).toMatchObject({
      sentence: containing("DISCORD_TOKEN"),
    });
    await expect.poll(() => discord.gateway.connected()).toBe(0);
  });

  it("leads to a new login when the bot needs more shards", async () => {
    await using bot = await connectBot(discord, { clock: hurriedClock });
    discord.gateway.drop(4011);
    await bot.reached("lost");
    await bot.reached("connected");
    expect(discord.gateway.counts.identified).toBe(2);
  });
});

describe("a deleted question", () => {
  it("is withdrawn", async () => {
    await using bot = await connectBot(discord);
    const question = discord.people.say(ada, direct, "never mind");
    discord.people.delete(question);
    await expect
      .poll(() => bot.core.withdrawn)
      .toEqual([{ channel: channelId("discord", direct.id), messageId: question.id }]);
  });

  it("is withdrawn when a moderator sweeps it away with others, or the bot was not there to hear it", async () => {
    const { world, people } = discord;
    const early = people.say(ada, world.general, "before the bot came");
    await using bot = await connectBot(discord);
    const late = people.say(ada, world.general, "and after");
    people.deleteAll([early, late]);
    await expect
      .poll(() => bot.core.withdrawn.map(({ messageId }) => messageId))
      .toEqual([early.id, late.id]);
  });
});

describe("what goes wrong inside", () => {
  it("stops neither the process nor the next message", async () => {
    await using bot = await connectBot(discord);
    bot.core.onMessage = () => {
      bot.core.onMessage = () => "ignored";
      throw new Error("a fault");
    };
    discord.people.say(ada, direct, "one");
    discord.people.say(ada, direct, "two");
    await expect.poll(() => bot.core.received.length).toBe(2);
    expect(bot.log.lines.map(({ level, fields }) => [level, fields["reason"]])).toEqual([
      ["error", "a fault"],
    ]);
    expect(bot.running.state().kind).toBe("connected");
  });
});

describe("stopping", () => {
  it("hands nothing over any more, waits for what is being handed over, and lets answers be finished", async () => {
    await using bot = await connectBot(discord);
    let accept = () => {};
    let answer = async () => {};
    bot.core.onMessage = async (_message, reply) => {
      answer = () => answerWith(reply, "finished after all");
      await new Promise<void>((resolve) => (accept = resolve));
      return "accepted" as const;
    };
    discord.people.say(ada, direct, "one");
    await expect.poll(() => bot.core.received.length).toBe(1);

    const order: string[] = [];
    const stopped = bot.running.stopIntake().then(() => order.push("stopped"));
    const given = discord.people.command(ada, direct, "help");
    discord.people.say(ada, direct, "two");
    const third = discord.people.say(ada, direct, "three");
    discord.people.delete(third);
    await expect.poll(() => bot.core.withdrawn.length).toBe(1); // so the others were heard as well
    order.push("accepted");
    accept();
    await stopped;

    expect(order).toEqual(["accepted", "stopped"]);
    expect(bot.core.received).toHaveLength(1);
    expect(given.acknowledged).toBeNull();
    await answer();
    expect(shown()).toEqual(["finished after all"]);
  });

  it("says goodbye to Discord, and can be asked for twice", async () => {
    const bot = await connectBot(discord);
    await bot.running.stopIntake();
    await Promise.all([bot.running.close(), bot.running.close()]);
    await bot.running.close();
    await bot.running.stopIntake();
    expect(bot.states).toEqual([{ kind: "connected" }, { kind: "stopped" }]);
    expect(discord.gateway.connected()).toBe(0);
  });
});

describe("what is said in a thread without a mention", () => {
  it("is heard only with the intent for the text of all messages", async () => {
    for (const readsAllMessages of [false, true]) {
      await using bot = await connectBot(discord, { readsAllMessages });
      const thread = discord.people.startThread(discord.world.general, "sums");
      discord.people.say(ada, thread, "and what follows?");
      discord.people.say(ada, thread, `${discord.world.bot.mention} last`);
      await expect.poll(() => bot.core.received.at(-1)?.text).toBe("last");
      expect(bot.core.received.map(({ text }) => text)).toEqual(
        readsAllMessages ? ["and what follows?", "last"] : ["last"],
      );
    }
  });
});
