import { z } from "zod";
import type { Clock } from "../core/clock.ts";
import { ModelError } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import { createIdleLimit } from "./idle-limit.ts";
import { hubFile, isPlainPath, isSplitPiece } from "./model-source.ts";
import type { HubFile, HubSearch } from "./model-source.ts";
import { createPatience } from "./patience.ts";

/** The public hub. */
export const DEFAULT_HUB_URL = "https://huggingface.co";

const ANSWER_LIMIT_MS = 30_000;

/** What the hub says about the file that fits a name; more is there and does not matter. */
const manifestSchema = z.object({
  ggufFile: z.object({
    rfilename: z.string().regex(/\.gguf$/i).refine(isPlainPath),
    size: z.int().positive().nullish(),
    lfs: z.object({ sha256: z.string().nullish(), size: z.int().positive().nullish() }).nullish(),
  }),
});

/** Where the hub at `hubUrl` serves a file. */
export function hubFileUrl(hubUrl: string, { repository, revision, file }: Omit<HubFile, "known">): string {
  const path = file.split("/").map(encodeURIComponent).join("/");
  return `${hubUrl.replace(/\/+$/, "")}/${repository}/resolve/${encodeURIComponent(revision)}/${path}`;
}

export interface HubSearchOptions {
  readonly hubUrl: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/**
 * Asks the hub which file of a repository is meant. Throws {@link ModelError} `missing` when there is none or no answer,
 * `signal.reason` when aborted.
 */
export async function findHubFile(search: HubSearch, options: HubSearchOptions): Promise<HubFile> {
  const { hubUrl, clock, signal, log } = options;
  const { repository, quantization } = search;
  const url = `${hubUrl.replace(/\/+$/, "")}/v2/${repository}/manifests/${encodeURIComponent(quantization)}`;
  const patience = createPatience(0);
  for (;;) {
    const answer = await ask(url, clock, signal);
    if (answer.kind === "found") return fileOf(search, answer.manifest);

    const pauseMs = answer.kind === "busy" ? patience.pauseAfter(0, 0) : null;
    if (pauseMs === null) throw notFound(search, new URL(url).host, answer);
    log.debug("The model hub did not answer", { repository, why: answer.why, error: answer.error, pauseMs });
    await clock.sleep(pauseMs, signal);
  }
}

type Answer =
  | { readonly kind: "found"; readonly manifest: z.infer<typeof manifestSchema> }
  | { readonly kind: "refused"; readonly why: string; readonly error?: unknown }
  | { readonly kind: "busy"; readonly why: string; readonly error?: unknown };

async function ask(url: string, clock: Clock, signal: AbortSignal): Promise<Answer> {
  using limit = createIdleLimit(clock, ANSWER_LIMIT_MS, signal);
  try {
    // The hub names the file only to programs that it knows to read this format.
    const response = await fetch(url, { headers: { "user-agent": "llama-cpp" }, signal: limit.signal });
    const { ok, status } = response;
    const text = await response.text();
    if (!ok) {
      const isBusy = status >= 500 || status === 408 || status === 429;
      return { kind: isBusy ? "busy" : "refused", why: `it answers with status ${status}` };
    }
    const manifest = manifestSchema.safeParse(parseJson(text));
    return manifest.success
      ? { kind: "found", manifest: manifest.data }
      : { kind: "refused", why: "it names no GGUF file", error: manifest.error };
  } catch (error) {
    signal.throwIfAborted();
    return { kind: "busy", why: "there is no connection", error };
  }
}

function fileOf({ repository }: HubSearch, { ggufFile }: z.infer<typeof manifestSchema>): HubFile {
  const { rfilename, size, lfs } = ggufFile;
  if (isSplitPiece(rfilename)) {
    throw new ModelError(
      "missing",
      `The model hf:${repository} is cut into several files, which cannot be fetched here; let MODEL name a smaller one.`,
    );
  }
  const bytes = lfs?.size ?? size;
  const sha256 = lfs?.sha256?.toLowerCase();
  const known = bytes && sha256 && /^[\da-f]{64}$/.test(sha256) ? { bytes, sha256 } : null;
  return hubFile(repository, rfilename, undefined, known);
}

function notFound(search: HubSearch, host: string, { kind, why, error }: Exclude<Answer, { kind: "found" }>) {
  const name = `hf:${search.repository}:${search.quantization}`;
  const advice =
    kind === "busy"
      ? "check the network, let HF_ENDPOINT name a mirror, or let MODEL name a .gguf file that is already here"
      : "check MODEL, or name the file itself as hf:user/repository/file.gguf";
  return new ModelError("missing", `${host} cannot tell which file ${name} is (${why}); ${advice}.`, {
    cause: error,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // judged by the schema like any other answer that names no file
  }
}
