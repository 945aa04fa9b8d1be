import type { MessageEntity, User } from "grammy/types";
import type { FakeTelegram } from "../fakes/telegram/fake-telegram.ts";
import { found, type Scene, type Setting, type Stage } from "./stage.ts";

const TAGS: Readonly<Partial<Record<MessageEntity["type"], string>>> = {
  bold: "b",
  italic: "i",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  text_link: "a",
};

/** Telegram, with the people of the scenario. */
export function createTelegramStage(telegram: FakeTelegram): Stage {
  const { world } = telegram;
  const people = new Map<string, User>(
    ["Ann", "Bob", "小李", "Eve"].map((name) => [
      name,
      telegram.person(name, { username: name, language_code: name === "小李" ? "zh-hans" : "en" }),
    ]),
  );
  const personOf = (name: string) => found(people.get(name), name);

  function open(setting: Setting, first: string): Scene {
    const group =
      setting === "private"
        ? null
        : telegram.group("The lamp club", setting === "thread" ? "forum" : "supergroup");
    const chat = group ?? telegram.privateChat(personOf(first));
    const topic = setting === "thread" ? group?.opensTopic(personOf("Ann"), "Names") : undefined;
    const saying = topic === undefined ? {} : { topic };
    const silentBefore = world.callbackAnswers.length;
    const startedAfter = chat.messages.length;
    const messages = () => chat.messages.slice(startedAfter);
    const named = (words: string) =>
      found(
        messages().findLast(({ from, text }) => !from.is_bot && text.includes(words)),
        `“${words}”`,
      );

    return {
      says(name, text, inReplyTo) {
        const command = /^\/\w+$/.test(text) && group !== null;
        const wire = command
          ? `${text}@${world.bot.username}`
          : text.replace("@Lantern", `@${world.bot.username}`);
        const replyTo = inReplyTo === undefined ? {} : { replyTo: named(inReplyTo) };
        chat.says(personOf(name), wire.trim(), { ...saying, ...replyTo });
      },
      edits: (words, text) => chat.edits(named(words), text),
      deletes: (words) => chat.deletes(named(words)),
      presses(name, label) {
        const below = messages().findLast(({ replyMarkup }) =>
          JSON.stringify(replyMarkup ?? "").includes(label),
        );
        chat.presses(personOf(name), found(below, `the button ${label}`));
      },
      seen: () => [
        ...messages()
          .filter(({ from, deleted }) => from.id === world.bot.id && !deleted)
          .map(({ id, text, entities, replyTo, replyMarkup }) => ({
            id: String(id),
            text: withTags(text, entities),
            answers: chat.messages.find((one) => one.id === replyTo)?.text ?? null,
            buttons: replyMarkup?.inline_keyboard.flat().map((button) => button.text) ?? [],
            onlyFor: null,
          })),
        ...world.callbackAnswers
          .slice(silentBefore)
          .filter(({ text }) => text !== "")
          .map(({ queryId, text }) => ({
            id: `press ${queryId}`,
            text,
            answers: null,
            buttons: [],
            onlyFor: "a moment" as const,
          })),
      ],
    };
  }

  return {
    allowed: [...people].filter(([name]) => name !== "Eve").map(([, { id }]) => `telegram:user:${id}`),
    open,
  };
}

/** The text with its formatting as tags, which are the shortest to read. */
function withTags(text: string, entities: readonly MessageEntity[]): string {
  const marks = entities.flatMap((entity) => {
    const tag = TAGS[entity.type];
    if (tag === undefined) return [];
    const language = entity.type === "pre" && entity.language !== undefined ? ` ${entity.language}` : "";
    const address = entity.type === "text_link" ? ` ${entity.url}` : "";
    return [
      { at: entity.offset, mark: `<${tag}${language}${address}>` },
      { at: entity.offset + entity.length, mark: `</${tag}>` },
    ];
  });
  return marks
    .toSorted((a, b) => b.at - a.at)
    .reduce((marked, { at, mark }) => `${marked.slice(0, at)}${mark}${marked.slice(at)}`, text);
}
