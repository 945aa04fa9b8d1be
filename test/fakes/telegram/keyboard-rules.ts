import { z } from "zod";
import type { InlineKeyboardMarkup } from "grammy/types";
import { badRequest } from "./refusal.ts";

const LONGEST_DATA_BYTES = 64;
const MOST_BUTTONS = 100;

const buttonSchema = z.object({
  text: z.string(),
  callback_data: z.string().optional(),
  url: z.string().optional(),
});
const keyboardSchema = z.object({ inline_keyboard: z.array(z.array(buttonSchema)) });

/** An inline keyboard as the API keeps it; undefined where no button is left. Throws {@link Refusal}. */
export function checkedKeyboard(asked: unknown): InlineKeyboardMarkup | undefined {
  if (asked === undefined) return undefined;
  const parsed = keyboardSchema.safeParse(asked);
  if (!parsed.success) throw badRequest("object expected as reply markup");
  const rows = parsed.data.inline_keyboard.filter((row) => row.length > 0);
  if (rows.flat().length > MOST_BUTTONS) throw badRequest("REPLY_MARKUP_TOO_LONG");
  const inline_keyboard = rows.map((row) => row.map(checkedButton));
  return inline_keyboard.length === 0 ? undefined : { inline_keyboard };
}

function checkedButton({ text, callback_data: data = "", url = "" }: z.infer<typeof buttonSchema>) {
  if (text.trim() === "") throw badRequest("can't parse inline keyboard button: text must be non-empty");
  if (url !== "") return { text, url };
  if (data === "") {
    throw badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard");
  }
  if (Buffer.byteLength(data) > LONGEST_DATA_BYTES) throw badRequest("BUTTON_DATA_INVALID");
  return { text, callback_data: data };
}
