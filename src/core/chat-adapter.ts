import type { Conversation, Platform, Reply, ReplyPlace } from "./chat.ts";

/** Whether people can reach the bot through an adapter. `sentence` says what is wrong, for the person who runs it. */
export type AdapterState =
  | { readonly kind: "connecting" | "connected" | "stopped" }
  | { readonly kind: "lost" | "refused"; readonly sentence: string };

/** Whether two states say the same, their sentences included; then nobody needs to hear of the second. */
export function isSameState(a: AdapterState, b: AdapterState): boolean {
  return a.kind === b.kind && ("sentence" in a ? a.sentence : "") === ("sentence" in b ? b.sentence : "");
}

/** One platform, ready to be started. */
export interface ChatAdapter {
  readonly platform: Platform;
  /**
   * Connects and hands every message to `core`. Returns at once and never throws: `onState` hears each change of state, the
   * first one after this has returned.
   * A platform that cannot be reached is tried again until it is stopped; one that refuses is not.
   */
  start(core: Conversation, onState: (state: AdapterState) => void): RunningAdapter;
}

/** A started adapter. All of it is safe to call twice. */
export interface RunningAdapter {
  state(): AdapterState;
  /**
   * A reply at `place` that goes on in the messages `parts`, posted earlier, first to last. Null when there is no such place
   * or it was made by another version. Works while {@link state} is `connected`.
   */
  replyAt(place: ReplyPlace, parts: readonly string[]): Reply | null;
  /** Takes no more messages; resolves when none is being handed over any more. Replies can still be shown. */
  stopIntake(): Promise<void>;
  /** Ends the connection; replies under way may fail from here on. */
  close(): Promise<void>;
}
