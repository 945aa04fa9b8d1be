import type {
  ButtonPress,
  ChannelId,
  CommandAnswer,
  CommandCall,
  Conversation,
  InboundMessage,
  KnownChannel,
  Receipt,
  Reply,
  SettingsView,
} from "../../src/core/chat.ts";
import type { AnswerFigures } from "../../src/core/engine/language-model.ts";
import type { Passage } from "../../src/core/knowledge/knowledge.ts";
import { NOTHING_SET } from "../../src/core/settings/settings-store.ts";
import type { Turn } from "../../src/core/turn.ts";

export const FIGURES: AnswerFigures = {
  tokensRead: 12,
  tokensReused: 30,
  tokensWritten: 8,
  msInLine: 0,
  msToFirstToken: 40,
  tokensPerSecond: 50,
  longestGapMs: 25,
  seed: 7,
  turnsLeftOut: 0,
  passagesRead: 0,
  ended: "complete",
};

/** A core that does what a test tells it and records what adapters hand to it. */
export interface ScriptedConversation extends Conversation {
  readonly received: InboundMessage[];
  readonly commands: CommandCall[];
  readonly withdrawn: { readonly channel: ChannelId; readonly messageId: string }[];
  readonly revised: { readonly channel: ChannelId; readonly messageId: string; readonly text: string }[];
  readonly presses: ButtonPress[];
  /** Channels in which a question was said to be expected. */
  readonly expected: ChannelId[];
  readonly moved: { readonly from: ChannelId; readonly to: ChannelId }[];
  /** What becomes of a message; by default it is answered with `echo: <text>`. */
  onMessage: (message: InboundMessage, reply: Reply) => Receipt | Promise<Receipt>;
  /** The sentence for a command; by default `did <name>`. */
  onCommand: (call: CommandCall, reply: Reply) => string | CommandAnswer | null;
  /** What a press tells the person who pressed; by default `pressed <control>`. */
  onPress: (press: ButtonPress) => string | null;
  /** What is known of a platform's channels; by default nothing. */
  knownChannels: KnownChannel[];
  turns: Turn[];
  /** What is set for every channel; by default nothing. */
  view: SettingsView;
  /** The passages that every channel may see. */
  passages: Passage[];
}

/** Shows `text` in one go and ends the reply well. */
export async function answerWith(reply: Reply, text: string, notes: readonly string[] = []): Promise<void> {
  reply.show(text);
  await reply.finish({ kind: "answered", text, notes, figures: FIGURES });
}

export function createScriptedConversation(): ScriptedConversation {
  const script: ScriptedConversation = {
    received: [],
    commands: [],
    withdrawn: [],
    revised: [],
    presses: [],
    expected: [],
    moved: [],
    knownChannels: [],
    turns: [],
    view: {
      own: NOTHING_SET,
      defaults: { persona: "You are Lantern.", answerTokens: 512, temperature: 0.7 },
      folders: [],
    },
    passages: [],
    onMessage: (message, reply) => {
      void answerWith(reply, `echo: ${message.text}`);
      return "accepted";
    },
    onCommand: (call) => `did ${call.name}`,
    onPress: ({ control }) => `pressed ${control}`,
    async receive(message, reply) {
      script.received.push(message);
      return script.onMessage(message, reply);
    },
    withdraw: (channel, messageId) => void script.withdrawn.push({ channel, messageId }),
    async command(call, reply) {
      script.commands.push(call);
      const answer = script.onCommand(call, reply);
      return typeof answer === "string" ? { sentence: answer, control: null } : answer;
    },
    revise: (channel, messageId, text) => void script.revised.push({ channel, messageId, text }),
    press(press) {
      script.presses.push(press);
      return Promise.resolve(script.onPress(press));
    },
    expect: (channel) => void script.expected.push(channel),
    move(from, to) {
      script.moved.push({ from, to });
      return Promise.resolve();
    },
    known: (platform) => script.knownChannels.filter(({ channel }) => channel.startsWith(`${platform}:`)),
    history: () => Promise.resolve(script.turns),
    settings: () => script.view,
    passage: (_, id) => Promise.resolve(script.passages.find((one) => one.id === id) ?? null),
  };
  return script;
}
