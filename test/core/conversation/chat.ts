import {
  type AddressingFacts,
  channelId,
  type ChannelId,
  type CommandName,
  type InboundMessage,
  type Person,
  type Receipt,
} from "../../../src/core/chat.ts";
import { createConversation, type RunningConversation } from "../../../src/core/conversation/conversation.ts";
import type { InboxEntry } from "../../../src/core/inbox/inbox.ts";
import { languageFor } from "../../../src/core/language.ts";
import type { SettingsStore } from "../../../src/core/settings/settings-store.ts";
import { type CapturedLog, createCapturedLog } from "../../fakes/captured-log.ts";
import { createManualClock, type ManualClock } from "../../fakes/manual-clock.ts";
import { createMemoryHistory, type MemoryHistory } from "../../fakes/memory-history.ts";
import { createMemoryInbox, type MemoryInbox } from "../../fakes/memory-inbox.ts";
import { createMemorySettings } from "../../fakes/memory-settings.ts";
import { createRecordingReply, type RecordingReply } from "../../fakes/recording-reply.ts";
import { createScriptedModel, type ScriptedModel } from "../../fakes/scripted-model.ts";

export const DEN = channelId("discord", "100", "den");
export const ANN: Person = { id: "discord:1", name: "Ann", managesChannel: false };
export const BOB: Person = { id: "discord:2", name: "Bob", managesChannel: false };
/** When tests begin, in milliseconds since 1970. */
export const DATE = Date.UTC(2030, 0, 1);
export const MOD: Person = { id: "discord:3", name: "Mod", managesChannel: true };

/** What the platform says of a message in a group. */
export function group(facts: Partial<AddressingFacts> = {}): { readonly facts: AddressingFacts } {
  return { facts: { ...DIRECT, kind: "group", ...facts } };
}

export const DIRECT: AddressingFacts = {
  kind: "direct",
  mentionsBot: false,
  repliesToBot: false,
  mentionsOthers: false,
  authorIsBot: false,
};

/** A question of Ann's in a direct chat that an earlier run of the bot left open. */
export function openEntry(changes: Partial<InboxEntry> = {}): InboxEntry {
  return {
    channel: DEN,
    messageId: "q",
    asker: { id: ANN.id, name: ANN.name },
    direct: true,
    language: "en",
    preface: "",
    words: [{ messageId: "q", text: "one" }],
    place: "den",
    acceptedAt: DATE,
    replaces: 0,
    parts: [],
    parent: null,
    sources: [],
    posting: false,
    state: "open",
    ...changes,
  };
}

export interface Said {
  readonly receipt: Receipt;
  readonly reply: RecordingReply;
}

/** A conversation with a scripted model, so that tests read as a chat. */
export interface Chat {
  readonly conversation: RunningConversation;
  readonly model: ScriptedModel;
  readonly history: MemoryHistory;
  readonly inbox: MemoryInbox;
  readonly settings: SettingsStore;
  readonly clock: ManualClock;
  readonly log: CapturedLog;
  /** The replies that were opened anew at a place, by the messages that they go on in. */
  readonly reopened: {
    readonly place: string;
    readonly parts: readonly string[];
    readonly reply: RecordingReply;
  }[];
  /** Hands a message over and resolves with its verdict; by default Ann's, in a direct chat, a minute after the last one. */
  says(text: string, changes?: Partial<InboundMessage> & { readonly burst?: boolean }): Promise<Said>;
  /** The same, and resolves with all that people see of the answer. */
  hears(text: string, changes?: Partial<InboundMessage>): Promise<string>;
  /** Gives a command; resolves with its sentence, or with what its reply or the one opened anew shows. */
  commands(
    name: CommandName,
    changes?: { person?: Person; channel?: ChannelId; direct?: boolean; text?: string },
  ): Promise<string>;
}

interface Before {
  readonly history?: MemoryHistory;
  readonly inbox?: MemoryInbox;
}

/** `before`: what an earlier run of the bot has left. */
export function openChat(
  changes: Partial<Parameters<typeof createConversation>[0]> = {},
  before: Before = {},
): Chat {
  const model = createScriptedModel();
  const clock = createManualClock();
  const history = before.history ?? createMemoryHistory([], clock);
  const inbox = before.inbox ?? createMemoryInbox();
  const settings = createMemorySettings();
  const log = createCapturedLog();
  const reopened: Chat["reopened"] = [];
  let messages = 0;
  const conversation = createConversation({
    model,
    history,
    inbox,
    settings,
    answers: null,
    pinned: null,
    consulted: null,
    folders: null,
    clock,
    log,
    date: () => DATE + clock.now(),
    modelReady: Promise.resolve(),
    replyAt(_, place, parts) {
      const reply = createRecordingReply();
      reopened.push({ place, parts, reply });
      return reply;
    },
    questionsPerMinute: 100,
    groupContext: 0,
    access: { allow: [], admins: [] },
    name: "Lantern",
    systemPrompt: "Be brief.",
    maxAnswerTokens: 100,
    sampling: { temperature: 0.7, topP: 0.9, topK: 20, repeatPenalty: 1.1 },
    demo: () => false,
    ...changes,
  });

  async function says(
    text: string,
    { burst = false, ...message }: Partial<InboundMessage> & { readonly burst?: boolean } = {},
  ): Promise<Said> {
    if (!burst) await clock.advance(60_000);
    const reply = createRecordingReply();
    const receipt = await conversation.receive(
      {
        channel: DEN,
        id: `m${++messages}`,
        author: ANN,
        text,
        facts: DIRECT,
        place: "den",
        origins: ["discord:guild:9", "discord:user:1"],
        ...message,
      },
      reply,
    );
    return { receipt, reply };
  }

  return {
    conversation,
    model,
    history,
    inbox,
    settings,
    clock,
    log,
    reopened,
    says,
    hears: async (text, message) => (await says(text, message)).reply.seen,
    async commands(name, { person = ANN, channel = DEN, direct = true, text = "" } = {}) {
      const reply = createRecordingReply();
      const call = {
        name,
        channel,
        person,
        direct,
        origins: ["discord:user:1"],
        language: languageFor(undefined, text),
        place: "den",
        hears: "everything" as const,
        ...(text === "" ? {} : { text }),
      };
      const answer = await conversation.command(call, reply);
      if (answer) return answer.sentence;
      return Promise.race([reply.seen, ...reopened.slice(-1).map((last) => last.reply.seen)]);
    },
  };
}
