import { basename } from "node:path";
import { fileSize } from "../core/file-size.ts";
import { ModelError } from "../core/errors.ts";
import type { KnownContent } from "./catalogue.ts";
import { isNotedAs, noteChecksum, sha256Of } from "./checksum.ts";
import type { OnDownloadProgress } from "./download-progress.ts";
import { formatBytes } from "./format-bytes.ts";
import { checkGgufFile } from "./gguf-file.ts";

export interface StoredCheckOptions {
  readonly signal: AbortSignal;
  readonly onProgress: OnDownloadProgress;
}

/**
 * Whether the file is at `path` and is what it should be. Its checksum is taken once and noted, since that takes seconds. A file
 * that is there but wrong is never removed, as a person may have put it there: it throws {@link ModelError} `not-a-model`.
 * Throws the file system's errors, and `signal.reason` when aborted.
 */
export async function isStored(
  path: string,
  known: KnownContent | null,
  { signal, onProgress }: StoredCheckOptions,
): Promise<boolean> {
  const size = await fileSize(path);
  if (size === null) return false;
  await checkGgufFile(path);
  if (known === null) return true;

  if (size !== known.bytes) {
    throw wrong(path, `it has ${formatExactly(size)} instead of ${formatExactly(known.bytes)}`);
  }
  if (await isNotedAs(path, known.sha256)) return true;
  const sha256 = await sha256Of(path, signal, (doneBytes) => {
    onProgress({ phase: "checking", file: basename(path), doneBytes, totalBytes: size });
  });
  if (sha256 !== known.sha256) throw wrong(path, "its checksum is another");
  await noteChecksum(path, sha256).catch(() => {}); // a folder that may only be read: it is checked again next time
  return true;
}

function formatExactly(bytes: number): string {
  return `${bytes.toLocaleString("en-US")} bytes (${formatBytes(bytes)})`;
}

function wrong(path: string, why: string): ModelError {
  return new ModelError(
    "not-a-model",
    `${path} is not the model file that it should be (${why}); delete it and start again to have it fetched, or let MODEL name another file.`,
  );
}
