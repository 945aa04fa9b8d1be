import { buttonsIn, type FakeRow } from "../fakes/discord/drafts.ts";
import type { FakeDiscord } from "../fakes/discord/server.ts";
import type { FakeInteraction, FakeUser } from "../fakes/discord/world.ts";
import { found, type Scene, type Setting, type Shown, type Stage } from "./stage.ts";

/** Discord, with the people of the scenario. */
export function createDiscordStage(discord: FakeDiscord): Stage {
  const { world, people } = discord;
  const users = new Map<string, FakeUser>(
    ["Ann", "Bob", "小李", "Eve"].map((name) => [name, world.addUser(name, { globalName: name })]),
  );
  for (const [name, user] of users) world.join(world.guild, user, { moderator: name === "Ann" });
  const userOf = (name: string) => found(users.get(name), name);
  const localeOf = (name: string) => ({ locale: name === "小李" ? "zh-CN" : "en-US" });

  function open(setting: Setting, first: string): Scene {
    const parent = setting === "private" ? null : world.addChannel(world.guild, "lamp-club");
    const thread = parent && setting === "thread" ? people.startThread(parent, "Names") : parent;
    const channel = thread ?? world.directWith(userOf(first));
    const startedAfter = channel.messages.length;
    const silentBefore = world.interactions.size;
    const messages = () => channel.messages.slice(startedAfter);
    const named = (words: string) =>
      found(
        messages().findLast(({ author, content }) => !author.bot && content.includes(words)),
        `“${words}”`,
      );
    const interactions = () => [...world.interactions.values()].slice(silentBefore);
    const wire = (text: string) => {
      const names = [...users].map(([name, { mention }]) => [`@${name}`, mention] as const);
      return [["@Lantern", world.bot.mention] as const, ...names]
        .reduce((all, [name, mention]) => all.replace(name, mention), text)
        .trim();
    };

    return {
      says(name, text, inReplyTo) {
        const command = /^\/(?<command>\w+)$/.exec(text)?.groups?.["command"];
        if (command !== undefined) {
          people.command(userOf(name), channel, command, localeOf(name));
          return;
        }
        const replyTo = inReplyTo === undefined ? {} : { replyTo: named(inReplyTo) };
        people.say(userOf(name), channel, wire(text), replyTo);
      },
      edits: (words, text) => people.edit(named(words), wire(text)),
      deletes: (words) => people.delete(named(words)),
      presses(name, label) {
        const has = (rows: readonly FakeRow[]) => buttonsIn(rows).some((button) => button.label === label);
        const below =
          discord.answers(channel).findLast(({ components }) => has(components)) ??
          interactions().findLast(({ answerComponents }) => has(answerComponents));
        people.press(userOf(name), found(below, `the button ${label}`), localeOf(name));
      },
      seen: () => [
        ...messages()
          .filter(({ author, deleted }) => author === world.bot && !deleted)
          .map(({ id, content, replyTo, components }) => ({
            id,
            text: content,
            answers: replyTo === null ? null : readable(replyTo.content),
            buttons: labels(components),
            onlyFor: null,
          })),
        ...interactions().flatMap(said),
      ],
    };
  }

  function readable(content: string): string {
    const known = [...users].map(([name, { mention }]) => [mention, `@${name}`] as const);
    return [[world.bot.mention, "@Lantern"] as const, ...known].reduce(
      (text, [mention, name]) => text.replace(mention, name),
      content,
    );
  }

  return {
    allowed: [...users].filter(([name]) => name !== "Eve").map(([, { id }]) => `discord:user:${id}`),
    open,
  };
}

/** What a command or a press showed to the one who gave it. */
function said({ id, answer, answerComponents, answerDeleted, followUps }: FakeInteraction): readonly Shown[] {
  const own =
    answer === null || answerDeleted
      ? []
      : [
          {
            id: `answer ${id}`,
            text: answer,
            answers: null,
            buttons: labels(answerComponents),
            onlyFor: "one person" as const,
          },
        ];
  return [
    ...own,
    ...followUps.map(({ content }, index) => ({
      id: `follow-up ${id} ${index}`,
      text: content,
      answers: null,
      buttons: [],
      onlyFor: "one person" as const,
    })),
  ];
}

function labels(rows: readonly FakeRow[]): readonly string[] {
  return buttonsIn(rows).map(({ emoji, label }) => [emoji?.name, label].filter(Boolean).join(" "));
}
