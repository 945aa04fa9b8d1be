import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FakeDiscord, startFakeDiscord } from "../fakes/discord/server.ts";
import { type FakeTelegram, startFakeTelegram } from "../fakes/telegram/fake-telegram.ts";
import { discordPlatform, inked, type Platform, telegramPlatform, webPlatform } from "./rooms.ts";
import { type Bench, openBench, type RunningLantern } from "./run-lantern.ts";

const GREETING = "你好!我是小灯,一个本地运行的聊天助手。有什么可以帮你?";
const UNKNOWN = "You have not told me your name yet.";

describe("the whole bot, as people start it", () => {
  let bench: Bench;
  let discord: FakeDiscord;
  let telegram: FakeTelegram;
  let lantern: RunningLantern;
  let platforms: readonly Platform[];
  let story: string;

  async function start(): Promise<void> {
    lantern = await bench.start({
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      TELEGRAM_TOKEN: telegram.token,
      TELEGRAM_API_URL: telegram.apiUrl,
    });
    await lantern.ready();
  }

  beforeAll(async () => {
    [bench, discord, telegram] = await Promise.all([openBench(), startFakeDiscord(), startFakeTelegram()]);
    await start();
    const web = webPlatform(() => lantern.url);
    platforms = [web, discordPlatform(discord), telegramPlatform(telegram)];
    story = await web.openRoom("story-source").ask("Tell me a long story", "");
  });
  afterAll(async () => {
    await bench[Symbol.asyncDispose]();
    await Promise.all([discord.close(), telegram.close()]);
  });

  /** Runs the same on all platforms at once. */
  const everywhere = (talk: (platform: Platform) => Promise<void>) => Promise.all(platforms.map(talk));

  it("greets", async () => {
    await everywhere(async ({ openRoom }) => {
      expect(await openRoom("greeter").ask("你好", GREETING)).toBe(GREETING);
    });
  });

  it("knows a name where it was told, also after a restart, nowhere else, and not after a reset", async () => {
    const rooms = platforms.map(({ openRoom }) => [openRoom("teller"), openRoom("other")] as const);
    const inAll = (talk: (room: (typeof rooms)[number]) => Promise<unknown>) => Promise.all(rooms.map(talk));
    await inAll(([told]) => told.ask("My name is Torvek", "Nice to meet you, Torvek!"));
    await inAll(([told]) => told.ask("What is my name?", "Your name is Torvek."));
    await inAll(([, other]) => other.ask("What is my name?", UNKNOWN));

    lantern.kill("SIGTERM");
    expect(await lantern.exited).toBe(0);
    await start();
    await inAll(([told]) => told.ask("What is my name?", "Your name is Torvek."));
    await inAll(([told]) => told.reset());
    await inAll(([told]) => told.ask("What is my name?", UNKNOWN));
  }, 60_000);

  it("tells a long story whole and in order, within each platform's limit", async () => {
    expect(story).toHaveLength(6950);
    await everywhere(async ({ openRoom, shownAs }) => {
      const told = await openRoom("listener").ask("Tell me a long story", story);
      expect(inked(told)).toBe(inked(shownAs(story)));
    });
    const parts = [...discord.world.channels.values()].flatMap((channel) => discord.answers(channel));
    expect(Math.max(...parts.map(({ content }) => content.length))).toBeLessThanOrEqual(2000);
  }, 60_000);

  it("shows a program as a block of code", async () => {
    const program = await webPlatform(() => lantern.url)
      .openRoom("coder-source")
      .ask("Implement quicksort in Python", "");
    const code = /```python\n([^]*def quick_sort[^]*)\n```/.exec(program)?.[1] ?? expect.unreachable();
    await everywhere(async ({ name, openRoom }) => {
      const shown = await openRoom("coder").ask("Implement quicksort in Python", program);
      expect(shown).toContain(name === "Telegram" ? code : `\`\`\`python\n${code}\n\`\`\``);
    });
    const messages = [...telegram.world.chats.values()].flatMap((chat) => chat.messages);
    const blocks = messages.flatMap(({ text, entities }) =>
      entities.filter(({ type }) => type === "pre").map((entity) => ({ entity, text })),
    );
    expect(blocks.map(({ entity }) => entity)).toMatchObject([{ type: "pre", language: "python" }]);
    expect(
      blocks.map(({ entity, text }) => text.slice(entity.offset, entity.offset + entity.length)),
    ).toEqual([code]);
  });

  it("answers eight channels at once, each with its own words", async () => {
    await everywhere(async ({ openRoom }) => {
      const words = [
        "river",
        "honey",
        "east",
        "stone",
        "river east",
        "honey river",
        "east stone",
        "stone honey",
      ];
      const heard = await Promise.all(
        words.map((phrase, index) =>
          openRoom(`one-of-eight-${index}`).ask(`Repeat after me: ${phrase}`, phrase),
        ),
      );
      expect(heard).toEqual(words);
    });
  });

  it("never prints a token", () => {
    expect(lantern.output()).not.toContain(discord.token);
    expect(lantern.output()).not.toContain(telegram.token);
  });
});
