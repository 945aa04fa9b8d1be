import { createHash } from "node:crypto";

const FILE_KEY_LENGTH = 8;

/** A passage is named by its file and by what it says; both are told apart by their length. */
export function splitPassageId(id: string): { readonly file: string; readonly passage: string } {
  return { file: id.slice(0, FILE_KEY_LENGTH), passage: id.slice(FILE_KEY_LENGTH) };
}

/** What passages of the file at `path` are called by. */
export function fileKey(path: string): string {
  return digest(path).slice(0, FILE_KEY_LENGTH);
}

/** The same for the same words below the same headings. */
export function passageKey({ heading, text }: { readonly heading: string; readonly text: string }): string {
  return digest(`${heading}\0${text}`).slice(0, 14);
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
