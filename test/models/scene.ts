import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect } from "vitest";
import { ModelError } from "../../src/core/errors.ts";
import type { DownloadProgress } from "../../src/models/download-progress.ts";
import type { DownloadOptions } from "../../src/models/download.ts";
import { hubFile } from "../../src/models/model-source.ts";
import type { ModelSource } from "../../src/models/model-source.ts";
import { obtainModel } from "../../src/models/obtain-model.ts";
import { createCapturedLog } from "../fakes/captured-log.ts";
import { createManualClock } from "../fakes/manual-clock.ts";
import { modelContent, sha256, startFakeHub } from "../fakes/model-hub.ts";
import type { FakeHub, HeldFile } from "../fakes/model-hub.ts";

export const SIZE = 200_000;
export const CONTENT: Buffer = modelContent(SIZE);
/** Where the hub holds the file. */
export const ADDRESS = "user/repo/resolve/main/x.gguf";
/** A file of which nothing is known beforehand. */
export const UNKNOWN = hubFile("user/repo", "x.gguf");
/** The same with size and sum known beforehand, as those of the catalogue are. */
export const KNOWN = hubFile("user/repo", "x.gguf", "main", { bytes: SIZE, sha256: sha256(CONTENT) });

export interface Attempt {
  /** {@link KNOWN} when absent. */
  readonly source?: ModelSource;
  readonly freeBytes?: NonNullable<DownloadOptions["freeBytes"]>;
  /** Lets a pause between attempts pass by itself; so it does when absent. */
  readonly skipsPauses?: boolean;
}

/** Gives every test of a file a hub and an empty folder of its own, and a few verbs to speak of them. */
export function useScene() {
  let hub: FakeHub;
  let root: string;
  beforeEach(async () => {
    hub = await startFakeHub();
    root = await mkdtemp(join(tmpdir(), "lantern-models-"));
  });
  afterEach(async () => {
    await hub[Symbol.asyncDispose]();
    await rm(root, { recursive: true, force: true });
  });

  const modelsDir = () => join(root, "models");
  const finalPath = () => join(modelsDir(), "user/repo/x.gguf");

  /** Starts to obtain a model. The progress that was told, the log and the clock can be looked at while it goes on. */
  function start({ source = KNOWN, freeBytes, skipsPauses = true }: Attempt = {}) {
    const clock = createManualClock();
    const log = createCapturedLog();
    const stop = new AbortController();
    const progress: DownloadProgress[] = [];
    const done = obtainModel(source, {
      modelsDir: modelsDir(),
      hubUrl: hub.url,
      clock,
      log,
      signal: stop.signal,
      onProgress: (state) => {
        progress.push(state);
        hub.arrived(state.doneBytes);
        if (state.phase === "waiting" && skipsPauses) void clock.advance(state.ms);
      },
      ...(freeBytes && { freeBytes }),
    });
    done.catch(() => {}); // looked at later
    return { done, clock, log, stop, progress, fetched: () => progress.at(-1)?.doneBytes ?? 0 };
  }

  return {
    get hub() {
      return hub;
    },
    get root() {
      return root;
    },
    modelsDir,
    finalPath,
    partPath: () => `${finalPath()}.part`,
    start,
    obtain: (attempt?: Attempt) => start(attempt).done,

    /** Lets the hub hold the file. */
    hold(content: Buffer = CONTENT, more: Omit<HeldFile, "content"> = {}): void {
      hub.files.set(ADDRESS, { content, ...more });
    },

    /** Puts a file where a download would be or would have left it. */
    async put(path: string, content: Buffer | string): Promise<void> {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    },

    /** The error of an attempt, which must be one sentence for people and tell no key. */
    async failure(attempt: Attempt = {}): Promise<ModelError> {
      const error: unknown = await start(attempt).done.then(
        () => new Error("it was obtained"),
        (error: unknown) => error,
      );
      if (!(error instanceof ModelError)) throw error;
      expect(error.message).toMatch(/^[^\n]+\.$/);
      expect(error.message).not.toContain("secret");
      return error;
    },

    /** The file is in place, every byte of it. */
    async expectWhole(): Promise<void> {
      expect(sha256(await readFile(finalPath()))).toBe(sha256(CONTENT));
    },

    /** What lies in the file's folder. */
    async filesBeside(): Promise<string[]> {
      return (await readdir(dirname(finalPath()))).toSorted();
    },
  };
}
