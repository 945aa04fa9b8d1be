import { CATALOGUE } from "./catalogue.ts";
import type { CatalogueEntry, KnownContent } from "./catalogue.ts";

/** One file in a repository of the hub. */
export interface HubFile {
  readonly kind: "hub-file";
  /** `user/name`. */
  readonly repository: string;
  /** A branch, a tag or a commit. */
  readonly revision: string;
  /** Its path inside the repository, with `/`. */
  readonly file: string;
  /** What it must be; null when nobody has told yet. */
  readonly known: KnownContent | null;
  /** Where it is kept, below the folder of models. */
  readonly place: string;
}

/** A repository of which the hub itself names the file. */
export interface HubSearch {
  readonly kind: "hub-search";
  readonly repository: string;
  /** Such as `Q4_K_M`; `latest` leaves the choice to the hub. */
  readonly quantization: string;
}

/** A file at an address of its own. */
export interface WebFile {
  readonly kind: "web-file";
  readonly url: string;
  readonly place: string;
}

/** Where the model is to come from. */
export type ModelSource =
  | { readonly kind: "local"; readonly path: string }
  | HubFile
  | HubSearch
  | WebFile;

/** The branch that is meant when none is named. */
export const MAIN_BRANCH = "main";

/** A file of the catalogue, as a source. It is kept under its plain name, so that one put there by hand is found. */
export function catalogueFile({ repository, revision, file, bytes, sha256 }: CatalogueEntry): HubFile {
  return { kind: "hub-file", repository, revision, file, known: { bytes, sha256 }, place: file };
}

/** A file of the hub. One that the catalogue knows becomes the pinned, checked one, so that it is not fetched a second time. */
export function hubFile(
  repository: string,
  file: string,
  revision: string = MAIN_BRANCH,
  known: KnownContent | null = null,
): HubFile {
  const entry = CATALOGUE.find(
    (entry) =>
      entry.repository === repository &&
      entry.file === file &&
      (revision === MAIN_BRANCH || revision === entry.revision),
  );
  if (entry) return catalogueFile(entry);
  const folder = revision === MAIN_BRANCH ? repository : `${repository}@${encodeURIComponent(revision)}`;
  return { kind: "hub-file", repository, revision, file, known, place: `${folder}/${placeOf(file)}` };
}

/** A file of the web, kept in a folder named after its server. What follows the path is not part of its name: it may be a key. */
export function webFile(url: URL): WebFile {
  return { kind: "web-file", url: url.href, place: placeOf(`${url.host}${url.pathname}`) };
}

/** A path that every file system can hold and that leads only downwards. */
function placeOf(path: string): string {
  const parts = path.split("/").filter((part) => part !== "");
  return parts.map((part) => part.replaceAll(/[<>:"|?*\\\p{Cc}]/gu, "_").replace(/^\.+$/, "_")).join("/");
}

/** Whether the file is one piece of a model that was cut into several. */
export function isSplitPiece(file: string): boolean {
  return /-\d{5}-of-\d{5}\.gguf$/i.test(file);
}

/** Whether a path inside a repository can only lead downwards. */
export function isPlainPath(path: string): boolean {
  return !path.includes("\\") && path.split("/").every((part) => !["", ".", ".."].includes(part));
}
