import type { InlineKeyboardMarkup } from "grammy/types";
import { z } from "zod";
import type { Control } from "../../core/chat.ts";
import type { Language } from "../../core/language.ts";
import type { Place } from "./place.ts";

interface Label {
  readonly sign: string;
  readonly words: Readonly<Record<Language, string>>;
}

const LABELS: Readonly<Record<Control, Label>> = {
  stop: { sign: "⏹", words: { en: "Stop", zh: "停止" } },
  retry: { sign: "🔁", words: { en: "Retry", zh: "重答" } },
  undo: { sign: "↩️", words: { en: "Undo", zh: "撤销" } },
};

const dataSchema = z.tuple([
  z.enum(["stop", "retry", "undo"] satisfies readonly Control[]),
  z.string().regex(/^\d{1,16}$/),
]);

/** What a button's data names: at most 64 bytes, as Telegram wants it, and nothing that anybody has to be trusted with. */
export interface ButtonData {
  readonly control: Control;
  /** The id of the question. */
  readonly question: string;
}

/** `control` as the one button below a reply at `place`; undefined without a control or a question. */
export function keyboardFor(
  control: Control | undefined,
  { messageId, language }: Pick<Place, "messageId" | "language">,
): InlineKeyboardMarkup | undefined {
  if (control === undefined || messageId === undefined) return undefined;
  const { sign, words } = LABELS[control];
  const text = language === undefined ? sign : `${sign} ${words[language]}`;
  return { inline_keyboard: [[{ text, callback_data: `${control}:${messageId}` }]] };
}

/** Reads the data of a button; null for what {@link keyboardFor} did not write. Anybody can send any data. */
export function readButtonData(data: string | undefined): ButtonData | null {
  const parsed = dataSchema.safeParse(data?.split(":"));
  if (!parsed.success) return null;
  const [control, question] = parsed.data;
  return { control, question };
}
