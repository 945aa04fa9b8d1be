import {
  type AdapterState,
  type ChatAdapter,
  isSameState,
  type RunningAdapter,
} from "../../core/chat-adapter.ts";
import type { Conversation, Reply } from "../../core/chat.ts";
import type { ReplySurface } from "../../core/reply-surface.ts";
import type { Clock } from "../../core/clock.ts";
import type { Log } from "../../core/log.ts";
import { handOverEvents } from "./events.ts";
import { createIntake } from "./intake.ts";
import { pauseAfter } from "./persistence.ts";
import { readPlace, type ReplyLocation } from "./reply-place.ts";
import { openSession, type Session } from "./session.ts";
import { snowflakeSchema } from "./snowflake.ts";
import { createDiscordSurface } from "./surface.ts";

export interface DiscordAdapterOptions {
  readonly token: string;
  /** Base of another server's REST API, ending in `/api`; undefined for Discord's own. */
  readonly apiUrl: string | undefined;
  /** Asks Discord for all messages' text, a privileged intent; without it only for what it is sent or mentioned in. */
  readonly readsAllMessages: boolean;
  /** Asks Discord who is typing, so that the core can expect a question. Nothing privileged. */
  readonly hearsTyping: boolean;
  readonly log: Log;
  readonly clock: Clock;
  /** Makes the reply that shows itself on a surface, where it goes on in the messages `parts`, posted earlier. */
  readonly openReply: (surface: ReplySurface, parts?: readonly string[]) => Reply;
}

/** Discord, heard over its gateway and answered over its REST API. */
export function createDiscordAdapter(options: DiscordAdapterOptions): ChatAdapter {
  return { platform: "discord", start: (core, onState) => startDiscord(options, core, onState) };
}

const DROPPED = "The connection to Discord was lost; it is being restored.";

function startDiscord(
  options: DiscordAdapterOptions,
  core: Conversation,
  onState: (state: AdapterState) => void,
): RunningAdapter {
  const { readsAllMessages, log, openReply, clock } = options;
  const closing = new AbortController();
  const intake = createIntake(log);
  let state: AdapterState = { kind: "connecting" };
  let session: Session | undefined;
  let failures = 0;

  function become(next: AdapterState): void {
    if (closing.signal.aborted && next.kind !== "stopped") return;
    if (isSameState(state, next)) return;
    state = next;
    onState(next);
  }

  function onReachable(reachable: boolean): void {
    if (reachable) failures = 0;
    become(reachable ? { kind: "connected" } : { kind: "lost", sentence: DROPPED });
  }

  /** One session after the other, until one is refused or the adapter is closed. */
  async function stayConnected(): Promise<void> {
    while (!closing.signal.aborted) {
      session = openSession({ ...options, onReachable });
      const { client } = session;
      const replyIn = (location: ReplyLocation) =>
        openReply(createDiscordSurface({ rest: client.rest, location, resumedBy: null }));
      handOverEvents({
        client,
        core,
        intake,
        replyIn,
        clock,
        log,
        hearsAll: readsAllMessages,
        closed: closing.signal,
      });
      const end = await session.run();
      await session.close();
      become({ kind: end.kind === "refused" ? "refused" : "lost", sentence: end.sentence });
      if (end.kind === "refused") return;
      failures++;
      await clock.sleep(pauseAfter(failures), closing.signal);
    }
  }

  stayConnected().catch((error: unknown) => {
    if (closing.signal.aborted) return;
    log.error("Discord is cut off by a fault of the bot's own", { error });
    become({ kind: "lost", sentence: "Discord is cut off by a fault of the bot's own: start it again." });
  });

  return {
    state: () => state,
    replyAt(place, parts) {
      const location = readPlace(place);
      if (location === null || !session) return null;
      if (!parts.every((part) => snowflakeSchema.safeParse(part).success)) return null;
      const { rest, user } = session.client;
      return openReply(createDiscordSurface({ rest, location, resumedBy: user?.id ?? null }), parts);
    },
    stopIntake: () => intake.stop(),
    async close() {
      closing.abort();
      await Promise.all([intake.stop(), session?.close()]);
      become({ kind: "stopped" });
    },
  };
}
