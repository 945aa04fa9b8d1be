import type { MessageEntity } from "grammy/types";
import { writeBlocks } from "./blocks.ts";
import { createCanvas, type FormattedText } from "./canvas.ts";
import { closeOpenMarks } from "./open-marks.ts";
import { withoutMentions } from "./mentions.ts";
import { parseBlocks } from "../../../markdown/parse.ts";

/** UTF-16 units of one message as it is shown. */
export const MAX_MESSAGE_LENGTH = 4096;
/** A message never has more Markdown than that. */
const MAX_SOURCE_LENGTH = 2 * MAX_MESSAGE_LENGTH;
/** Telegram ignores what goes beyond. */
const MAX_ENTITIES = 100;

/**
 * Markdown, whole or half written, as Telegram shows it. The text has no blank space around it, and is never empty
 * unless `markdown` is blank. Text that is too long for a message is shown as it was written. Nobody is
 * mentioned, see {@link withoutMentions}.
 */
export function formatForTelegram(markdown: string): FormattedText {
  const plain = asWritten(markdown);
  if (markdown.length > MAX_SOURCE_LENGTH) return plain;
  const canvas = createCanvas();
  writeBlocks(canvas, parseBlocks(closeOpenMarks(wellFormed(markdown)), { breaks: false }));
  const { text, entities } = canvas.result();
  if (text === "") return plain;
  return withoutMentions({ text, entities: mostImportant(entities) }, MAX_MESSAGE_LENGTH);
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

/** `markdown` itself, without the blank space around it; of mentions see {@link withoutMentions}. */
export function asWritten(markdown: string): FormattedText {
  return withoutMentions({ text: wellFormed(markdown).trim(), entities: [] }, MAX_MESSAGE_LENGTH);
}

/** Telegram refuses halves of a character; two of them with a mark between would also become one that the mark cuts. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
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
