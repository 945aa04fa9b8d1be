import type { ChannelId } from "../chat.ts";
import type { Language } from "../language.ts";

/** What is set for a channel. Null: as in the channel that it hangs below, or as the bot's own settings have it. */
export interface ChannelSettings {
  /** The system prompt; at most {@link MAX_PERSONA} UTF-16 units. */
  readonly persona: string | null;
  /** The most tokens of an answer; from 16 to the bot's own MAX_ANSWER_TOKENS. */
  readonly answerTokens: number | null;
  /** From 0 to 2. */
  readonly temperature: number | null;
  /** What the model is told to answer in, and what the bot's own sentences come in. */
  readonly language: Language | null;
  /** Whether everything that is said there is answered, also what does not mention the bot. */
  readonly alwaysOn: boolean | null;
  /**
   * The folders of documents that answers may come from, as paths below KNOWLEDGE_DIR; `.` for what lies in none,
   * {@link ALL_FOLDERS} for every one, now and later. Empty: from no document.
   */
  readonly folders: readonly string[] | null;
}

/** UTF-16 units: the whole of it is read with every conversation, and has to leave room for one. */
export const MAX_PERSONA = 1000;
/** Fewer are no answer; a bot that is itself set to fewer gives those. */
export const MIN_ANSWER_TOKENS = 16;
/** No folder is called that. */
export const ALL_FOLDERS = "/";

/** A channel of which nothing is set. */
export const NOTHING_SET: ChannelSettings = {
  persona: null,
  answerTokens: null,
  temperature: null,
  language: null,
  alwaysOn: null,
  folders: null,
};

/**
 * Where answers may be looked for, as a {@link KnowledgeQuery} has it: in `folders`, or where none are set in those that the
 * bot's own settings name. Null: everywhere.
 */
export function searchedFolders(
  { folders }: ChannelSettings,
  ofBot: readonly string[] | null,
): readonly string[] | null {
  const searched = folders ?? ofBot;
  return searched?.includes(ALL_FOLDERS) === true ? null : searched;
}

/**
 * What admins have set for single channels, over restarts. All of it is in memory; changes resolve once they are on disk, and
 * show from then on. Those of a channel take effect in the order in which they were asked for.
 */
export interface SettingsStore extends AsyncDisposable {
  /** What is set for the channel itself. */
  own(channel: ChannelId): ChannelSettings;
  /** What counts in the channel: its own settings, and in the place of those that are not set, those of `parent`. */
  of(channel: ChannelId, parent: ChannelId | null): ChannelSettings;
  /**
   * Sets what `change` names; what is so already is no change. Throws {@link HistoryError} `unwritable`, also when there is no
   * room for one more channel, and RangeError for what is out of its bounds, having changed nothing.
   */
  change(channel: ChannelId, change: Partial<ChannelSettings>): Promise<void>;
  /** What {@link undo} would bring back; null when there is nothing to take back. */
  undoable(channel: ChannelId): ChannelSettings | null;
  /** Takes back the channel's last change, once; false when there is none to take back. Throws {@link HistoryError} `unwritable`. */
  undo(channel: ChannelId): Promise<boolean>;
  /**
   * Lets go of all that is set there, and of what {@link undo} would bring back, but not of the folders: whoever may forget a
   * conversation must not get to see more documents by that. Throws {@link HistoryError} `unwritable`.
   */
  erase(channel: ChannelId): Promise<void>;
  /** Gives the channel's settings, and what can be undone of them, to `to`, unless it has some. Throws {@link HistoryError} `unwritable`. */
  move(from: ChannelId, to: ChannelId): Promise<void>;
}
