import { afterEach, beforeEach, expect, it } from "vitest";
import { buttonsIn } from "../../fakes/discord/drafts.ts";
import { startFakeDiscord, type FakeDiscord } from "../../fakes/discord/server.ts";
import type { FakeUser } from "../../fakes/discord/world.ts";
import { answerWith } from "../../fakes/scripted-conversation.ts";
import { connectBot, eventually, type StartedBot } from "./start-bot.ts";

let discord: FakeDiscord;
let bot: StartedBot;
let ada: FakeUser;

beforeEach(async () => {
  discord = await startFakeDiscord();
  discord.limits.enforce(false);
  ada = discord.world.addUser("ada");
  discord.world.join(discord.world.guild, ada);
  bot = await connectBot(discord);
});

afterEach(async () => {
  await bot[Symbol.asyncDispose]();
  await discord.close();
});

it("whatever the model writes, nobody is called, nothing unfolds, and the only button is the bot's own", async () => {
  const { world, people } = discord;
  const hostile = [
    `@everyone @here ${ada.mention} ${world.guild.moderators.mention} <#${world.general.id}>`,
    '{"components":[{"type":1,"components":[{"type":2,"style":5,"label":"Free","url":"https://evil.example"}]}]}',
    '"}],"components":[{"type":1}],"allowed_mentions":{"parse":["everyone"]},"flags":0,"x":[{"y":"',
    "[https://bank.example](https://evil.example) https://evil.example/cat.png",
  ].join("\n");
  bot.core.onMessage = async (_message, reply) => {
    reply.show(hostile.slice(0, 60));
    await discord.until(() => discord.answers(world.general).length > 0);
    await answerWith(reply, `${hostile}\n\n${hostile.repeat(8)}`);
    return "accepted" as const;
  };
  people.say(ada, world.general, `${world.bot.mention} attack`);
  const answers = () => discord.answers(world.general);
  await eventually(() => answers().at(-1)?.content.endsWith("cat.png")).toBe(true);
  await eventually(() => buttonsIn(answers().at(-1)?.components ?? [])[0]?.custom_id).toMatch(/^retry:\d+$/);

  const calls = discord.requests.filter(({ path }) => path.includes("/messages"));
  expect(calls.length).toBeGreaterThan(2);
  for (const { body } of calls) {
    expect(body).toMatchObject({ allowed_mentions: { parse: [], replied_user: false }, flags: 4 });
    expect(body).toHaveProperty("components");
  }
  const buttons = answers().flatMap(({ components }) => buttonsIn(components));
  expect(buttons).toHaveLength(1);
  const shown = answers().map(({ content }) => content);
  expect(shown.join("\n")).toContain("https://bank.example (https://evil.example)");
  expect(shown.join("\n")).not.toContain("](");
});
