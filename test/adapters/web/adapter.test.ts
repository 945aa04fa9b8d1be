import { createServer, Socket } from "node:net";
import { describe, expect, it, vi } from "vitest";
import { createWebAdapter } from "../../../src/adapters/web/adapter.ts";
import type { Health } from "../../../src/adapters/web/health.ts";
import type { AdapterState } from "../../../src/core/chat-adapter.ts";
import type { Receipt, Reply } from "../../../src/core/chat.ts";
import { createCapturedLog } from "../../fakes/captured-log.ts";
import { createManualClock } from "../../fakes/manual-clock.ts";
import { answerWith, createScriptedConversation } from "../../fakes/scripted-conversation.ts";
import { allEventsOf, matching, rawRequest, standInPage, startWeb, WELL } from "./running-web.ts";

const QUESTION = { channel: "kitchen", text: "What is a lantern?" };

describe("listening", () => {
  it("says where, and is connected from then on", async () => {
    await using web = await startWeb();
    expect(web.url).toMatch(/^http:\/\/localhost:\d+$/);
    await vi.waitFor(() => expect(web.running.state()).toEqual({ kind: "connected" }));
    expect(web.states).toEqual([{ kind: "connected" }]);
  });

  it("is refused a port that is taken, with a sentence that names it", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const port = typeof address === "object" ? (address?.port ?? 0) : 0;
    const states: AdapterState[] = [];
    const adapter = createWebAdapter({
      host: "127.0.0.1",
      port,
      password: null,
      pageDir: ".",
      log: createCapturedLog(),
      about: () => ({ name: "Lantern", model: "tiny", demo: true }),
      health: () => WELL,
    });
    const running = adapter.start(createScriptedConversation(), (state) => states.push(state));
    const sentence = `WEB_PORT: port ${port} on 127.0.0.1 is already taken by another program; stop it or choose another port.`;
    await expect(adapter.listening()).rejects.toMatchObject({
      name: "AdapterError",
      code: "refused",
      message: sentence,
    });
    await vi.waitFor(() => expect(states).toEqual([{ kind: "refused", sentence }]));
    await running.close();
    other.close();
  });

  it("names WEB_HOST when that is no address of this machine", async () => {
    const refused = startWeb({ host: "192.0.2.1" });
    await expect(refused).rejects.toThrow(/^WEB_HOST: “192\.0\.2\.1” is no address of this machine/);
  });
});

describe("GET /healthz", () => {
  it("is 200 when all is well and 503 when not, with the particulars", async () => {
    let health: Health = WELL;
    await using web = await startWeb({ health: () => health });
    const well = await fetch(`${web.url}/healthz`);
    expect([well.status, await well.json()]).toEqual([200, WELL]);
    health = {
      ready: false,
      model: "ready",
      platforms: { telegram: { state: "refused", sentence: "TELEGRAM_TOKEN is not accepted." } },
    };
    const unwell = await fetch(`${web.url}/healthz`);
    expect([unwell.status, await unwell.json()]).toEqual([503, health]);
  });
});

describe("who may ask", () => {
  const headers = { "content-type": "application/json" };
  const ask = (url: string, more: Record<string, string>) =>
    rawRequest(`${url}/api/chat`, {
      method: "POST",
      headers: { ...headers, ...more },
      chunks: [JSON.stringify(QUESTION)],
    });

  it.each([
    ["another site", { origin: "https://evil.example" }],
    ["another port of this machine", { origin: "http://localhost:1" }],
    ["a page without an origin of its own", { origin: "null" }],
    ["another site, by its own word", { "sec-fetch-site": "cross-site" }],
    ["a sister site, by its own word", { "sec-fetch-site": "same-site" }],
  ])("refuses a page of %s", async (_, foreign) => {
    await using web = await startWeb();
    for (const response of [
      await ask(web.url, foreign),
      await rawRequest(`${web.url}/api/history?channel=a`, { headers: foreign }),
      await rawRequest(`${web.url}/api/chat`, { method: "OPTIONS", headers: foreign }),
    ]) {
      expect(response.status).toBe(403);
      expect(JSON.parse(response.body)).toEqual({
        code: "foreign-origin",
        message: "Pages of other sites may not use this bot.",
      });
      expect(response.headers).not.toHaveProperty("access-control-allow-origin");
    }
    expect(web.core.received).toEqual([]);
  });

  it("takes its own page and clients that are no browsers", async () => {
    await using web = await startWeb();
    const own = { origin: web.url, "sec-fetch-site": "same-origin" };
    expect((await ask(web.url, own)).status).toBe(200);
    expect((await ask(web.url, {})).status).toBe(200);
  });

  it("refuses a foreign name that was pointed at this machine", async () => {
    await using page = await standInPage();
    await using web = await startWeb({ pageDir: page.path });
    const port = new URL(web.url).port;
    for (const path of ["/", "/healthz", "/api/about"]) {
      for (const host of [`evil.example:${port}`, "localhost.evil.example", "127.0.0.2", "[::2]:80"]) {
        const response = await rawRequest(web.url + path, { headers: { host } });
        expect([response.status, JSON.parse(response.body)]).toMatchObject([403, { code: "foreign-host" }]);
      }
      for (const host of ["localhost", "LOCALHOST:80", "127.0.0.1:7860", "[::1]:7860"]) {
        expect((await rawRequest(web.url + path, { headers: { host } })).status).toBe(200);
      }
    }
  });

  it.each([
    ["it was bound to more than this machine", { host: "0.0.0.0" }],
    ["it asks for a password, as behind a reverse proxy", { password: "open sesame" }],
  ])("takes any name when %s", async (_, options) => {
    await using web = await startWeb(options);
    const headers = { host: "bot.example:7860", authorization: "Bearer open sesame" };
    expect((await rawRequest(`${web.url}/api/about`, { headers })).status).toBe(200);
  });

  it("takes the browser's word that a page is its own, where a proxy gives it another name", async () => {
    await using web = await startWeb();
    const own = { origin: "https://bot.example", "sec-fetch-site": "same-origin" };
    expect((await ask(web.url, own)).status).toBe(200);
  });
});

describe("the page's files", () => {
  it("are served by name, and asked about each time", async () => {
    await using page = await standInPage();
    await using web = await startWeb({ pageDir: page.path });
    const types = {
      "/": "text/html",
      "/page.js": "text/javascript",
      "/page.css": "text/css",
      "/icon.svg": "image/svg",
    };
    for (const [path, type] of Object.entries(types)) {
      const response = await fetch(web.url + path);
      expect(await response.text()).toBe(`the ${path === "/" ? "index.html" : path.slice(1)}`);
      expect(response.headers.get("content-type")).toContain(type);
      expect(response.headers.get("cache-control")).toBe("no-cache");
      const etag = response.headers.get("etag") ?? "";
      const again = await rawRequest(web.url + path, { headers: { "if-none-match": etag } });
      expect([again.status, again.body]).toEqual([304, ""]);
    }
  });

  it("are missed with a sentence that says how they are made", async () => {
    await using web = await startWeb();
    const response = await fetch(`${web.url}/`);
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ message: matching(/npm run build/) });
  });
});

describe("stopping", () => {
  it("takes nothing new, while an answer under way still arrives", async () => {
    await using web = await startWeb();
    const replies: Reply[] = [];
    web.core.onMessage = (_, reply) => {
      replies.push(reply);
      return "accepted";
    };
    const underway = await web.post("/api/chat", QUESTION);
    await web.running.stopIntake();
    for (const path of ["chat", "retry", "reset", "stop", "undo", "forget", "warm"]) {
      const refused = await web.post(`/api/${path}`, QUESTION);
      expect([refused.status, await refused.json()]).toMatchObject([503, { code: "stopping" }]);
    }
    expect((await fetch(`${web.url}/healthz`)).status).toBe(200);
    if (replies[0]) await answerWith(replies[0], "A lamp.");
    expect((await allEventsOf(underway)).at(-1)).toMatchObject({ event: "done", data: { text: "A lamp." } });
  });

  it("waits for messages that are being handed over", async () => {
    await using web = await startWeb();
    let accept: () => void = () => undefined;
    const handedOver = new Promise<void>((heard) => {
      web.core.onMessage = async (_, reply): Promise<Receipt> => {
        heard();
        await new Promise<void>((resolve) => (accept = resolve));
        await answerWith(reply, "A lamp.");
        return "accepted";
      };
    });
    const asked = web.post("/api/chat", QUESTION);
    await handedOver;
    let stopped = false;
    const stopping = web.running.stopIntake().then(() => (stopped = true));
    await fetch(`${web.url}/healthz`);
    expect(stopped).toBe(false);
    accept();
    await stopping;
    await (await asked).text();
  });

  it("ends what is still under way with a sentence, closes every connection and may be repeated", async () => {
    const web = await startWeb();
    web.core.onMessage = () => "accepted";
    const underway = await web.post("/api/chat", { ...QUESTION, text: "什么是灯?" });
    const idle = await connect(web.url);
    const closed = web.running.close();
    expect(await allEventsOf(underway)).toEqual([
      { event: "error", data: { code: "restarting", message: "机器人正在停止，恢复运行后会在这里回答。" } },
    ]);
    await closed;
    await web.running.close();
    await vi.waitFor(() => expect(idle.closed).toBe(true));
    expect(web.running.state()).toEqual({ kind: "stopped" });
    await expect(fetch(`${web.url}/healthz`)).rejects.toThrow();
  });
});

it("keeps a silent stream alive with a comment every 15 s", async () => {
  const clock = createManualClock();
  await using web = await startWeb({ clock });
  const replies: Reply[] = [];
  web.core.onMessage = (_, reply) => {
    replies.push(reply);
    return "accepted";
  };
  const response = await web.post("/api/chat", QUESTION);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  await vi.waitFor(() => expect(clock.sleepers()).toBe(1));
  await clock.advance(15_000);
  expect((await reader?.read())?.value).toBe(":\n\n");
  await clock.advance(10_000);
  replies[0]?.show("A la");
  expect((await reader?.read())?.value).toContain("event: delta");
  await clock.advance(14_999); // counted from the last event
  await clock.advance(1);
  expect((await reader?.read())?.value).toBe(":\n\n");
  if (replies[0]) await answerWith(replies[0], "A lamp.");
  expect((await reader?.read())?.value).toContain("event: done");
  expect(clock.sleepers()).toBe(0);
});

/** A connection that asks for nothing. */
async function connect(url: string): Promise<Socket> {
  const socket = new Socket();
  const { port } = new URL(url);
  await new Promise<void>((resolve) => socket.connect(Number(port), "127.0.0.1", resolve));
  return socket;
}
