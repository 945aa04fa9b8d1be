import * as z from "zod";
import type { ReplyPlace } from "../../core/chat.ts";
import { channelName } from "./body.ts";

/** What was asked, or its beginning. */
export interface Asked {
  readonly text: string;
  readonly cut: boolean;
}

/** Where a web reply goes: into a channel, below a question or, without one, in the place of an earlier answer. */
export interface WebPlace {
  readonly channel: string;
  readonly asked?: Asked;
}

/** In code points; a place is to be short, and whoever comes back after a crash needs no more to know their question. */
const MAX_ASKED = 80;

const storedPlace = z.object({
  channel: channelName,
  asked: z.object({ text: z.string(), cut: z.boolean() }).optional(),
});

export function placeOf(channel: string, question?: string): ReplyPlace {
  if (question === undefined) return JSON.stringify({ channel } satisfies WebPlace);
  const [start = ""] = new RegExp(`^.{0,${MAX_ASKED}}`, "su").exec(question) ?? [];
  const asked = { text: start, cut: start.length < question.length };
  return JSON.stringify({ channel, asked } satisfies WebPlace);
}

/** Null when it is no place of the web's, or one of another version. */
export function readPlace(place: ReplyPlace): WebPlace | null {
  try {
    const { channel, asked } = storedPlace.parse(JSON.parse(place));
    return { channel, ...(asked && { asked }) };
  } catch {
    return null; // whichever of the two it was
  }
}
