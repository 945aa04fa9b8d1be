import {
  channelId,
  type ChannelId,
  type CommandName,
  type InboundMessage,
  type Person,
  type Receipt,
} from "../../../src/core/chat.ts";
import { createConversation, type RunningConversation } from "../../../src/core/conversation/conversation.ts";
import { languageFor } from "../../../src/core/language.ts";
import { type CapturedLog, createCapturedLog } from "../../fakes/captured-log.ts";
import { createManualClock, type ManualClock } from "../../fakes/manual-clock.ts";
import { createMemoryHistory, type MemoryHistory } from "../../fakes/memory-history.ts";
import { createRecordingReply, type RecordingReply } from "../../fakes/recording-reply.ts";
import { createScriptedModel, type ScriptedModel } from "../../fakes/scripted-model.ts";

export const DEN = channelId("discord", "100", "den");
export const ANN: Person = { id: "discord:1", name: "Ann", managesChannel: false };
export const BOB: Person = { id: "discord:2", name: "Bob", managesChannel: false };
export const MOD: Person = { id: "discord:3", name: "Mod", managesChannel: true };

export interface Said {
  readonly receipt: Receipt;
  readonly reply: RecordingReply;
}

/** A conversation with a scripted model, so that tests read as a chat. */
export interface Chat {
  readonly conversation: RunningConversation;
  readonly model: ScriptedModel;
  readonly history: MemoryHistory;
  readonly clock: ManualClock;
  readonly log: CapturedLog;
  /** Hands a message over and resolves with its verdict; by default Ann's, in a direct chat. */
  says(text: string, changes?: Partial<InboundMessage>): Promise<Said>;
  /** The same, and resolves with all that people see of the answer. */
  hears(text: string, changes?: Partial<InboundMessage>): Promise<string>;
  /** Gives a command; resolves with its sentence, or with what its reply shows. */
  commands(
    name: CommandName,
    changes?: { person?: Person; channel?: ChannelId; direct?: boolean; text?: string },
  ): Promise<string>;
}

export function openChat(changes: Partial<Parameters<typeof createConversation>[0]> = {}): Chat {
  const model = createScriptedModel();
  const history = createMemoryHistory();
  const clock = createManualClock();
  const log = createCapturedLog();
  let messages = 0;
  const conversation = createConversation({
    model,
    history,
    clock,
    log,
    access: { allow: [], admins: [] },
    name: "Lantern",
    systemPrompt: "Be brief.",
    maxAnswerTokens: 100,
    demo: () => false,
    ...changes,
  });

  async function says(text: string, message: Partial<InboundMessage> = {}): Promise<Said> {
    const reply = createRecordingReply();
    const receipt = await conversation.receive(
      {
        channel: DEN,
        id: `m${++messages}`,
        author: ANN,
        text,
        facts: { kind: "direct", mentionsBot: false, repliesToBot: false, authorIsBot: false },
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
    clock,
    log,
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
      };
      return (await conversation.command(call, reply)) ?? (await reply.seen);
    },
  };
}
