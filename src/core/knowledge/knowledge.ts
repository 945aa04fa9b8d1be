/** A place in the owner's documents. */
export interface SourceRef {
  /** Names the passage for {@link Knowledge.passage}; stays the same while its file does. */
  readonly id: string;
  /** The file's path below KNOWLEDGE_DIR, with `/` between folders. */
  readonly file: string;
  /**
   * The headings above the passage, outermost first, joined by ` › `; of several sections in one passage all are named, as in
   * `Smoking · Cellar`. Empty where there is none.
   */
  readonly heading: string;
}

/** A piece of a document, small enough to be put before a question: some 100 to 300 words. */
export interface Passage extends SourceRef {
  /** Plain text or Markdown, as it stands in the document. */
  readonly text: string;
}

export interface FoundPassage extends Passage {
  /** How well it fits the question, from 0 to 1. */
  readonly score: number;
}

/**
 * From this score on a passage is taken to answer the question. In `npm run bench:knowledge` the half of the questions that
 * the search was set by is parted best by 0.48 to 0.5: lower, more is answered that no document says, and hardly anything
 * else; higher, ever more right passages are lost for each wrong one.
 */
export const FITTING_SCORE = 0.5;

export interface KnowledgeQuery {
  readonly question: string;
  /** What was asked before in the conversation, oldest first: a short question may only make sense with it. */
  readonly before: readonly string[];
  /** The folders to look in, with all below them, as {@link ChannelSettings.folders} has them; null: everywhere. */
  readonly folders: readonly string[] | null;
  /** The most passages to give. */
  readonly limit: number;
}

export interface KnowledgeStatus {
  readonly files: number;
  readonly passages: number;
  /** The files that are being read now; null when all is read. */
  readonly reading: { readonly done: number; readonly total: number } | null;
  /** Files that could not be read, and why, in a sentence. */
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
}

/** The owner's documents. */
export interface Knowledge extends AsyncDisposable {
  /**
   * The passages that fit best, the best first, also those below {@link FITTING_SCORE}. Resolves with none when the
   * documents cannot be searched; the log says why. Rejects with `signal.reason` on abort.
   */
  search(query: KnowledgeQuery, signal: AbortSignal): Promise<readonly FoundPassage[]>;
  /** The passage, where it lies in one of `folders` and is still there. */
  passage(id: string, folders: readonly string[] | null): Promise<Passage | null>;
  /** The folders that hold documents, with `.` for files that lie in none; sorted. */
  folders(): readonly string[];
  /**
   * A text that changes whenever what can be found does, and is never again what it was before; it stays as it is over a
   * restart. No search resolves with what came after the version that this names then.
   */
  version(): string;
  status(): KnowledgeStatus;
}
