import { existsSync } from "node:fs";
import { mkdir, readFile, rm, symlink, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { ModelSource } from "../../src/models/model-source.ts";
import { modelContent, sha256 } from "../fakes/model-hub.ts";
import { CONTENT, SIZE, useScene } from "./scene.ts";

const scene = useScene();

describe("obtaining a model that is here", () => {
  it("takes a path as it is", async () => {
    const path = join(scene.root, "My model.gguf");
    await scene.put(path, CONTENT);
    expect(await scene.obtain({ source: { kind: "local", path } })).toEqual({ path, name: "My model" });
  });

  it("says that a path leads nowhere", async () => {
    const { code, message } = await scene.failure({ source: { kind: "local", path: join(scene.root, "no.gguf") } });
    expect(code).toBe("missing");
    expect(message).toContain(join(scene.root, "no.gguf"));
    expect(message).toContain("MODEL");
  });

  it.each([
    ["an empty file", Buffer.alloc(0)],
    ["a page", Buffer.from("<!doctype html><title>Sign in</title>")],
    ["a file of another version", Buffer.from("GGUF\u0001\0\0\0rest", "latin1")],
    ["a file of the other byte order", Buffer.from("GGUF\0\0\0\u0003rest", "latin1")],
  ])("says that %s is no model", async (_, content) => {
    const path = join(scene.root, "x.gguf");
    await scene.put(path, content);
    const { code, message } = await scene.failure({ source: { kind: "local", path } });
    expect(code).toBe("not-a-model");
    expect(message).toMatch(/is (not a|a) GGUF model file/);
  });

  it("says that a folder is no model", async () => {
    await mkdir(join(scene.root, "x.gguf"));
    expect((await scene.failure({ source: { kind: "local", path: join(scene.root, "x.gguf") } })).code).toBe("not-a-model");
  });

  it("needs no network for what was fetched before", async () => {
    scene.hold();
    await scene.obtain();
    const asked = scene.hub.requests.length;
    expect(await scene.obtain()).toEqual({ path: scene.finalPath(), name: "x" });
    expect(scene.hub.requests).toHaveLength(asked);
  });

  it("takes the sum of a file that a person put there once, and not again", async () => {
    await scene.put(scene.finalPath(), CONTENT);
    const first = scene.start();
    await first.done;
    expect(first.progress.at(-1)).toEqual({ phase: "checking", file: "x.gguf", doneBytes: SIZE, totalBytes: SIZE });
    const second = scene.start();
    await second.done;
    expect(second.progress).toEqual([]);
    expect(scene.hub.requests).toEqual([]);
  });

  it("takes the sum again when the file was written after the last time", async () => {
    await scene.put(scene.finalPath(), CONTENT);
    await scene.obtain();
    await scene.put(scene.finalPath(), modelContent(SIZE));
    await utimes(scene.finalPath(), new Date(), new Date(Date.now() + 60_000));
    expect((await scene.failure()).code).toBe("not-a-model");
  });

  it.each([
    ["cut off", CONTENT.subarray(0, 1000), "it has 1,000 bytes (1 kB) instead of 200,000 bytes (200 kB)"],
    ["of the right size but wrong", modelContent(SIZE), "its checksum is another"],
  ])("neither uses nor removes a file that is %s", async (_, content, why) => {
    await scene.put(scene.finalPath(), content);
    const { code, message } = await scene.failure();
    expect(code).toBe("not-a-model");
    expect(message).toContain(why);
    expect(message).toContain("delete it");
    expect(content.equals(await readFile(scene.finalPath()))).toBe(true);
  });
});

describe("finding the file of a repository", () => {
  const source: ModelSource = { kind: "hub-search", repository: "user/repo", quantization: "Q4_K_M" };
  const manifest = "v2/user/repo/manifests/Q4_K_M";
  const ggufFile = { rfilename: "x.gguf", size: SIZE, lfs: { sha256: sha256(CONTENT), pointerSize: 134 } };

  it("asks the hub as the programs do that it answers, and checks size and sum", async () => {
    scene.hold();
    scene.hub.manifests.set(manifest, { status: 200, body: { ggufFile, more: { things: 1 } } });
    scene.hub.misbehave({ kind: "wrong-bytes" });
    expect(await scene.obtain({ source })).toEqual({ path: scene.finalPath(), name: "x" });
    expect(scene.hub.requests[0]).toMatchObject({ path: manifest, userAgent: "llama-cpp" });
    expect(await readFile(`${scene.finalPath()}.sha256`, "utf8")).toContain(sha256(CONTENT));
  });

  it("does without size and sum where the hub tells neither", async () => {
    scene.hold();
    scene.hub.manifests.set(manifest, { status: 200, body: { ggufFile: { rfilename: "x.gguf" } } });
    expect(await scene.obtain({ source })).toEqual({ path: scene.finalPath(), name: "x" });
  });

  it("needs no network the next time", async () => {
    scene.hold();
    scene.hub.manifests.set(manifest, { status: 200, body: { ggufFile } });
    await scene.obtain({ source });
    const asked = scene.hub.requests.length;
    expect(await scene.obtain({ source })).toEqual({ path: scene.finalPath(), name: "x" });
    expect(scene.hub.requests).toHaveLength(asked);
  });

  it("gives up soon when the hub is not well", async () => {
    scene.hub.manifests.set(manifest, { status: 503, body: {} });
    const { done, clock } = scene.start({ source, skipsPauses: false });
    for (const [answers, pauseMs] of [
      [1, 1000],
      [2, 2000],
    ] as const) {
      await vi.waitFor(() => {
        expect(scene.hub.requests).toHaveLength(answers);
        expect(clock.sleepers()).toBe(1);
      });
      await vi.waitFor(async () => {
        await clock.advance(pauseMs);
        expect(scene.hub.requests.length).toBeGreaterThan(answers);
      });
    }
    await expect(done).rejects.toThrow("503");
  });

  it.each([
    [404, {}, "status 404"],
    [200, {}, "names no GGUF file"],
    [200, { ggufFile: { rfilename: "../../x.gguf" } }, "names no GGUF file"],
    [200, { ggufFile: { rfilename: "x-00001-of-00002.gguf" } }, "cut into several files"],
  ])("says so when the hub answers %i %j", async (status, body, words) => {
    scene.hub.manifests.set(manifest, { status, body });
    const { code, message } = await scene.failure({ source });
    expect(code).toBe("missing");
    expect(message).toContain(words);
    expect(scene.hub.requests).toHaveLength(1);
  });
});

describe("storing a model", () => {
  it("does not begin where there is not enough room", async () => {
    scene.hold();
    const { code, message } = await scene.failure({ freeBytes: () => Promise.resolve(1000) });
    expect(code).toBe("missing");
    expect(message).toContain("200 kB are needed and 1 kB are free");
    expect(await scene.filesBeside()).toEqual([]);
  });

  it("needs room only for the rest", async () => {
    scene.hold();
    await scene.put(scene.partPath(), CONTENT.subarray(0, SIZE - 500));
    await scene.obtain({ freeBytes: () => Promise.resolve(500) });
  });

  it.runIf(existsSync("/dev/full"))("says that the disk is full", async () => {
    scene.hold();
    await mkdir(dirname(scene.finalPath()), { recursive: true });
    await symlink("/dev/full", scene.partPath());
    expect((await scene.failure()).message).toContain("The disk is full");
  });

  it("says that the folder cannot be used", async () => {
    scene.hold();
    await scene.put(scene.modelsDir(), "a file");
    const { code, message } = await scene.failure();
    expect(code).toBe("missing");
    expect(message).toContain("MODELS_DIR");
  });

  it("lets one of two fetch it and the other use what the first has got", async () => {
    scene.hold();
    scene.hub.misbehave({ kind: "stall", afterBytes: 70_000 });
    const first = scene.start();
    await vi.waitFor(() => {
      expect(first.fetched()).toBe(70_000);
    });
    const second = scene.start();
    await vi.waitFor(() => {
      expect(second.log.lines.map(({ message }) => message)).toEqual([
        "Another process is fetching the model; waiting for it",
      ]);
    });
    await second.clock.advance(5000);
    expect(scene.hub.requests).toHaveLength(1);

    await first.clock.advance(30_000);
    await first.done;
    await second.clock.advance(1000);
    await second.done;
    expect(scene.hub.bytesSent).toBe(SIZE);
  });

  it("waits for a process of another machine, of which it cannot know more, no longer than asked", async () => {
    await scene.put(`${scene.finalPath()}.lock`, "999999999 another-machine");
    const { done, stop, log } = scene.start();
    await vi.waitFor(() => {
      expect(log.lines).toHaveLength(1);
    });
    stop.abort(new Error("enough"));
    await expect(done).rejects.toThrow("enough");
  });

  it("takes over from a process that is gone, or that has not been heard of for long", async () => {
    scene.hold();
    await scene.put(`${scene.finalPath()}.lock`, `999999999 ${hostname()}`);
    await scene.obtain();

    await rm(scene.finalPath());
    await scene.put(`${scene.finalPath()}.lock`, `${process.pid} another-machine`);
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(`${scene.finalPath()}.lock`, longAgo, longAgo);
    await scene.obtain();
    expect(await scene.filesBeside()).toEqual(["x.gguf", "x.gguf.sha256"]);
  });
});
