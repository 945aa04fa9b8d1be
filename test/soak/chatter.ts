import { setTimeout as pause } from "node:timers/promises";
import { formatForTelegram } from "../../src/adapters/telegram/formatting/format.ts";
import type { Draw } from "../town/draw.ts";
import type { Reply, Room } from "./rooms.ts";
import type { Tally } from "./tally.ts";

interface ChatterOptions {
  readonly draw: Draw;
  readonly tally: Tally;
  /** What the model says to {@link STORY}. */
  readonly story: string;
  /** Ends it, when what was asked has been answered. */
  readonly signal: AbortSignal;
}

export const STORY = "Tell me a long story";
const PHRASES = ["river", "honey", "east stone", "stone honey", "river east", "honey river"] as const;

/** What the bot says of its own below an answer. */
const NOTES = /\n\nⓘ .*$/su;

/** Nobody waits longer for an answer; pauses that the platforms ask for included. */
const PATIENCE_MS = 150_000;
const LOOK_MS = 25;
/** So long after an answer it is looked at once more, for what is there twice. */
const AFTERWARDS_MS = 3_000;
/** The demo model keeps to the point in short conversations only. */
const QUESTIONS_TO_RESET = 6;

/** One person asks one question after the other, at a person's pace, and counts what comes of it. */
export async function chatter(room: Room, { draw, tally, story, signal }: ChatterOptions): Promise<void> {
  const rest = (low: number, high: number) =>
    pause(draw.whole(low, high), undefined, { signal }).catch(() => undefined);

  await rest(0, 5_000);
  for (let asked = 1; !signal.aborted; asked++) {
    const long = draw.whole(1, 8) === 1;
    const phrase = draw.pick(PHRASES);
    if (long || asked % QUESTIONS_TO_RESET === 0) {
      room.reset();
      await rest(1_000, 3_000);
    }
    await askOnce(room, tally, long ? STORY : `Repeat after me: ${phrase}`, long ? story : phrase);
    if (draw.whole(1, 8) === 1) {
      room.retry();
      await rest(4_000, 8_000);
    }
    if (long) room.reset();
    await rest(2_000, 12_000);
  }
}

async function askOnce(room: Room, tally: Tally, question: string, expected: string): Promise<void> {
  const askedAt = performance.now();
  const seen = room.ask(question);
  tally.asked++;
  let firstAt: number | undefined;
  while (seen().at(-1)?.hasRetry !== true) {
    const waited = performance.now() - askedAt;
    if (firstAt === undefined && seen().length > 0) firstAt = waited;
    if (waited > PATIENCE_MS) {
      tally.lost.push(`${room.name}: “${question}” shows ${describe(seen())} after ${PATIENCE_MS / 1000} s`);
      return;
    }
    await pause(LOOK_MS);
  }
  tally.answered++;
  tally.firstWordsMs.push(firstAt ?? performance.now() - askedAt);
  await pause(AFTERWARDS_MS);
  judge(room, tally, question, expected, seen());
}

function judge(
  room: Room,
  tally: Tally,
  question: string,
  expected: string,
  replies: readonly Reply[],
): void {
  const text = inked(replies.map((reply) => reply.text.replace(NOTES, "")).join(""));
  if (
    replies.filter(({ answers }) => answers).length > 1 ||
    replies.filter(({ hasRetry }) => hasRetry).length > 1
  ) {
    tally.doubled.push(`${room.name}: “${question}” shows ${describe(replies)}`);
  } else if (text !== inked(expected) && text !== inked(formatForTelegram(expected).text)) {
    tally.otherwise.push(`${room.name}: “${question}” shows ${describe(replies)}`);
  }
}

function describe(replies: readonly Reply[]): string {
  return replies.length === 0 ? "nothing" : replies.map(({ text }) => `“${text.slice(0, 80)}”`).join(", ");
}

/** Parts are cut at blank space, which platforms do not show at the ends of a message. */
function inked(text: string): string {
  return text.replaceAll(/\s/gu, "");
}
