import { announceQuestion } from "./api.ts";

const AT_MOST_EVERY_MS = 5000;

/** Tells the bot that somebody is about to ask in the conversation that `channel` names, so that it may read ahead. */
export function createExpectation(channel: () => string): () => void {
  let announcedAt = -Infinity;

  return () => {
    const now = performance.now();
    if (now - announcedAt < AT_MOST_EVERY_MS) return;
    announcedAt = now;
    announceQuestion(channel());
  };
}
