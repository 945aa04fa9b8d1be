import { z } from "zod";
import { type ChannelSettings, MAX_PERSONA, NOTHING_SET } from "./settings-store.ts";

/** Counts up when settings are stored in another form. */
const VERSION = 1;

/** The bot's own bound may be lower, and may have become so since. */
const MAX_ANSWER_TOKENS = 65_536;

const channelSettings = z.object({
  persona: z.string().min(1).max(MAX_PERSONA).nullable(),
  answerTokens: z.int().min(1).max(MAX_ANSWER_TOKENS).nullable(),
  temperature: z.number().min(0).max(2).nullable(),
  language: z.enum(["zh", "en"]).nullable(),
  alwaysOn: z.boolean().nullable(),
  folders: z.array(z.string().min(1).max(300)).max(50).nullable(),
});

const storedSettings = z.object({
  version: z.literal(VERSION),
  settings: channelSettings,
  before: channelSettings.nullable(),
});

/** What is kept of a channel. */
export interface Kept {
  readonly settings: ChannelSettings;
  /** What they were before the last change; null when that has been taken back. */
  readonly before: ChannelSettings | null;
}

/** What counts where what was set cannot be read: nobody knows which documents were to be seen there, so none are. */
export const UNREADABLE: Kept = { settings: { ...NOTHING_SET, folders: [] }, before: null };

/** Whether what is stored of them can be read again. */
export function withinBounds(settings: ChannelSettings): boolean {
  return channelSettings.safeParse(settings).success;
}

export function toStored({ settings, before }: Kept): unknown {
  return { version: VERSION, settings, before };
}

/** What was stored; null when it is nothing of ours, or of a version that is not known here. */
export function fromStored(value: unknown): Kept | null {
  const { data } = storedSettings.safeParse(value);
  return data === undefined ? null : { settings: data.settings, before: data.before };
}
