import { constants, setPriority } from "node:os";
import { inspect } from "node:util";
import { describeTrouble } from "../../database/trouble.ts";
import { ModelError } from "../../errors.ts";
import type { Log } from "../../log.ts";
import { systemClock } from "../../system-clock.ts";
import { type FromLibrary, type LibrarySettings, parseToLibrary } from "../protocol.ts";
import { createAnswering, type Request } from "./answering.ts";
import { type BotSide, createBotSide, createTeller } from "./bot-side.ts";
import { isDamage, removeIndexFile } from "./index-file.ts";
import { type Library, openLibrary } from "./library.ts";
import { openSearchModels, type SearchModels } from "./search-models.ts";
import { createThreadReader } from "./thread-reader.ts";
import { type FolderWatch, watchFolder } from "./watching.ts";

/** How the documents are asked, once the index is open. */
type Ask = (request: Request) => Promise<void>;

/**
 * The process of the documents: opens the index that its first message names, keeps it up to date with the folder, and
 * searches it until it is told to stop or the bot is gone. A process of its own, so that no document can end the bot, and
 * one that gives way to answers.
 */
function main(): void {
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const bot = createBotSide(process.send?.bind(process));
  const stopping = new AbortController();
  let ask: Ask | null = null;

  process.on("message", (raw: unknown) => {
    const message = parseToLibrary(raw);
    if (message.type === "open") void serve(message, bot, stopping.signal, (opened) => (ask = opened));
    else if (message.type === "shutdown") stopping.abort();
    else void ask?.(message);
  });
  // The bot decides when this ends: Ctrl+C in a terminal reaches both.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => undefined);
  process.on("disconnect", () => process.exit(0));
}

async function serve(
  settings: LibrarySettings,
  bot: BotSide,
  signal: AbortSignal,
  onOpened: (ask: Ask) => void,
): Promise<void> {
  const { log } = bot;
  const entry = new URL("./reading-thread.js", import.meta.url);
  const residentBytes = () => process.memoryUsage.rss();
  const reader = createThreadReader({ entry, clock: systemClock, residentBytes });
  const teller = createTeller(bot.say);
  let models: SearchModels;
  let library: Library;
  try {
    models = await openSearchModels(settings);
    library = await openLibrary({ ...settings, ...models, log, read: reader.read, onChange: teller.changed });
  } catch (error) {
    await bot.say(toFailure(error, settings));
    return process.exit(1);
  }
  /** Aborts with the damage as its reason when the index turns out to be damaged. */
  const damaged = new AbortController();
  onOpened(createAnswering(library, bot, (error) => isDamage(error) && damaged.abort(error)));
  teller.begin(() => ({ folders: library.folders(), version: library.version(), status: library.status() }));
  const watched = watchFolder(settings.folder, systemClock, (error) =>
    log.warn("the folder of the documents cannot be watched in all its parts", { error }),
  );
  const end = await keepUpToDate(library, watched, AbortSignal.any([signal, damaged.signal]), log).catch(
    (error: unknown) => error,
  );
  await watched[Symbol.asyncDispose]();
  await library[Symbol.asyncDispose]();
  await reader[Symbol.asyncDispose]();
  await models[Symbol.asyncDispose]();
  if (!isDamage(end)) process.exit(0);
  log.error("the index of the documents is damaged and is made anew", { error: end });
  await removeIndexFile(settings.file);
  process.exit(1); // to be started again
}

/** Runs until `signal` aborts, whose reason it throws, or the index is damaged, which it throws. */
async function keepUpToDate(
  library: Library,
  watched: FolderWatch,
  signal: AbortSignal,
  log: Log,
): Promise<never> {
  let trouble = "";
  for (;;) {
    const round = new AbortController();
    const changed = watched.changed(signal).finally(() => round.abort());
    changed.catch(() => {}); // heard of below
    try {
      await library.update(signal);
      trouble = "";
      await library.embed(AbortSignal.any([signal, round.signal]));
    } catch (error) {
      signal.throwIfAborted();
      if (isDamage(error)) throw error;
      // A folder that is not there is looked for every minute, and told of once.
      if (!round.signal.aborted && trouble !== String(error))
        log.warn("the documents could not be looked through", { error });
      trouble = String(error);
    }
    await changed;
  }
}

function toFailure(error: unknown, { file }: LibrarySettings): FromLibrary {
  const detail = inspect(error);
  if (error instanceof ModelError) {
    const failure = error.code === "missing" || error.code === "not-a-model" ? error.code : "unfit";
    return { type: "failed", failure, sentence: error.message, detail };
  }
  const sentence = `The index of the documents cannot be kept in ${file} because ${describeTrouble(error)}; put that right, or set DATA_DIR to a folder that the bot can write to.`;
  return { type: "failed", failure: "index", sentence, detail };
}

main();
