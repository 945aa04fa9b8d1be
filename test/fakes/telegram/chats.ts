import type { Chat, ChatMember, InaccessibleMessage, User } from "grammy/types";
import { findEntities, type Naming } from "./entities.ts";
import { reachesBot } from "./privacy.ts";
import { forbidden, migrated } from "./refusal.ts";
import { toWire, type News, type WireMessage } from "./wire.ts";
import { place, type ChatAction, type ChatState, type Extra, type SeenMessage, type World } from "./world.ts";

/** How something is said. */
export interface Saying {
  readonly topic?: number;
  readonly replyTo?: SeenMessage;
  /** Words that name a person without a username. */
  readonly naming?: readonly Naming[];
  readonly extra?: Extra;
}

/** A chat in which a test acts as the people. */
export interface FakeChat {
  readonly id: number;
  /** All that was ever said here, service messages included. */
  readonly messages: readonly SeenMessage[];
  /** What the bot said and has not been deleted, oldest first. */
  botTexts(): readonly string[];
  lastBotMessage(): SeenMessage | undefined;
  actions(): readonly ChatAction[];
  says(person: User, text: string, saying?: Saying): SeenMessage;
  sendsPhoto(person: User, caption: string, saying?: Saying): SeenMessage;
  sendsSticker(person: User, saying?: Saying): SeenMessage;
  edits(message: SeenMessage, text: string): void;
  /** The bot is not told. */
  deletes(message: SeenMessage): void;
  /**
   * Presses a button below a message of the bot, or pretends to: programs other than Telegram's own can send any data.
   * Gives the number that the bot has to answer to.
   */
  presses(person: User, message: SeenMessage, data?: string): string;
  blocksBot(): void;
}

export interface FakeGroup extends FakeChat {
  /** An administrator speaks in the group's own name. */
  saysAnonymously(text: string, saying?: Saying): SeenMessage;
  /** A person speaks in the name of a channel of theirs. */
  saysAsChannel(text: string, saying?: Saying): SeenMessage;
  /** A post of the linked channel appears here by itself. */
  linkedChannelPosts(text: string): SeenMessage;
  /** Opens a forum topic and gives its number. */
  opensTopic(opener: User, name: string): number;
  makesAdmin(person: User): void;
  dismissesAdmin(person: User): void;
  /** Turns into a supergroup with a number of its own; this one is closed. */
  becomesSupergroup(): FakeGroup;
}

const ANONYMOUS: User = {
  id: 1_087_968_824,
  is_bot: true,
  first_name: "Group",
  username: "GroupAnonymousBot",
};
const CHANNEL_BOT: User = {
  id: 136_817_688,
  is_bot: true,
  first_name: "Channel",
  username: "Channel_Bot",
};
const CHANNEL: Chat = { id: -1_002_000_000_001, type: "channel", title: "News" };
const TELEGRAM: User = { id: 777_000, is_bot: false, first_name: "Telegram" };

/** Makes a chat; `tell` hears what the bot is to be told. */
export function createChat(
  world: World,
  chat: ChatState["chat"],
  { tell, changed }: { tell: (news: News) => void; changed: () => void },
): FakeGroup {
  const state: ChatState = { chat, messages: [], members: new Map(), closed: undefined };
  world.chats.set(chat.id, state);

  function put(from: User, text: string, saying: Saying = {}): SeenMessage {
    const { topic, replyTo, naming, extra = {} } = saying;
    const entities = findEntities(text, naming);
    const message = place(world, state, { from, text, entities, topic, replyTo: replyTo?.id, extra });
    if (reachesBot(world, state, message)) tell({ message: toWire(state, message) });
    changed();
    return message;
  }

  const ofBot = () => state.messages.filter(({ from, deleted }) => from.id === world.bot.id && !deleted);

  return {
    id: chat.id,
    messages: state.messages,
    botTexts: () => ofBot().map(({ text }) => text),
    lastBotMessage: () => ofBot().at(-1),
    actions: () => world.actions.filter(({ chatId }) => chatId === chat.id),
    says: put,
    sendsPhoto: (person, caption, saying) => put(person, caption, withExtra(saying, { photo: [PHOTO] })),
    sendsSticker: (person, saying) => put(person, "", withExtra(saying, { sticker: STICKER })),
    edits(message, text) {
      message.earlierTexts.push(message.text);
      message.text = text;
      message.entities = findEntities(text);
      if (reachesBot(world, state, message)) tell({ edited_message: toWire(state, message) });
      changed();
    },
    deletes(message) {
      message.deleted = true;
      changed();
    },
    presses(person, message, data = dataOf(message)) {
      const id = String(world.nextId());
      world.pressed.add(id);
      const query = { id, from: person, chat_instance: String(chat.id), data };
      tell({ callback_query: { ...query, message: toPressed(state, message) } });
      return id;
    },
    blocksBot() {
      const what = chat.type === "private" ? "blocked by the user" : `kicked from the ${chat.type} chat`;
      state.closed = forbidden(`bot was ${what}`);
    },
    saysAnonymously: (text, saying) => put(ANONYMOUS, text, withExtra(saying, { sender_chat: chat })),
    saysAsChannel: (text, saying) => put(CHANNEL_BOT, text, withExtra(saying, { sender_chat: CHANNEL })),
    linkedChannelPosts: (text) =>
      put(TELEGRAM, text, { extra: { sender_chat: CHANNEL, is_automatic_forward: true } }),
    opensTopic(opener, name) {
      const notice = { forum_topic_created: { name, icon_color: 0x6fb9f0 } } as const;
      return put(opener, "", { extra: notice }).id;
    },
    makesAdmin: (person) => void state.members.set(person.id, owner(person)),
    dismissesAdmin: (person) => void state.members.delete(person.id),
    becomesSupergroup() {
      const id = -1_001_000_000_000 - world.nextId();
      put(TELEGRAM, "", { extra: { migrate_to_chat_id: id } });
      state.closed = migrated(id);
      const title = chat.title ?? "";
      const successor = createChat(world, { id, type: "supergroup", title }, { tell, changed });
      for (const member of state.members.values()) successor.makesAdmin(member.user);
      successor.says(TELEGRAM, "", { extra: { migrate_from_chat_id: chat.id } });
      return successor;
    },
  };
}

const PHOTO = { file_id: "photo", file_unique_id: "photo", width: 90, height: 90 };
const STICKER = {
  ...PHOTO,
  type: "regular",
  is_animated: false,
  is_video: false,
} as const;

/** What the message's one button sends. */
function dataOf({ replyMarkup }: SeenMessage): string {
  const [button, ...others] = replyMarkup?.inline_keyboard.flat() ?? [];
  if (button === undefined || others.length > 0 || !("callback_data" in button)) {
    throw new Error("There is no button below the message, or more than one.");
  }
  return button.callback_data;
}

/** The message above a button that is pressed; little of it where it was deleted meanwhile. */
function toPressed(state: ChatState, message: SeenMessage): WireMessage | InaccessibleMessage {
  return message.deleted ? { chat: state.chat, message_id: message.id, date: 0 } : toWire(state, message);
}

function withExtra(saying: Saying = {}, extra: Extra): Saying {
  return { ...saying, extra: { ...extra, ...saying.extra } };
}

function owner(user: User): ChatMember {
  return { status: "creator", user, is_anonymous: false };
}
