import type {
  BotCommand,
  Chat,
  ChatMember,
  InlineKeyboardMarkup,
  LinkPreviewOptions,
  Message,
  MessageEntity,
  User,
  UserFromGetMe,
} from "grammy/types";
import type { Refusal } from "./refusal.ts";

/** What else a message carries, as the Bot API names it: a photo, the bot it came via, a service notice. */
export type Extra = Partial<
  Omit<Message, "message_id" | "chat" | "from" | "date" | "text" | "reply_to_message">
>;

/** A message as people in the chat see it; it changes as it is edited. */
export interface SeenMessage {
  readonly id: number;
  readonly chatId: number;
  /** The forum topic; undefined outside of topics. */
  readonly topic: number | undefined;
  readonly from: User;
  readonly date: number;
  /** Of a photo, its caption. */
  text: string;
  entities: readonly MessageEntity[];
  /** What it said before each edit, oldest first. */
  readonly earlierTexts: string[];
  readonly replyTo: number | undefined;
  replyMarkup: InlineKeyboardMarkup | undefined;
  linkPreview: LinkPreviewOptions | undefined;
  deleted: boolean;
  readonly extra: Extra;
}

export interface ChatAction {
  readonly chatId: number;
  readonly topic: number | undefined;
  readonly action: string;
}

export interface CommandMenu {
  readonly commands: readonly BotCommand[];
  /** "" for everybody whose language has no menu of its own. */
  readonly language: string;
  readonly scope: string;
}

export interface CallbackAnswer {
  readonly queryId: string;
  readonly text: string;
  readonly alert: boolean;
}

export interface ChatState {
  readonly chat: Exclude<Chat, Chat.ChannelChat>;
  readonly messages: SeenMessage[];
  readonly members: Map<number, ChatMember>;
  /** What every call for this chat is answered with, such as when the bot is blocked. */
  closed: Refusal | undefined;
}

/** All that the fake Telegram knows. */
export interface World {
  readonly bot: UserFromGetMe;
  /** Whether the bot in groups gets only what is plainly meant for it. */
  privacy: boolean;
  /** Whether the bot gets what other bots write. */
  hearsBots: boolean;
  readonly chats: Map<number, ChatState>;
  readonly actions: ChatAction[];
  menus: CommandMenu[];
  readonly pressed: Set<string>;
  readonly callbackAnswers: CallbackAnswer[];
  /** Usernames that messages of the bot called, each time anew. */
  readonly called: string[];
  /** Numbers of people, chats, messages and button presses. */
  nextId(): number;
}

export function createWorld(settings: Pick<World, "privacy" | "hearsBots"> & { username: string }): World {
  let id = 1000;
  const { username, privacy, hearsBots } = settings;
  const world: World = {
    privacy,
    hearsBots,
    chats: new Map(),
    actions: [],
    menus: [],
    pressed: new Set(),
    callbackAnswers: [],
    called: [],
    nextId: () => ++id,
    bot: {
      id: 700_000_001,
      is_bot: true,
      first_name: "Lantern",
      username,
      can_join_groups: true,
      // A getter, because privacy can be switched in the middle of a test.
      get can_read_all_group_messages() {
        return !world.privacy;
      },
      supports_inline_queries: false,
      can_connect_to_business: false,
      has_main_web_app: false,
      has_topics_enabled: false,
      allows_users_to_create_topics: false,
      can_manage_bots: false,
      supports_join_request_queries: false,
    },
  };
  return world;
}

type Draft = Pick<SeenMessage, "from" | "text"> & Partial<SeenMessage>;

/** Puts a message into a chat. */
export function place(world: World, { chat, messages }: ChatState, draft: Draft): SeenMessage {
  const message: SeenMessage = {
    topic: undefined,
    entities: [],
    earlierTexts: [],
    replyTo: undefined,
    replyMarkup: undefined,
    linkPreview: undefined,
    deleted: false,
    extra: {},
    ...draft,
    id: world.nextId(),
    chatId: chat.id,
    date: Math.floor(Date.now() / 1000),
  };
  messages.push(message);
  return message;
}

/** The message of that number, unless it was deleted. */
export function messageIn(state: ChatState, id: number | undefined): SeenMessage | undefined {
  return state.messages.find((message) => message.id === id && !message.deleted);
}

/** The service message that opened a topic. */
export function topicRoot(state: ChatState, topic: number): SeenMessage | undefined {
  return state.messages.find(({ id, extra }) => id === topic && extra.forum_topic_created !== undefined);
}
