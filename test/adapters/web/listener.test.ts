import { Hono } from "hono";
import { connect, type Socket } from "node:net";
import { describe, expect, it, vi } from "vitest";
import { LISTENER_LIMITS, openListener, type ListenerLimits } from "../../../src/adapters/web/listener.ts";
import { readText } from "../../../src/adapters/web/body.ts";
import { sendBytes } from "./running-web.ts";

interface Opened extends AsyncDisposable {
  readonly url: string;
  /** What the endpoint made of each body. */
  readonly bodies: unknown[];
}

/** A server with an endpoint that reads, and one that begins to answer and does not end. */
async function open(limits: Partial<ListenerLimits>): Promise<Opened> {
  const bodies: unknown[] = [];
  const app = new Hono();
  app.post("/read", async (c) => {
    bodies.push(await readText(c.req.raw));
    return c.text("read");
  });
  app.get("/endless", (c) =>
    c.body(new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode("…")) })),
  );
  const listener = openListener(app, "127.0.0.1", 0, { ...LISTENER_LIMITS, checkEveryMs: 10, ...limits });
  return {
    url: `http://127.0.0.1:${await listener.listening}`,
    bodies,
    [Symbol.asyncDispose]: () => listener.close(),
  };
}

/** A connection that has been opened, or refused. */
async function connected(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.on("error", () => undefined); // a refusal may come as a reset
  await new Promise((resolve) => socket.once("connect", resolve));
  return socket;
}

describe("the listener", () => {
  it.each([
    ["whose headers never end", "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "],
    ["that says nothing", ""],
  ])("does not wait for a connection %s", async (_, bytes) => {
    await using server = await open({ headersMs: 30 });
    const response = await sendBytes(server.url, bytes);
    expect([response.status, JSON.parse(response.body)]).toEqual([
      408,
      { code: "too-slow", message: "The request took too long to arrive." },
    ]);
    expect(response.headers).toMatchObject({ connection: "close", "x-content-type-options": "nosniff" });
  });

  it("does not wait for a body that comes too slowly, nor take what has come for the whole", async () => {
    await using server = await open({ headersMs: 20, requestMs: 40 });
    const head = "POST /read HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n";
    expect((await sendBytes(server.url, `${head}{"channel":`)).status).toBe(408);
    await vi.waitFor(() => expect(server.bodies).toEqual([{ ok: false, status: 400, code: "cut-off" }]));
  });

  it("lets an answer take longer than a request may, and never writes into one", async () => {
    await using server = await open({ headersMs: 20, requestMs: 20 });
    const socket = await connected(server.url);
    let received = "";
    socket.setEncoding("utf8").on("data", (piece: string) => (received += piece));
    socket.write("GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await vi.waitFor(() => expect(received).toContain("…"));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(socket.readyState).toBe("open");
    socket.write("garbage\r\n\r\n");
    await vi.waitFor(() => expect(socket.closed).toBe(true));
    expect(received.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });

  it("ends a connection over which nothing goes any more", async () => {
    await using server = await open({ silenceMs: 40 });
    const socket = await connected(server.url);
    socket.resume().write("GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await vi.waitFor(() => expect(socket.closed).toBe(true));
  });

  it("takes only so many connections, and others once there is room", async () => {
    await using server = await open({ connections: 2 });
    const two = [await connected(server.url), await connected(server.url)];
    const third = await connected(server.url);
    third.resume();
    await vi.waitFor(() => expect(third.closed).toBe(true));
    expect(two.map(({ readyState }) => readyState)).toEqual(["open", "open"]);
    two[0]?.destroy();
    await vi.waitFor(async () => expect((await fetch(`${server.url}/nothing`)).status).toBe(404));
    two[1]?.destroy();
  });

  it("takes headers of 16 KiB and no more", async () => {
    await using server = await open({});
    const request = (bytes: number) =>
      `GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX: ${"x".repeat(bytes)}\r\n\r\n`;
    expect((await sendBytes(server.url, request(16_000))).status).toBe(404);
    const refused = await sendBytes(server.url, request(16_400));
    expect([refused.status, JSON.parse(refused.body)]).toMatchObject([431, { code: "headers-too-large" }]);
  });

  it("sets every limit to something", () => {
    for (const limit of Object.values(LISTENER_LIMITS)) expect(limit).toBeGreaterThan(0);
    expect(LISTENER_LIMITS.headersMs).toBeLessThanOrEqual(LISTENER_LIMITS.requestMs);
    expect(LISTENER_LIMITS.silenceMs).toBeGreaterThan(15_000); // the pause between two signs of life of a stream
  });
});
