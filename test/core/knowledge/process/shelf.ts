import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A folder of documents on the disk, and a place for their index. */
export interface Shelf extends AsyncDisposable {
  readonly folder: string;
  /** Where the index is kept. */
  readonly file: string;
  /** Writes documents by their paths below the folder. */
  write(documents: Readonly<Record<string, string | Uint8Array>>): Promise<void>;
  /** The path on the disk. */
  at(path: string): string;
}

/** An empty one, which is removed when it is disposed of. */
export async function makeShelf(
  documents: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<Shelf> {
  const home = await mkdtemp(join(tmpdir(), "lantern-shelf-"));
  const folder = join(home, "documents");
  await mkdir(folder);
  const shelf: Shelf = {
    folder,
    file: join(home, "index", "knowledge.sqlite"),
    at: (path) => join(folder, path),
    async write(written) {
      for (const [path, text] of Object.entries(written)) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), text);
      }
    },
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true, maxRetries: 3 }),
  };
  await shelf.write(documents);
  return shelf;
}
