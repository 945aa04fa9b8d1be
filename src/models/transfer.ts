import type { Clock } from "../core/clock.ts";
import { ModelError } from "../core/errors.ts";
import { isResumable, judgeAnswer, rangeHeaders } from "./answer-verdict.ts";
import type { Cut, Different, RemoteFile, Verdict } from "./answer-verdict.ts";
import { requestFile } from "./file-request.ts";
import type { FileResponse } from "./file-request.ts";
import { GGUF_MAGIC } from "./gguf-file.ts";
import { createIdleLimit } from "./idle-limit.ts";
import type { IdleLimit } from "./idle-limit.ts";
import type { PartialFile } from "./partial-file.ts";

/** How one connection ended; `whole`: the part is as long as the file. */
export type TransferEnd = { readonly kind: "whole" } | Cut | Different;

export interface TransferOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called before anything is written, with how many bytes are to come; what it throws ends the transfer. */
  readonly onStart: (bytesToCome: number) => Promise<void>;
  /** Called whenever the part has grown, with the size of the whole file. */
  readonly onBytes: (totalBytes: number) => void;
}

const IDLE_LIMIT_MS = 30_000;

/**
 * Adds to `part` what one connection gives of `file`. Throws {@link ModelError} `missing` when asking again is useless, the
 * file system's errors as they are, and `signal.reason` when aborted; what has arrived by then stays in the part.
 */
export async function transfer(
  file: RemoteFile,
  part: PartialFile,
  options: TransferOptions,
): Promise<TransferEnd> {
  if (part.bytes > 0 && !isResumable(part, file.known)) await part.empty();
  if (part.bytes > 0 && part.bytes === (file.known ?? part.origin)?.bytes) return { kind: "whole" };

  using idle = createIdleLimit(options.clock, IDLE_LIMIT_MS, options.signal);
  let answer: FileResponse;
  try {
    answer = await requestFile(file.url, rangeHeaders(part), idle.signal);
  } catch (error) {
    return explainCut(error, idle, options.signal);
  }
  const reader = answer.response.body?.getReader();
  try {
    const verdict = judgeAnswer(answer, part, file);
    if (verdict.kind !== "body") return verdict;
    if (reader === undefined) return { kind: "cut", why: "the answer was empty", retryAfterMs: 0 };
    return await readBody(reader, verdict, part, idle, options);
  } finally {
    await reader?.cancel().catch(() => {}); // a body that failed was told of already
  }
}

async function readBody(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  { from, origin }: Extract<Verdict, { kind: "body" }>,
  part: PartialFile,
  idle: IdleLimit,
  options: TransferOptions,
): Promise<TransferEnd> {
  // Before anything there is dropped: what is there counts as room.
  await options.onStart(origin.bytes - part.bytes);
  if (from === 0) await part.restart(origin);
  options.onBytes(origin.bytes);

  let head = Buffer.alloc(0);
  for (;;) {
    let next;
    try {
      next = await reader.read();
    } catch (error) {
      return explainCut(error, idle, options.signal);
    }
    if (next.done) break;
    idle.moved();
    if (from === 0 && head.length < GGUF_MAGIC.length) {
      head = Buffer.concat([head, next.value.subarray(0, GGUF_MAGIC.length)]);
      if (!isBegunAsGguf(head)) return { kind: "different", why: "it is no GGUF model file" };
    }
    if (part.bytes + next.value.length > origin.bytes) return { kind: "different", why: "it has another size" };
    await part.append(next.value);
    options.onBytes(origin.bytes);
  }
  if (part.bytes === origin.bytes) return { kind: "whole" };
  return { kind: "cut", why: "the connection was cut", retryAfterMs: 0 };
}

function isBegunAsGguf(head: Buffer): boolean {
  const compared = Math.min(head.length, GGUF_MAGIC.length);
  return head.subarray(0, compared).equals(GGUF_MAGIC.subarray(0, compared));
}

function explainCut(error: unknown, idle: IdleLimit, signal: AbortSignal): Cut {
  signal.throwIfAborted();
  if (error instanceof ModelError) throw error;
  const why = idle.exceeded() ? "nothing came for 30 seconds" : "the connection failed";
  return { kind: "cut", why, retryAfterMs: 0, error };
}
