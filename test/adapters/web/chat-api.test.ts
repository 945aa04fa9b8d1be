import { describe, expect, it, vi } from "vitest";
import type { Receipt, Reply } from "../../../src/core/chat.ts";
import { HistoryError } from "../../../src/core/errors.ts";
import type { Turn } from "../../../src/core/turn.ts";
import { answerWith, FIGURES } from "../../fakes/scripted-conversation.ts";
import { allEventsOf, eventsOf, matching, rawRequest, startWeb, type PostInit } from "./running-web.ts";

const QUESTION = { channel: "kitchen", text: "What is a lantern?" };

describe("POST /api/chat", () => {
  it("streams the answer in pieces and ends with the whole of it and its figures", async () => {
    await using web = await startWeb();
    let reply: Reply | undefined;
    web.core.onMessage = (_, given) => {
      reply = given;
      return "accepted";
    };
    const response = await web.post("/api/chat", QUESTION);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("x-accel-buffering")).toBe("no");

    const events = eventsOf(response);
    const next = async () => (await events.next()).value;
    reply?.working({ kind: "waiting", ahead: 2, sentence: "In line…" });
    expect(await next()).toEqual({ event: "waiting", data: { ahead: 2 } });
    reply?.working({ kind: "reading", done: 640, total: 1480, sentence: "Reading…" });
    expect(await next()).toEqual({ event: "reading", data: { done: 640, total: 1480 } });
    reply?.show("A lamp");
    expect(await next()).toEqual({ event: "delta", data: { text: "A lamp" } });
    reply?.show("A lamp with\n\ndata: a handle");
    expect(await next()).toEqual({ event: "delta", data: { text: " with\n\ndata: a handle" } });
    await reply?.finish({
      kind: "answered",
      text: "A lamp with\n\ndata: a handle.",
      notes: ["Older messages have left the window."],
      figures: FIGURES,
    });
    expect(await next()).toEqual({ event: "delta", data: { text: "." } });
    expect(await next()).toEqual({
      event: "done",
      data: {
        text: "A lamp with\n\ndata: a handle.",
        notes: ["Older messages have left the window."],
        ...FIGURES,
      },
    });
    expect(await next()).toBeUndefined();
  });

  it("hands the question over as a direct message of the one person who knows the channel's name", async () => {
    await using web = await startWeb();
    await allEventsOf(await web.post("/api/chat", { channel: "a-B_9", text: "  你好\n" }, zh()));
    expect(web.core.received).toEqual([
      {
        channel: "web:a-B_9",
        id: matching(/^[0-9a-f-]{36}$/),
        author: { id: "web:a-B_9", name: "", managesChannel: true },
        text: "你好",
        facts: {
          kind: "direct",
          mentionsBot: false,
          repliesToBot: false,
          mentionsOthers: false,
          authorIsBot: false,
        },
        origins: [],
        locale: "zh-CN",
        place: matching(/^{"channel":"a-B_9",.*}$/),
      },
    ]);
    await allEventsOf(await web.post("/api/chat", QUESTION));
    expect(web.core.received[1]?.id).not.toBe(web.core.received[0]?.id);
  });

  it("takes back what the answer no longer begins with", async () => {
    await using web = await startWeb();
    const replies: Reply[] = [];
    web.core.onMessage = (_, reply) => {
      replies.push(reply);
      reply.show("A lamp that");
      return "accepted";
    };
    const events = eventsOf(await web.post("/api/chat", QUESTION));
    expect((await events.next()).value).toEqual({ event: "delta", data: { text: "A lamp that" } });
    replies[0]?.show("");
    expect((await events.next()).value).toEqual({ event: "restart", data: {} });
    replies[0]?.show("A light");
    expect((await events.next()).value).toEqual({ event: "delta", data: { text: "A light" } });
    if (replies[0]) await answerWith(replies[0], "Light");
    expect((await events.next()).value).toEqual({ event: "restart", data: {} });
    expect((await events.next()).value).toEqual({ event: "delta", data: { text: "Light" } });
    expect((await events.next()).value).toMatchObject({ event: "done", data: { text: "Light" } });
  });

  it("says that an answer was stopped, whatever the figures say", async () => {
    await using web = await startWeb();
    web.core.onMessage = async (_, reply): Promise<Receipt> => {
      await reply.finish({ kind: "stopped", text: "A la", notes: [], figures: FIGURES });
      return "accepted";
    };
    const events = await allEventsOf(await web.post("/api/chat", QUESTION));
    expect(events.at(-1)).toMatchObject({ event: "done", data: { text: "A la", ended: "stopped" } });
  });

  it("tells a failure as an error with its code, its sentence and what there is of the answer", async () => {
    await using web = await startWeb();
    web.core.onMessage = async (_, reply): Promise<Receipt> => {
      await reply.finish({
        kind: "failed",
        text: "A l",
        code: "model",
        sentence: "Sorry.",
        incident: "k3f9",
      });
      return "refused";
    };
    expect(await allEventsOf(await web.post("/api/chat", QUESTION))).toEqual([
      { event: "delta", data: { text: "A l" } },
      { event: "error", data: { code: "model", message: "Sorry.", text: "A l", incident: "k3f9" } },
    ]);
  });

  it("ends with an error when the core leaves a message unanswered", async () => {
    await using web = await startWeb();
    web.core.onMessage = () => "ignored";
    expect(await allEventsOf(await web.post("/api/chat", QUESTION, zh()))).toEqual([
      { event: "error", data: { code: "ignored", message: "这里不回答这条消息。" } },
    ]);
  });

  it("goes on with an answer that nobody reads any more", async () => {
    await using web = await startWeb();
    const replies: Reply[] = [];
    web.core.onMessage = (_, reply) => {
      replies.push(reply);
      return "accepted";
    };
    const leaving = new AbortController();
    const response = await web.post("/api/chat", QUESTION, { signal: leaving.signal });
    leaving.abort();
    await expect(response.text()).rejects.toThrow("abort");
    const [reply] = replies;
    expect(reply?.lost.aborted).toBe(false);
    if (reply) await answerWith(reply, "A lamp."); // resolves although it can no longer be sent
    expect(reply?.lost.aborted).toBe(false);
  });

  it.each([
    ["no JSON", "{", 400, "bad-json"],
    ["no object", "[]", 400, "bad-body"],
    ["no channel", JSON.stringify({ text: "hi" }), 400, "bad-channel"],
    ["an empty channel", JSON.stringify({ channel: "", text: "hi" }), 400, "bad-channel"],
    ["a channel with a path in it", JSON.stringify({ channel: "../a", text: "hi" }), 400, "bad-channel"],
    [
      "a channel of 65 characters",
      JSON.stringify({ channel: "a".repeat(65), text: "hi" }),
      400,
      "bad-channel",
    ],
    ["no text", JSON.stringify({ channel: "a" }), 400, "bad-text"],
    ["a text of blanks", JSON.stringify({ channel: "a", text: " \n" }), 400, "bad-text"],
    ["a text that is a number", JSON.stringify({ channel: "a", text: 7 }), 400, "bad-text"],
    ["100 kB", JSON.stringify({ channel: "a", text: "x".repeat(100_000) }), 413, "too-large"],
  ])("refuses a body with %s", async (_, body, status, code) => {
    await using web = await startWeb();
    const response = await web.post("/api/chat", null, { body });
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ code, message: matching(/^\P{Cc}+\.$/u) });
    expect(web.core.received).toEqual([]);
  });

  it("refuses a body that turns out too large while it comes", async () => {
    await using web = await startWeb();
    const response = await rawRequest(`${web.url}/api/chat`, {
      method: "POST",
      headers: { "content-type": "application/json", "accept-language": "fr, zh-TW;q=0.8, en;q=0.5" },
      chunks: ['{"channel":"a","text":"', ...Array.from({ length: 7 }, () => "x".repeat(10_000)), '"}'],
    });
    expect(response.status).toBe(413);
    expect(JSON.parse(response.body)).toEqual({
      code: "too-large",
      message: "消息太大，一次最多发送 64 KiB。",
    });
  });

  it("takes a body of a little under 64 KiB, cut anywhere", async () => {
    await using web = await startWeb();
    const text = "灯".repeat(21_000);
    const whole = new TextEncoder().encode(JSON.stringify({ channel: "a", text }));
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < whole.length; at += 1000) controller.enqueue(whole.slice(at, at + 1000));
        controller.close();
      },
    });
    const events = await allEventsOf(await web.post("/api/chat", null, { body, duplex: "half" }));
    expect(events.at(-1)).toMatchObject({ event: "done", data: { text: `echo: ${text}` } });
  });

  it("refuses other content types, which a foreign form could send", async () => {
    await using web = await startWeb();
    const response = await web.post("/api/chat", QUESTION, { headers: { "content-type": "text/plain" } });
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({ code: "not-json" });
    expect(web.core.received).toEqual([]);
  });

  it("turns people away while 500 answers are under way, and takes them again after", async () => {
    await using web = await startWeb();
    const replies: Reply[] = [];
    web.core.onMessage = (_, reply) => {
      replies.push(reply);
      return "accepted";
    };
    const streams = await Promise.all(Array.from({ length: 500 }, () => web.post("/api/chat", QUESTION)));
    for (const path of ["chat", "retry"]) {
      const refused = await web.post(`/api/${path}`, QUESTION);
      expect([refused.status, refused.headers.get("retry-after"), await refused.json()]).toEqual([
        503,
        "10",
        { code: "too-busy", message: matching(/^Too many answers .+\.$/) },
      ]);
    }
    if (replies[7]) await answerWith(replies[7], "A lamp.");
    expect((await web.post("/api/chat", QUESTION)).status).toBe(200);
    await Promise.all(streams.map(async (stream) => stream.body?.cancel()));
  });
});

describe("the commands", () => {
  it.each(["stop", "undo", "forget"] as const)("carries out /%s and gives its sentence", async (name) => {
    await using web = await startWeb();
    const response = await web.post(`/api/${name}`, { channel: "kitchen" }, zh());
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ sentence: `did ${name}` });
    expect(web.core.commands).toEqual([
      {
        name,
        channel: "web:kitchen",
        person: { id: "web:kitchen", name: "", managesChannel: true },
        origins: [],
        direct: true,
        language: "zh",
        place: '{"channel":"kitchen"}',
        hears: "everything",
      },
    ]);
  });

  it("carries out /reset and says whether that can be undone", async () => {
    await using web = await startWeb();
    const reset = async (): Promise<unknown> => (await web.post("/api/reset", { channel: "kitchen" })).json();
    expect(await reset()).toEqual({ sentence: "did reset", undo: false });
    web.core.onCommand = () => ({ sentence: "2 messages are forgotten.", control: "undo" });
    expect(await reset()).toEqual({ sentence: "2 messages are forgotten.", undo: true });
  });

  it("tells the core that a question is coming", async () => {
    await using web = await startWeb();
    const response = await web.post("/api/warm", { channel: "kitchen" });
    expect([response.status, await response.text()]).toEqual([204, ""]);
    expect(web.core.expected).toEqual(["web:kitchen"]);
  });

  it("streams a retried answer", async () => {
    await using web = await startWeb();
    web.core.onCommand = (_, reply) => {
      void answerWith(reply, "Once more.");
      return null;
    };
    const events = await allEventsOf(await web.post("/api/retry", { channel: "kitchen" }));
    expect(events.map(({ event }) => event)).toEqual(["delta", "done"]);
    expect(web.core.commands[0]).toMatchObject({ name: "retry", language: "en" });
  });

  it("tells as an error why nothing is retried", async () => {
    await using web = await startWeb();
    web.core.onCommand = () => "There is nothing to retry.";
    expect(await allEventsOf(await web.post("/api/retry", { channel: "kitchen" }))).toEqual([
      { event: "error", data: { code: "refused", message: "There is nothing to retry." } },
    ]);
  });

  it.each(["stop", "reset", "undo", "forget", "retry", "warm"])(
    "refuses /%s without a channel",
    async (name) => {
      await using web = await startWeb();
      const response = await web.post(`/api/${name}`, {});
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: "bad-channel" });
      expect([web.core.commands, web.core.expected]).toEqual([[], []]);
    },
  );
});

describe("GET /api/history", () => {
  it("gives roles and texts, oldest first, and no speakers", async () => {
    await using web = await startWeb();
    web.core.turns = [
      { role: "user", speaker: "", text: "你好" },
      { role: "assistant", text: "你好!" },
    ];
    const response = await fetch(`${web.url}/api/history?channel=kitchen`);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual({
      turns: [
        { role: "user", text: "你好" },
        { role: "assistant", text: "你好!" },
      ],
    });
  });

  it("adds the answer that is under way in this channel, until it ends", async () => {
    await using web = await startWeb();
    const replies: Reply[] = [];
    web.core.onMessage = (_, reply) => {
      replies.push(reply);
      reply.show("A la");
      return "accepted";
    };
    const history = async (channel: string): Promise<unknown> =>
      (await fetch(`${web.url}/api/history?channel=${channel}`)).json();
    const stream = await web.post("/api/chat", QUESTION);
    expect(await history("kitchen")).toEqual({
      turns: [],
      underway: { question: "What is a lantern?", answer: "A la" },
    });
    expect(await history("cellar")).toEqual({ turns: [] });
    if (replies[0]) await answerWith(replies[0], "A lamp.");
    await stream.text();
    expect(await history("kitchen")).toEqual({ turns: [] });
  });

  it("never shows an answer twice that ends while the history is read", async () => {
    await using web = await startWeb();
    const replies: Reply[] = [];
    web.core.onMessage = (_, reply) => {
      replies.push(reply);
      return "accepted";
    };
    const stream = await web.post("/api/chat", QUESTION);
    const stored: Turn[] = [
      { role: "user", speaker: "", text: QUESTION.text },
      { role: "assistant", text: "A lamp." },
    ];
    web.core.history = async () => {
      if (replies[0]) await answerWith(replies[0], "A lamp.");
      return stored;
    };
    const response = await fetch(`${web.url}/api/history?channel=kitchen`);
    expect(await response.json()).toEqual({
      turns: [
        { role: "user", text: QUESTION.text },
        { role: "assistant", text: "A lamp." },
      ],
    });
    await stream.text();
  });

  it("says in a sentence that it cannot be read, and never pretends that it is empty", async () => {
    await using web = await startWeb();
    web.core.history = () =>
      Promise.reject(new HistoryError("unreadable", "file is corrupt at /secret/path"));
    const response = await fetch(`${web.url}/api/history?channel=kitchen`);
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ code: "history" });
    expect(text).not.toContain("secret");
    expect(web.log.lines).toMatchObject([{ level: "error", fields: { error: { code: "unreadable" } } }]);
  });

  it("shows no exception to people", async () => {
    await using web = await startWeb();
    web.core.history = () => Promise.reject(new TypeError("x is undefined"));
    const response = await fetch(`${web.url}/api/history?channel=kitchen`);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({
      code: "internal",
      message: "Something went wrong; please try again.",
    });
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    await vi.waitFor(() => expect(web.log.lines).toHaveLength(1));
  });

  it("refuses a channel that is none", async () => {
    await using web = await startWeb();
    expect((await fetch(`${web.url}/api/history?channel=%2e%2e`)).status).toBe(400);
    expect((await fetch(`${web.url}/api/history`)).status).toBe(400);
  });
});

it("says who it is", async () => {
  await using web = await startWeb();
  const response = await fetch(`${web.url}/api/about`);
  expect(await response.json()).toEqual({ name: "Lantern", model: "Qwen2.5-0.5B-Instruct", demo: false });
});

it("answers a wrong method and an unknown address with a sentence", async () => {
  await using web = await startWeb();
  for (const [path, method, allow] of [
    ["chat", "GET", "POST"],
    ["warm", "GET", "POST"],
    ["undo", "PUT", "POST"],
    ["about", "DELETE", "GET, HEAD"],
  ] as const) {
    const wrongMethod = await fetch(`${web.url}/api/${path}`, { method });
    expect([wrongMethod.status, await wrongMethod.json()]).toMatchObject([405, { code: "wrong-method" }]);
    expect(wrongMethod.headers.get("allow")).toBe(allow);
  }
  const unknown = await fetch(`${web.url}/api/nothing`);
  expect([unknown.status, await unknown.json()]).toMatchObject([404, { code: "not-found" }]);
});

function zh(): PostInit {
  return { headers: { "accept-language": "zh-CN,zh;q=0.9,en;q=0.8" } };
}
