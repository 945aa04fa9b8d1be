import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { webFile } from "../../src/models/model-source.ts";
import { modelContent } from "../fakes/model-hub.ts";
import { CONTENT, SIZE, UNKNOWN, useScene } from "./scene.ts";

const scene = useScene();

describe("fetching from a server that lies", () => {
  it("starts over when the file has changed on the server", async () => {
    scene.hold(modelContent(SIZE));
    scene.hub.misbehave({ kind: "stall", afterBytes: 70_000 });
    const first = scene.start();
    await vi.waitFor(() => {
      expect(first.fetched()).toBe(70_000);
    });
    first.stop.abort();
    await expect(first.done).rejects.toThrow();

    scene.hold();
    await scene.obtain();
    expect(scene.hub.requests.at(-1)?.range).toBe("bytes=70000-");
    await scene.expectWhole();
  });

  it.each([
    ["ignores ranges", { kind: "ignore-range" }],
    ["sends another range", { kind: "wrong-range" }],
    ["sends a range that makes no sense", { kind: "wrong-range", contentRange: "bytes everything" }],
    ["tells another size for a range", { kind: "wrong-range", contentRange: "bytes 60000-60009/60010" }],
    ["says that there is nothing more", { kind: "status", status: 416, headers: { "content-range": "bytes */9" } }],
    ["sends a page", { kind: "page", body: "<title>Sign in</title>" }],
  ] as const)("gets it whole nonetheless when the server once %s", async (_, fault) => {
    scene.hold();
    scene.hub.misbehave({ kind: "cut", afterBytes: 60_000 }, fault);
    await scene.obtain();
    await scene.expectWhole();
  });

  it("fetches it once more from the beginning when the sum is wrong", async () => {
    scene.hold();
    scene.hub.misbehave({ kind: "wrong-bytes" });
    const { done, log } = scene.start();
    await done;
    await scene.expectWhole();
    expect(scene.hub.requests.map(({ range }) => range)).toEqual([undefined, undefined]);
    expect(log.lines).toContainEqual(expect.objectContaining({ level: "warn" }));
  });

  it("gives up when the sum is wrong twice, and leaves nothing behind", async () => {
    scene.hold();
    scene.hub.alwaysMisbehave({ kind: "wrong-bytes" });
    const { code, message } = await scene.failure();
    expect(code).toBe("missing");
    expect(message).toContain("checksum");
    expect(message).toContain(scene.finalPath());
    expect(scene.hub.requests).toHaveLength(2);
    expect(await scene.filesBeside()).toEqual([]);
  });

  it.each([
    ["of another size", modelContent(SIZE + 1)],
    ["that is no model", Buffer.alloc(SIZE, "no model ")],
  ])("does not even read a file %s to the end", async (_, content) => {
    scene.hold(content);
    const { code, message } = await scene.failure();
    expect(code).toBe("missing");
    expect(message).toContain("is not the file x.gguf");
    expect(await scene.filesBeside()).toEqual([]);
  });

  it("takes no more than the file has when the server does not stop", async () => {
    scene.hold(Buffer.concat([CONTENT, CONTENT]));
    scene.hub.alwaysMisbehave({ kind: "no-length" });
    expect((await scene.failure()).message).toContain("another size");
  });

  it("does not fetch what the hub itself says has another sum", async () => {
    scene.hold(modelContent(SIZE), { announced: true });
    expect((await scene.failure()).message).toContain("another checksum");
    expect(scene.hub.requests).toHaveLength(2);
  });

  it("says so when a network answers with a page of its own", async () => {
    scene.hold();
    scene.hub.alwaysMisbehave({ kind: "page", body: "<title>Welcome to our café</title>" });
    expect((await scene.failure()).message).toContain("try another network");
  });

  it("ends when a server starts over at every connection and never gets further", async () => {
    scene.hold(CONTENT, { etag: null });
    scene.hub.alwaysMisbehave({ kind: "cut", afterBytes: 50_000 });
    const { code, message } = await scene.failure({ source: UNKNOWN });
    expect(code).toBe("missing");
    expect(message).toContain("the connection failed");
    expect(scene.hub.requests).toHaveLength(8);
  });
});

describe("fetching a file of which nothing is known beforehand", () => {
  const source = UNKNOWN;

  it("takes size and sum from what the hub announces, and checks them", async () => {
    scene.hold(CONTENT, { announced: true });
    scene.hub.misbehave({ kind: "wrong-bytes" });
    await scene.obtain({ source });
    await scene.expectWhole();
    expect(await scene.filesBeside()).toEqual(["x.gguf", "x.gguf.sha256"]);
  });

  it("makes do with the size where no sum is announced", async () => {
    scene.hold();
    scene.hub.misbehave({ kind: "cut", afterBytes: 60_000 });
    await scene.obtain({ source });
    await scene.expectWhole();
    expect(scene.hub.bytesSent).toBe(SIZE);
    expect(await scene.filesBeside()).toEqual(["x.gguf"]);
  });

  it("goes by the file's date where the server gives no strong ETag", async () => {
    scene.hold(CONTENT, { etag: 'W/"weak"', lastModified: "Tue, 01 Oct 2024 10:00:00 GMT" });
    scene.hub.misbehave({ kind: "cut", afterBytes: 60_000 });
    await scene.obtain({ source });
    expect(scene.hub.requests.at(-1)?.ifRange).toBe("Tue, 01 Oct 2024 10:00:00 GMT");
    expect(scene.hub.bytesSent).toBe(SIZE);
  });

  it("never joins two halves that nothing shows to belong together", async () => {
    scene.hold(CONTENT, { etag: null });
    scene.hub.misbehave({ kind: "cut", afterBytes: 60_000 });
    await scene.obtain({ source });
    expect(scene.hub.requests.at(-1)?.range).toBeUndefined();
    await scene.expectWhole();
  });

  it("refuses what has no size", async () => {
    scene.hold();
    scene.hub.misbehave({ kind: "no-length" });
    expect((await scene.failure({ source })).message).toContain("does not say how large");
  });

  it("fetches from a plain address and keeps it below its server's name", async () => {
    scene.hub.files.set("some/where/y.gguf", { content: CONTENT });
    const url = new URL(`${scene.hub.url}/some/where/y.gguf?key=secret`);
    const { path, name } = await scene.obtain({ source: webFile(url) });
    expect(path).toBe(join(scene.modelsDir(), url.host.replace(":", "_"), "some/where/y.gguf"));
    expect(name).toBe("y");
  });
});
