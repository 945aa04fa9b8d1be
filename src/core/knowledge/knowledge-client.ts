import type { Clock } from "../clock.ts";
import { keepRunning } from "../keep-running.ts";
import type { Log } from "../log.ts";
import type { FoundPassage, Knowledge, Passage } from "./knowledge.ts";
import { type LibraryNews, type LibraryProcess, startLibraryProcess } from "./library-process.ts";
import type { LibrarySettings, LibraryState, ToLibrary } from "./protocol.ts";

export interface KnowledgeOptions extends LibrarySettings {
  /** The built program. */
  readonly entry: URL;
  readonly log: Log;
  readonly clock: Clock;
  /** Aborting gives up a start under way. */
  readonly signal: AbortSignal;
}

/** What was asked and is not answered yet. `settle` takes null when there will be no answer. */
interface Asked {
  readonly message: ToLibrary;
  readonly settle: (news: LibraryNews | null) => void;
  /** How many processes died over it. */
  deaths: number;
}

/** Whoever asked waits for the answer to a person's question. */
const PATIENCE_MS = 3000;
/** What has seen this many processes die is given up: it may be what kills them. */
const MAX_DEATHS = 2;
/** See {@link keepRunning}. */
const RESTART_PAUSES_MS = [0, 1000, 10_000, 60_000];
/** How long a process that was told to end may take. */
const SHUTDOWN_MS = 2000;

/**
 * Opens the documents in a process of their own, which reads them, watches them, and is started again when it dies. Resolves
 * once what was read before can be searched. Throws {@link ModelError} for an embedding or ranking model that cannot be used,
 * {@link HistoryError} `unwritable` for an index that cannot be kept, and `signal.reason` on abort.
 */
export async function startKnowledge(options: KnowledgeOptions): Promise<Knowledge> {
  const { entry, log, clock } = options;
  const { folder, file, embeddingModel, rankingModel } = options;
  const closing = new AbortController();
  const asked = new Map<number, Asked>();
  let nextId = 1;
  let library: LibraryProcess | null = null;
  /** It died again and again, and there is none for a while. */
  let resting = false;
  let state: LibraryState = {
    folders: [],
    version: "",
    status: { files: 0, passages: 0, reading: { done: 0, total: 0 }, skipped: [] },
  };

  function onNews(news: LibraryNews): void {
    if (news.type === "state") {
      tellSkipped(state, news.state, log);
      state = news.state;
    } else {
      // Nobody may take what was found for what there was in the version before.
      if (news.type === "found") state = { ...state, version: news.version };
      settle(news.id, news);
    }
  }

  function settle(id: number, news: LibraryNews | null): void {
    asked.get(id)?.settle(news);
    asked.delete(id);
  }

  async function start(signal: AbortSignal): Promise<LibraryProcess> {
    const settings = { folder, file, embeddingModel, rankingModel };
    const started = await startLibraryProcess({ entry, settings, log, onNews, signal });
    library = started;
    resting = false;
    void started.exited.then(() => (library = null));
    for (const { message } of asked.values()) started.send(message);
    return started;
  }

  /** The answer to `message`; null when there is none within a few seconds. Rejects with `signal.reason` on abort. */
  async function ask(make: (id: number) => ToLibrary, signal: AbortSignal): Promise<LibraryNews | null> {
    signal.throwIfAborted();
    if (closing.signal.aborted || resting) return null;
    const id = nextId++;
    const message = make(id);
    const answered = new Promise<LibraryNews | null>((settle) =>
      asked.set(id, { message, settle, deaths: 0 }),
    );
    library?.send(message);
    const patience = new AbortController();
    const tooLong = clock.sleep(PATIENCE_MS, AbortSignal.any([signal, patience.signal])).then(() => null);
    try {
      return await Promise.race([answered, tooLong]);
    } finally {
      if (asked.delete(id)) library?.send({ type: "abandon", id });
      patience.abort();
    }
  }

  const first = await start(options.signal);
  const watching = keepRunning(
    first,
    {
      start,
      pausesMs: RESTART_PAUSES_MS,
      onDown(how, pauseMs) {
        log.error("the documents' process died and is started again", { how: how ?? "not started", pauseMs });
        resting = pauseMs > 0;
        for (const [id, one] of asked) if (++one.deaths >= MAX_DEATHS || resting) settle(id, null);
      },
      onFailedStart: (error) => log.error("the documents' process cannot be started", { error }),
      clock,
    },
    closing.signal,
  );

  return {
    folders: () => state.folders,
    version: () => state.version,
    status: () => state.status,
    async search(query, signal): Promise<readonly FoundPassage[]> {
      const news = await ask((id) => ({ type: "search", id, query }), signal);
      if (news?.type === "found") return news.passages;
      log.warn("the documents could not be searched in time");
      return [];
    },
    async passage(id, folders): Promise<Passage | null> {
      const asking = (number: number): ToLibrary => ({ type: "passage", id: number, passage: id, folders });
      const news = await ask(asking, new AbortController().signal);
      return news?.type === "passage" ? news.passage : null;
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      library?.send({ type: "shutdown" });
      for (const id of asked.keys()) settle(id, null);
      const patience = new AbortController();
      await Promise.race([
        watching,
        clock.sleep(SHUTDOWN_MS, patience.signal).then(
          () => library?.kill(),
          () => undefined,
        ),
      ]);
      patience.abort();
    },
  };
}

/** Names the files that could not be read and that nobody was told of. */
function tellSkipped(before: LibraryState, now: LibraryState, log: Log): void {
  const told = new Set(before.status.skipped.map(({ file, reason }) => `${file}\0${reason}`));
  for (const { file, reason } of now.status.skipped)
    if (!told.has(`${file}\0${reason}`)) log.warn("a document is not read", { file, reason });
}
