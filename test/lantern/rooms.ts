import { EventSourceParserStream } from "eventsource-parser/stream";
import { expect, vi } from "vitest";
import { z } from "zod";
import { formatForTelegram } from "../../src/adapters/telegram/formatting/format.ts";
import type { FakeDiscord } from "../fakes/discord/server.ts";
import type { FakeTelegram } from "../fakes/telegram/fake-telegram.ts";

/** One place on one platform where a person talks with the bot. */
export interface Room {
  /**
   * Says `text` and resolves with all that the bot says to it, as soon as that is `expected`, but for blank space and the
   * form that the platform gives to Markdown.
   */
  ask(text: string, expected: string): Promise<string>;
  reset(): Promise<void>;
}

/** Opens a new room, with nobody else in it. */
export interface Platform {
  readonly name: string;
  readonly openRoom: (name: string) => Room;
  /** The text of Markdown as messages of this platform have it. */
  readonly shownAs: (markdown: string) => string;
}

/** Parts are cut at blank space, which platforms do not show at the ends of a message. */
export const inked = (text: string) => text.replaceAll(/\s/gu, "");

/** Long answers take their time, at the pace that a platform allows. */
async function shows(answer: () => string, expected: string): Promise<void> {
  await vi.waitFor(() => expect(inked(answer())).toBe(inked(expected)), { timeout: 40_000, interval: 50 });
}

const done = z.object({ text: z.string() });

export function webPlatform(url: () => string): Platform {
  const post = (path: string, body: object) =>
    fetch(`${url()}/api/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  return {
    name: "the web page",
    shownAs: (markdown) => markdown,
    openRoom: (channel) => ({
      async ask(text) {
        const { body } = await post("chat", { channel, text });
        if (!body) throw new Error("no answer");
        const events = body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
        for await (const { event, data } of events) {
          if (event === "done") return done.parse(JSON.parse(data)).text;
          if (event === "error") throw new Error(data);
        }
        throw new Error("the answer had no end");
      },
      reset: async () => void (await post("reset", { channel })),
    }),
  };
}

export function discordPlatform(discord: FakeDiscord): Platform {
  const { world, people } = discord;
  return {
    name: "Discord",
    shownAs: (markdown) => markdown,
    openRoom(name) {
      const user = world.addUser(name);
      world.join(world.guild, user, { moderator: true });
      const channel = world.addChannel(world.guild, name);
      const said = () => discord.answers(channel).map(({ content }) => content);
      return {
        async ask(text, expected) {
          const before = said().length;
          people.say(user, channel, `${world.bot.mention} ${text}`);
          const answer = () => said().slice(before).join("\n");
          await shows(answer, expected);
          return answer();
        },
        async reset() {
          const interaction = people.command(user, channel, "reset");
          await discord.until(() => interaction.answer !== null);
        },
      };
    },
  };
}

export function telegramPlatform(telegram: FakeTelegram): Platform {
  const shownAs = (markdown: string) => formatForTelegram(markdown).text;
  return {
    name: "Telegram",
    shownAs,
    openRoom(name) {
      const person = telegram.person(name);
      const chat = telegram.privateChat(person);
      const said = () => chat.botTexts();
      const ask = async (text: string, expected: string) => {
        const before = said().length;
        chat.says(person, text);
        const answer = () => said().slice(before).join("\n");
        await shows(answer, shownAs(expected));
        return answer();
      };
      return {
        ask,
        async reset() {
          const before = said().length;
          chat.says(person, "/reset");
          await telegram.until(() => said().length > before);
        },
      };
    },
  };
}
