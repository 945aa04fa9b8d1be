import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";
import { ModelError } from "../core/errors.ts";
import { systemClock } from "../core/system-clock.ts";
import { withDownloadLock } from "./download-lock.ts";
import { download } from "./download.ts";
import type { DownloadOptions } from "./download.ts";
import { explainFileProblem, systemCode } from "./file-problem.ts";
import { checkGgufFile } from "./gguf-file.ts";
import { findHubFile, hubFileUrl } from "./hub.ts";
import { hubFile } from "./model-source.ts";
import type { HubFile, HubSearch, ModelSource, WebFile } from "./model-source.ts";
import { isStored } from "./stored-model.ts";

export interface ObtainOptions extends Omit<DownloadOptions, "clock"> {
  /** Where downloads are kept; made when it is not there. */
  readonly modelsDir: string;
  /** The hub or a mirror of it, such as `https://huggingface.co`. */
  readonly hubUrl: string;
  /** The machine's own when absent. */
  readonly clock?: DownloadOptions["clock"];
}

/** A model file that is here, whole, and checked as far as it can be. */
export interface ObtainedModel {
  /** Absolute. */
  readonly path: string;
  /** The file's name without its ending, as people may see it. */
  readonly name: string;
}

type Options = ObtainOptions & Pick<DownloadOptions, "clock">;

/**
 * Finds the model file, and fetches it when it is not here yet; what is here needs no network. Throws {@link ModelError}: `missing`
 * when it is not here and cannot be had, `not-a-model` when what is here cannot be it. Aborting throws `signal.reason`;
 * a download that was under way goes on from there next time.
 */
export async function obtainModel(source: ModelSource, options: ObtainOptions): Promise<ObtainedModel> {
  const path = await pathOf(source, { clock: systemClock, ...options });
  return { path, name: basename(path).replace(/\.gguf$/i, "") };
}

function pathOf(source: ModelSource, options: Options): Promise<string> {
  switch (source.kind) {
    case "local":
      return findLocal(source.path);
    case "hub-file":
    case "web-file":
      return findOrFetch(source, options);
    case "hub-search":
      return searchAndFetch(source, options);
  }
}

async function findLocal(name: string): Promise<string> {
  const path = resolve(name);
  try {
    await checkGgufFile(path);
    return path;
  } catch (error) {
    const code = systemCode(error);
    if (error instanceof ModelError || code === undefined) throw error;
    if (code === "ENOENT" || code === "ENOTDIR") {
      throw new ModelError(
        "missing",
        `There is no model file at ${path}; put it there, let MODEL name another one, or leave MODEL empty to have the default one fetched.`,
        { cause: error },
      );
    }
    throw new ModelError(
      "not-a-model",
      `The model file ${path} cannot be read (${code}); check its permissions, or let MODEL name another one.`,
      { cause: error },
    );
  }
}

async function findOrFetch(file: HubFile | WebFile, options: Options): Promise<string> {
  const path = resolve(options.modelsDir, file.place);
  const known = file.kind === "hub-file" ? file.known : null;
  const url = file.kind === "hub-file" ? hubFileUrl(options.hubUrl, file) : file.url;
  try {
    if (await isStored(path, known, options)) return path;
    await mkdir(dirname(path), { recursive: true });
    await withDownloadLock(path, options, async () => {
      if (await isStored(path, known, options)) return; // another process was faster
      options.log.info("Fetching the model", { file: file.place, host: new URL(url).host });
      await download({ url, path, known }, options);
      await checkGgufFile(path);
    });
    return path;
  } catch (error) {
    options.signal.throwIfAborted();
    throw explainFileProblem(error, path);
  }
}

const noteSchema = z.object({
  file: z.string(),
  known: z.object({ bytes: z.number(), sha256: z.string() }).nullable(),
});

/** What the hub chose once stays chosen, so that later starts need no network. */
async function searchAndFetch(search: HubSearch, options: Options): Promise<string> {
  const note = join(options.modelsDir, search.repository, `${search.quantization}.json`);
  const chosen = await readNote(note);
  if (chosen) return findOrFetch(hubFile(search.repository, chosen.file, undefined, chosen.known), options);

  const found = await findHubFile(search, options);
  const path = await findOrFetch(found, options);
  try {
    await mkdir(dirname(note), { recursive: true });
    await writeFile(note, JSON.stringify({ file: found.file, known: found.known }));
  } catch (error) {
    options.log.debug("The hub's choice of a file cannot be noted", { error });
  }
  return path;
}

async function readNote(path: string): Promise<z.infer<typeof noteSchema> | null> {
  try {
    return noteSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return null; // absent or cut off by a crash: the hub is asked again
  }
}
