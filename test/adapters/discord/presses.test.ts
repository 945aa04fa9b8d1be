import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { channelId } from "../../../src/core/chat.ts";
import { buttonsIn } from "../../fakes/discord/drafts.ts";
import { startFakeDiscord, type FakeDiscord } from "../../fakes/discord/server.ts";
import type { FakeMessage, FakeUser } from "../../fakes/discord/world.ts";
import { connectBot, eventually, hurriedClock, type StartedBot } from "./start-bot.ts";

const DEFERRED_UPDATE = 6;
const never = new AbortController().signal;

let discord: FakeDiscord;
let bot: StartedBot;
let ada: FakeUser;
let grace: FakeUser;

beforeEach(async () => {
  discord = await startFakeDiscord();
  const { world } = discord;
  ada = world.addUser("ada", { globalName: "Ada" });
  grace = world.addUser("grace", { globalName: "Grace" });
  world.join(world.guild, ada);
  world.join(world.guild, grace, { moderator: true });
  bot = await connectBot(discord, { clock: hurriedClock });
  bot.core.onMessage = () => "accepted";
});

afterEach(async () => {
  await bot[Symbol.asyncDispose]();
  await discord.close();
});

const general = () => discord.world.general;

/** An answer with a button below it, and the question that it answers. */
async function answered(text: string, control: "stop" | "retry" = "stop") {
  const { world, people } = discord;
  const before = bot.surfaces.length;
  const question = people.say(ada, general(), `${world.bot.mention} ${text}`);
  await eventually(() => bot.surfaces.length).toBe(before + 1);
  await bot.surfaces.at(-1)?.post("An answer.", never, control);
  const answer = discord.answers(general()).at(-1);
  if (!answer) throw new Error("no answer");
  return { question, answer };
}

const buttons = ({ components }: FakeMessage) => buttonsIn(components);

describe("a button", () => {
  it("stands below the answer, with a sign and a word in the language of the question", async () => {
    const { question, answer } = await answered("hello");
    expect(buttons(answer)).toEqual([
      { type: 2, style: 2, custom_id: `stop:${question.id}`, emoji: { name: "⏹️" }, label: "Stop" },
    ]);
    const other = await answered("你好", "retry");
    expect(buttons(other.answer)).toMatchObject([{ emoji: { name: "🔁" }, label: "重答" }]);
  });
});

describe("a press", () => {
  it("tells who pressed what below which message, and whether they manage the server", async () => {
    const { question, answer } = await answered("hello");
    discord.people.press(ada, answer);
    discord.people.press(grace, answer, { locale: "zh-TW" });
    await eventually(() => bot.core.presses.length).toBe(2);

    const expected = {
      control: "stop",
      channel: channelId("discord", general().id),
      part: answer.id,
      question: question.id,
      direct: false,
    };
    const origins = [`discord:guild:${discord.world.guild.id}`, `discord:channel:${general().id}`];
    expect(bot.core.presses).toEqual([
      {
        ...expected,
        person: { id: `discord:${ada.id}`, name: "Ada", managesChannel: false },
        origins: [...origins, `discord:user:${ada.id}`],
        language: "en",
      },
      {
        ...expected,
        person: { id: `discord:${grace.id}`, name: "Grace", managesChannel: true },
        origins: [...origins, `discord:user:${grace.id}`],
        language: "zh",
      },
    ]);
  });

  it("is acknowledged at once, and what there is to say is seen by the one who pressed only", async () => {
    const { answer } = await answered("hello");
    const pressed = discord.people.press(ada, answer);
    await discord.until(() => pressed.followUps.length > 0);
    expect(pressed.acknowledged?.type).toBe(DEFERRED_UPDATE);
    expect(pressed.followUps).toMatchObject([
      {
        content: "pressed stop",
        onlyForThem: true,
        draft: { allowed_mentions: { parse: [], replied_user: false }, flags: 64 | 4 },
      },
    ]);
    expect(answer.content).toBe("An answer.");
    expect(buttons(answer)).toHaveLength(1);
  });

  it("that shows itself says nothing", async () => {
    bot.core.onPress = () => null;
    const { answer } = await answered("hello");
    const pressed = discord.people.press(ada, answer);
    const next = discord.people.command(ada, general(), "help");
    await discord.until(() => next.answer !== null);
    expect(pressed.acknowledged?.type).toBe(DEFERRED_UPDATE);
    expect(pressed.followUps).toEqual([]);
  });

  it("of undo takes the button away, which is of no more use", async () => {
    bot.core.onCommand = () => ({ sentence: "All gone.", control: "undo" });
    const given = discord.people.command(ada, general(), "reset");
    await discord.until(() => given.answerComponents.length > 0);
    const pressed = discord.people.press(ada, given);
    await discord.until(() => pressed.followUps.length > 0);

    expect(bot.core.presses).toMatchObject([{ control: "undo", question: given.id, part: given.id }]);
    expect(given).toMatchObject({ answer: "All gone.", answerComponents: [] });
    expect(pressed.followUps[0]?.content).toBe("pressed undo");
  });

  it("in a direct chat is by somebody who may do everything there", async () => {
    const direct = discord.world.directWith(ada);
    const question = discord.people.say(ada, direct, "hello");
    await eventually(() => bot.surfaces.length).toBe(1);
    await bot.surfaces[0]?.post("hi", never, "retry");
    const [answer] = discord.answers(direct);
    if (!answer) throw new Error("no answer");
    discord.people.press(ada, answer);
    await eventually(() => bot.core.presses.length).toBe(1);
    expect(bot.core.presses[0]).toMatchObject({
      channel: channelId("discord", direct.id),
      question: question.id,
      direct: true,
      person: { managesChannel: true },
    });
  });

  it.each([
    "",
    "stop",
    "stop:",
    "stop:1",
    "burn:100000000000000001",
    "stop:100000000000000001:2",
    "x".repeat(100),
  ])("of a button with the data %j is none of ours", async (data) => {
    const { answer } = await answered("hello");
    const foreign = discord.people.press(ada, answer, { data });
    const pressed = discord.people.press(ada, answer);
    await discord.until(() => pressed.followUps.length > 0);
    expect(foreign.acknowledged).toBeNull();
    expect(bot.core.presses).toHaveLength(1);
  });

  it("is not carried out when the person was told that it failed", async () => {
    const { answer } = await answered("hello");
    discord.faults.inject({ path: "/callback", fault: { kind: "error", status: 404, code: 10062 } });
    discord.people.press(ada, answer);
    const pressed = discord.people.press(ada, answer);
    await discord.until(() => pressed.followUps.length > 0);
    expect(bot.core.presses).toHaveLength(1);
    expect(bot.log.lines).toEqual([expect.objectContaining({ level: "error" })]);
  });
});
