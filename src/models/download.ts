import { statfs } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { Clock } from "../core/clock.ts";
import { ModelError } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import type { RemoteFile } from "./answer-verdict.ts";
import { noteChecksum, sha256Of } from "./checksum.ts";
import type { OnDownloadProgress } from "./download-progress.ts";
import { formatBytes } from "./format-bytes.ts";
import { openPartialFile } from "./partial-file.ts";
import type { PartialFile } from "./partial-file.ts";
import { createPatience } from "./patience.ts";
import { transfer } from "./transfer.ts";
import type { TransferEnd } from "./transfer.ts";

export interface DownloadOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly onProgress: OnDownloadProgress;
  /** How much room the disk that holds `folder` has; null when it cannot be told. */
  readonly freeBytes?: (folder: string) => Promise<number | null>;
}

/**
 * Fetches a file over one connection at a time, going on where the last one ended, and puts it in place only when it is whole and
 * its checksum, where one is known, is right. Aborting throws `signal.reason` and keeps what is there for the next
 * time. Throws {@link ModelError} `missing` when it cannot be had, and the file system's errors as they are.
 * The folder must exist, and only one process may fetch the same file.
 */
export async function download(file: RemoteFile, options: DownloadOptions): Promise<void> {
  await using part = await openPartialFile(file.path);
  let mayStartOver = true;
  for (;;) {
    const end = await fetchAll(file, part, options);
    const wrong = end.kind === "different" ? end.why : await checkSum(file, part, options);
    if (wrong === null) break;

    options.log.warn("What was fetched is not the right file", { file: basename(file.path), why: wrong });
    await part.empty();
    if (!mayStartOver) throw notTheFile(file, wrong);
    mayStartOver = false;
  }
  const sha256 = (file.known ?? part.origin)?.sha256;
  await part.complete();
  if (sha256) await noteChecksum(file.path, sha256);
}

/** Connects again and again until the part is whole or nothing more is to be hoped for. */
async function fetchAll(
  file: RemoteFile,
  part: PartialFile,
  { clock, signal, log, onProgress, freeBytes = freeBytesOf }: DownloadOptions,
): Promise<Exclude<TransferEnd, { kind: "cut" }>> {
  const name = basename(file.path);
  const patience = createPatience(part.bytes);
  let totalBytes = file.known?.bytes ?? part.origin?.bytes ?? null;
  for (;;) {
    const end = await transfer(file, part, {
      clock,
      signal,
      onStart: async (bytesToCome) => {
        const free = await freeBytes(dirname(file.path));
        if (free !== null && free < bytesToCome) throw noRoom(file, bytesToCome, free);
      },
      onBytes: (total) => {
        totalBytes = total;
        onProgress({ phase: "fetching", file: name, doneBytes: part.bytes, totalBytes });
      },
    });
    if (end.kind !== "cut") return end;

    const pauseMs = patience.pauseAfter(part.bytes, end.retryAfterMs);
    if (pauseMs === null) throw gaveUp(file, end.why, end.error);
    onProgress({ phase: "waiting", file: name, doneBytes: part.bytes, totalBytes, why: end.why, ms: pauseMs });
    log.debug("Fetching the model was interrupted", { file: name, why: end.why, error: end.error, pauseMs });
    await clock.sleep(pauseMs, signal);
  }
}

/** Null when the part has the sum that it should have, or nobody knows one. */
async function checkSum(
  { path, known }: RemoteFile,
  part: PartialFile,
  { signal, onProgress }: DownloadOptions,
): Promise<string | null> {
  const expected = (known ?? part.origin)?.sha256;
  if (!expected) return null;
  const totalBytes = part.bytes;
  const sha256 = await sha256Of(part.path, signal, (doneBytes) => {
    onProgress({ phase: "checking", file: basename(path), doneBytes, totalBytes });
  });
  return sha256 === expected ? null : "its checksum is wrong";
}

async function freeBytesOf(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return null; // some network disks do not say; a full disk is noticed when it is full
  }
}

function noRoom({ path }: RemoteFile, needed: number, free: number): ModelError {
  return new ModelError(
    "missing",
    `There is not enough room for the model at ${path}: ${formatBytes(needed)} are needed and ${formatBytes(free)} are free; make room, or let MODEL name a smaller file such as q4_0.`,
  );
}

function gaveUp({ url, path }: RemoteFile, why: string, cause: unknown): ModelError {
  return new ModelError(
    "missing",
    `The model cannot be fetched from ${new URL(url).host} (${why}); check the network, let HF_ENDPOINT name a mirror, or fetch ${basename(path)} yourself and put it at ${path}.`,
    { cause },
  );
}

function notTheFile({ url, path }: RemoteFile, why: string): ModelError {
  return new ModelError(
    "missing",
    `What ${new URL(url).host} gives is not the file ${basename(path)} (${why}); try another network, let HF_ENDPOINT name a mirror, or fetch it yourself and put it at ${path}.`,
  );
}
