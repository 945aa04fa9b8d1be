import { ModelError } from "../core/errors.ts";
import type { KnownContent } from "./catalogue.ts";
import { count } from "./file-request.ts";
import type { FileResponse } from "./file-request.ts";
import type { PartOrigin } from "./partial-file.ts";

/** A file to be fetched: from where, to where, and what it must be when that is known. */
export interface RemoteFile {
  readonly url: string;
  /** Where it is to stand when whole. */
  readonly path: string;
  readonly known: KnownContent | null;
}

/** What is already there of it. */
export interface PartState {
  readonly bytes: number;
  readonly origin: PartOrigin | null;
}

/** The connection was cut or there was no useful answer; asking again may help. */
export interface Cut {
  readonly kind: "cut";
  /** A few words for people. */
  readonly why: string;
  /** How long the server asks to wait; 0 when it does not. */
  readonly retryAfterMs: number;
  readonly error?: unknown;
}

/** What the server has does not continue the part, or is not what it should be. */
export interface Different {
  readonly kind: "different";
  readonly why: string;
}

/** What to do with an answer: read its body as the bytes from `from` on, or nothing more. */
export type Verdict =
  | { readonly kind: "body"; readonly from: number; readonly origin: PartOrigin }
  | Cut
  | Different;

const LONGEST_WISH_S = 120;

/** The headers that ask for what is missing, and for all of it should the file have changed. */
export function rangeHeaders(part: PartState): Record<string, string> {
  if (part.bytes === 0) return {};
  const validator = part.origin?.validator ?? null;
  return { range: `bytes=${part.bytes}-`, ...(validator === null ? {} : { "if-range": validator }) };
}

/** Whether more can be added to the part with confidence: what it came from is known, and it is not too long for that. */
export function isResumable(part: PartState, known: KnownContent | null): boolean {
  const { origin } = part;
  const bytes = known?.bytes ?? origin?.bytes ?? 0;
  if (part.bytes > bytes || (known && origin && known.bytes !== origin.bytes)) return false;
  if (known && origin?.sha256 && known.sha256 !== origin.sha256) return false;
  return known !== null || (origin !== null && (origin.validator ?? origin.sha256) !== null);
}

/** Judges an answer by its status and headers. Throws {@link ModelError} `missing` when asking again is useless. */
export function judgeAnswer(answer: FileResponse, part: PartState, file: RemoteFile): Verdict {
  const { status, headers } = answer.response;
  switch (status) {
    case 200:
      return judgeContent(answer, 0, lengthOf(headers), part, file);
    case 206: {
      const [, from, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get("content-range") ?? "") ?? [];
      if (Number(from) !== part.bytes) return { kind: "different", why: "another piece came than was asked for" };
      return judgeContent(answer, part.bytes, count(total ?? null), part, file);
    }
    case 416: // a part that is whole is never asked for, so the file must have become shorter
      return { kind: "different", why: "it has another size" };
    case 408:
    case 425:
    case 429:
      return busy(status, headers);
    default:
      if (status >= 500) return busy(status, headers);
      throw refusal(status, file);
  }
}

function judgeContent(
  { response: { headers }, announced }: FileResponse,
  from: number,
  length: number | null,
  part: PartState,
  file: RemoteFile,
): Verdict {
  const { known, url } = file;
  const bytes = length ?? announced.bytes ?? known?.bytes ?? null;
  if (bytes === null) {
    throw new ModelError(
      "missing",
      `The server at ${new URL(url).host} does not say how large the model file is, so it cannot be fetched safely; fetch it yourself and put it at ${file.path}.`,
    );
  }
  const expected = [announced.bytes, known?.bytes, from > 0 ? part.origin?.bytes : null];
  if (expected.some((size) => size !== null && size !== undefined && size !== bytes)) {
    return { kind: "different", why: "it has another size" };
  }
  const sums = [announced.sha256, known?.sha256, from > 0 ? part.origin?.sha256 : null].filter(
    (sum) => sum !== null && sum !== undefined,
  );
  if (new Set(sums).size > 1) return { kind: "different", why: "it has another checksum" };

  const origin = { validator: validatorOf(headers), bytes, sha256: sums[0] ?? null };
  const before = from > 0 ? (part.origin?.validator ?? null) : null;
  if (before?.startsWith('"') && origin.validator?.startsWith('"') && before !== origin.validator) {
    return { kind: "different", why: "it has changed in the meantime" };
  }
  return { kind: "body", from, origin };
}

function lengthOf(headers: Headers): number | null {
  const isEncoded = !["", "identity"].includes(headers.get("content-encoding") ?? "");
  return isEncoded ? null : count(headers.get("content-length")); // the length of something else, when it is packed
}

/** If-Range takes no weak ETag: it promises the same meaning, not the same bytes. */
function validatorOf(headers: Headers): string | null {
  const tag = headers.get("etag");
  return tag?.startsWith('"') ? tag : headers.get("last-modified");
}

function busy(status: number, headers: Headers): Cut {
  const seconds = Math.min(count(headers.get("retry-after")) ?? 0, LONGEST_WISH_S);
  return { kind: "cut", why: `the server answers with status ${status}`, retryAfterMs: seconds * 1000 };
}

function refusal(status: number, { url, path }: RemoteFile): ModelError {
  const { host, origin, pathname } = new URL(url); // what follows may be a key
  if (status === 404 || status === 410) {
    return new ModelError("missing", `There is no such file at ${origin}${pathname}; check MODEL.`);
  }
  if (status === 401 || status === 403) {
    return new ModelError(
      "missing",
      `${host} does not have ${origin}${pathname} or gives it only with permission (status ${status}); check MODEL, or fetch the file yourself and put it at ${path}.`,
    );
  }
  return new ModelError(
    "missing",
    `${host} refuses to give ${origin}${pathname} (status ${status}); check MODEL, or fetch the file yourself and put it at ${path}.`,
  );
}
