import type { ChannelId, Conversation } from "../../core/chat.ts";
import type { Turn } from "../../core/turn.ts";
import type { OpenReplies, OpenReply } from "./open-replies.ts";
import type { Asked } from "./reply-place.ts";

/** An answer on its way. */
export interface Underway {
  /** Absent when the last one of the turns is answered anew. */
  readonly question?: string;
  /** What the last question of the turns says now, when it is answered anew in other words. */
  readonly revised?: string;
  /** There is more of the question than this. */
  readonly cut?: true;
  /** As much of the answer as there is. */
  readonly answer: string;
}

/** What a page shows of a channel: every question in it once, answered or under way. */
export interface ChannelView {
  readonly turns: readonly Pick<Turn, "role" | "text">[];
  readonly underway?: Underway;
}

/** Throws {@link HistoryError}. */
export async function viewOf(
  channel: ChannelId,
  core: Conversation,
  openReplies: OpenReplies,
): Promise<ChannelView> {
  for (;;) {
    const open = openReplies.first(channel);
    const turns = await core.history(channel);
    if (openReplies.first(channel) !== open) continue; // what has ended meanwhile may stand in newer turns
    return {
      turns: turns.map(({ role, text }) => ({ role, text })),
      ...(open && { underway: underwayAfter(turns, open) }),
    };
  }
}

function underwayAfter(turns: readonly Turn[], { asked, revised, resumed, reply }: OpenReply): Underway {
  const answer = reply.text();
  if (revised !== undefined) return { revised, answer };
  // What an earlier run left open may have been asked anew, or stored without being shown.
  if (!asked || (resumed && isLast(asked, turns))) return { answer };
  return { question: asked.text, ...(asked.cut && { cut: true }), answer };
}

function isLast({ text, cut }: Asked, turns: readonly Turn[]): boolean {
  const last = turns.findLast(({ role }) => role === "user")?.text ?? "";
  return cut ? last.startsWith(text) : last === text;
}
