import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { open as openFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A disk of its own for a test, small enough to be filled. */
export interface SmallDisk extends Disposable {
  readonly folder: string;
  /** Takes all the room that is left; resolves with what gives it back. */
  fill(): Promise<() => Promise<void>>;
  /** From now on nothing more can be opened for writing, until what is returned is called. */
  allowOnlyReading(): () => void;
}

/** Null where none can be mounted: only root may, and not everywhere. */
export function mountSmallDisk(): SmallDisk | null {
  const folder = mkdtempSync(join(tmpdir(), "lantern-small-disk-"));
  try {
    mount("-t", "tmpfs", "-o", "size=4m", "tmpfs", folder);
  } catch {
    rmSync(folder, { recursive: true });
    return null;
  }
  return {
    folder,
    async fill() {
      const ballast = join(folder, "ballast");
      await using handle = await openFile(ballast, "w");
      const piece = Buffer.alloc(4096, 1);
      for (;;) {
        try {
          await handle.write(piece);
        } catch {
          return async () => rm(ballast);
        }
      }
    },
    allowOnlyReading() {
      // What is open for writing keeps a disk from being turned into a read-only one; not from having one put over it.
      mount("--bind", folder, folder);
      mount("-o", "remount,bind,ro", folder);
      return () => unmount(folder);
    },
    [Symbol.dispose]() {
      unmount(folder);
      rmSync(folder, { recursive: true });
    },
  };
}

function mount(...args: readonly string[]): void {
  execFileSync("mount", args, { stdio: "ignore" });
}

/** Lazily, since SQLite lets go of its files in its own time. */
function unmount(folder: string): void {
  execFileSync("umount", ["--lazy", folder]);
}
