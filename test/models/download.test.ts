import { readFile } from "node:fs/promises";
import { describe, expect, it, vi } from "vitest";
import { sha256 } from "../fakes/model-hub.ts";
import { ADDRESS, CONTENT, SIZE, useScene } from "./scene.ts";

const scene = useScene();

describe("fetching a model", () => {
  it("puts it in place whole, with its sum noted as sha256sum writes it, and nothing else beside it", async () => {
    scene.hold();
    const attempt = scene.start();
    expect(await attempt.done).toEqual({ path: scene.finalPath(), name: "x" });
    await scene.expectWhole();
    expect(await scene.filesBeside()).toEqual(["x.gguf", "x.gguf.sha256"]);
    expect(await readFile(`${scene.finalPath()}.sha256`, "utf8")).toBe(`${sha256(CONTENT)}  x.gguf\n`);
    expect(attempt.clock.sleepers()).toBe(0);
  });

  it("tells how far it is, never going back, and then that it checks", async () => {
    scene.hold();
    const { done, progress } = scene.start();
    await done;
    const fetching = progress.filter(({ phase }) => phase === "fetching").map(({ doneBytes }) => doneBytes);
    expect(fetching[0]).toBe(0);
    expect(fetching.at(-1)).toBe(SIZE);
    expect(fetching.length).toBeGreaterThan(2);
    expect(fetching).toEqual(fetching.toSorted((a, b) => a - b));
    expect(progress.at(-1)?.phase).toBe("checking");
  });

  it("never shows a half file under the final name", async () => {
    scene.hold();
    scene.hub.misbehave({ kind: "stall", afterBytes: 150_000 });
    const { done, clock, fetched } = scene.start();
    await vi.waitFor(() => {
      expect(fetched()).toBe(150_000);
    });
    expect(await scene.filesBeside()).toEqual(["x.gguf.lock", "x.gguf.part", "x.gguf.part.json"]);
    await clock.advance(30_000);
    await done;
  });

  it("fetches only the rest after a connection was cut, again and again", async () => {
    scene.hold();
    scene.hub.misbehave(...[60_000, 50_000, 40_000, 30_000].map((afterBytes) => ({ kind: "cut", afterBytes }) as const));
    await scene.obtain();
    await scene.expectWhole();
    expect(scene.hub.bytesSent).toBe(SIZE);
    expect(scene.hub.requests.map(({ range }) => range)).toEqual([
      undefined,
      "bytes=60000-",
      "bytes=110000-",
      "bytes=150000-",
      "bytes=180000-",
    ]);
    expect(new Set(scene.hub.requests.slice(1).map(({ ifRange }) => ifRange))).toEqual(
      new Set([`"${sha256(CONTENT).slice(0, 16)}"`]),
    );
  });

  it("goes on where it was when it is started again", async () => {
    scene.hold();
    scene.hub.misbehave({ kind: "stall", afterBytes: 70_000 });
    const first = scene.start();
    await vi.waitFor(() => {
      expect(first.fetched()).toBe(70_000);
    });
    const reason = new Error("the bot is stopped");
    first.stop.abort(reason);
    await expect(first.done).rejects.toBe(reason);
    expect(await scene.filesBeside()).toEqual(["x.gguf.part", "x.gguf.part.json"]);
    expect(first.clock.sleepers()).toBe(0);

    const second = scene.start();
    await second.done;
    expect(second.progress[0]).toMatchObject({ doneBytes: 70_000, totalBytes: SIZE });
    expect(scene.hub.bytesSent).toBe(SIZE);
    await scene.expectWhole();
  });

  it("goes on with a part whose origin is not known when the sum will show whether it was right", async () => {
    scene.hold();
    await scene.put(scene.partPath(), CONTENT.subarray(0, 90_000));
    await scene.obtain();
    expect(scene.hub.bytesSent).toBe(SIZE - 90_000);
  });

  it("puts a part in place that was whole already, without asking for more", async () => {
    await scene.put(scene.partPath(), CONTENT);
    await scene.obtain();
    expect(scene.hub.requests).toEqual([]);
    expect(await scene.filesBeside()).toEqual(["x.gguf", "x.gguf.sha256"]);
  });

  it("drops a part that is longer than the file", async () => {
    scene.hold();
    await scene.put(scene.partPath(), Buffer.concat([CONTENT, CONTENT]));
    await scene.obtain();
    await scene.expectWhole();
  });

  it("connects again when nothing came for 30 seconds", async () => {
    scene.hold();
    scene.hub.misbehave({ kind: "stall", afterBytes: 70_000 });
    const { done, clock, progress, fetched } = scene.start();
    await vi.waitFor(() => {
      expect(fetched()).toBe(70_000);
    });
    await clock.advance(29_999);
    expect(scene.hub.requests).toHaveLength(1);
    await clock.advance(1);
    await done;
    expect(progress).toContainEqual(expect.objectContaining({ phase: "waiting", why: "nothing came for 30 seconds" }));
    expect(scene.hub.requests.at(-1)?.range).toBe("bytes=70000-");
  });

  it("connects again when it is not answered at all", async () => {
    scene.hold();
    scene.hub.misbehave({ kind: "silence" });
    const { done, clock } = scene.start();
    await vi.waitFor(() => {
      expect(scene.hub.requests).toHaveLength(1);
    });
    await clock.advance(30_000);
    await done;
  });

  it("waits longer each time, as long as the server asks for, and anew after some progress", async () => {
    scene.hold();
    scene.hub.misbehave(
      { kind: "cut", afterBytes: 10_000 },
      { kind: "status", status: 503 },
      { kind: "status", status: 429, headers: { "retry-after": "17" } },
      { kind: "status", status: 500 },
      { kind: "cut", afterBytes: 10_000 },
    );
    const { done, progress } = scene.start();
    await done;
    expect(progress.flatMap((state) => (state.phase === "waiting" ? [state.ms] : []))).toEqual([
      1000, 2000, 17_000, 8000, 1000,
    ]);
  });

  it("soon gives up where there is no network, and says what to do", async () => {
    const url = scene.hub.url;
    await scene.hub[Symbol.asyncDispose]();
    const attempt = scene.start();
    const error: unknown = await attempt.done.catch((error: unknown) => error);
    expect(error).toMatchObject({ code: "missing" });
    expect(String(error)).toContain(new URL(url).host);
    expect(String(error)).toContain("HF_ENDPOINT");
    expect(String(error)).toContain(scene.finalPath());
    expect(attempt.clock.now()).toBe(3000);
    expect(await scene.filesBeside()).toEqual([]);
  });

  it("is more patient with a download that was under way, and keeps what is there", async () => {
    scene.hold();
    scene.hub.misbehave({ kind: "cut", afterBytes: 10_000 });
    scene.hub.alwaysMisbehave({ kind: "status", status: 502 });
    expect((await scene.failure()).message).toContain("502");
    expect(scene.hub.requests).toHaveLength(8);
    expect(await scene.filesBeside()).toEqual(["x.gguf.part", "x.gguf.part.json"]);
  });

  it("stops at once while it waits", async () => {
    scene.hold();
    scene.hub.misbehave({ kind: "cut", afterBytes: 10_000 });
    const { done, stop, clock, progress } = scene.start({ skipsPauses: false });
    await vi.waitFor(() => {
      expect(progress.at(-1)?.phase).toBe("waiting");
    });
    const reason = new Error("the bot is stopped");
    stop.abort(reason);
    await expect(done).rejects.toBe(reason);
    expect(clock.sleepers()).toBe(0);
  });

  it.each([
    [404, "no such file"],
    [410, "no such file"],
    [401, "permission"],
    [403, "permission"],
    [400, "status 400"],
  ])("does not ask again after status %i, and says why", async (status, words) => {
    scene.hold();
    scene.hub.misbehave({ kind: "status", status });
    const { code, message } = await scene.failure();
    expect(code).toBe("missing");
    expect(message).toContain(words);
    expect(message).toContain(ADDRESS);
    expect(scene.hub.requests).toHaveLength(1);
    expect(await scene.filesBeside()).toEqual([]);
  });

  it("does not follow redirects round and round, nor off to something else", async () => {
    scene.hold();
    scene.hub.alwaysMisbehave({ kind: "redirect", to: `/${ADDRESS}` });
    expect((await scene.failure()).message).toContain("cannot be followed");
    scene.hub.alwaysMisbehave({ kind: "redirect", to: "ftp://example.org/x.gguf" });
    expect((await scene.failure()).message).toContain("cannot be followed");
  });
});
