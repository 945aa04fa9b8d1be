import type { MessageEntity } from "grammy/types";
import { writeBlocks } from "./blocks.ts";
import { createCanvas, type FormattedText } from "./canvas.ts";
import { closeOpenMarks } from "./open-marks.ts";
import { parseBlocks } from "../../../markdown/parse.ts";

/** UTF-16 units of one message as it is shown. */
export const MAX_MESSAGE_LENGTH = 4096;
/** A message never has more Markdown than that; some of it takes the parser time that grows with the square. */
const MAX_SOURCE_LENGTH = 2 * MAX_MESSAGE_LENGTH;
/** Telegram ignores what goes beyond. */
const MAX_ENTITIES = 100;

/**
 * Markdown, whole or half written, as Telegram shows it. The text has no blank space around it, and is never empty
 * unless `markdown` is blank. Text that is too long for a message or nested too deep is shown as it was written.
 */
export function formatForTelegram(markdown: string): FormattedText {
  const plain = asWritten(markdown);
  if (markdown.length > MAX_SOURCE_LENGTH) return plain;
  try {
    const canvas = createCanvas();
    writeBlocks(canvas, parseBlocks(closeOpenMarks(markdown), { breaks: false }));
    const { text, entities } = canvas.result();
    return text === "" ? plain : { text, entities: mostImportant(entities) };
  } catch {
    // Nested so deep that the stack does not suffice: nothing that people could read.
    return plain;
  }
}

/**
 * {@link formatForTelegram} in a message that it fits: where the formatted text is longer than one message holds, because
 * of a padded table or addresses that are written out, the Markdown itself, which the core has cut to fit.
 */
export function fitForTelegram(markdown: string): FormattedText {
  const formatted = formatForTelegram(markdown);
  if (formatted.text.length <= MAX_MESSAGE_LENGTH) return formatted;
  return asWritten(markdown);
}

/** `markdown` itself, without the blank space around it. */
export function asWritten(markdown: string): FormattedText {
  return { text: markdown.trim(), entities: [] };
}

/** Code and links say more than emphasis does. */
function mostImportant(entities: readonly MessageEntity[]): MessageEntity[] {
  if (entities.length <= MAX_ENTITIES) return [...entities];
  const matters = ({ type }: MessageEntity) => type === "pre" || type === "text_link";
  const kept = new Set(
    [...entities.filter(matters), ...entities.filter((entity) => !matters(entity))].slice(0, MAX_ENTITIES),
  );
  return entities.filter((entity) => kept.has(entity));
}
