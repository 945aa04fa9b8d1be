import { EventSourceParserStream, type EventSourceMessage } from "eventsource-parser/stream";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request, type IncomingHttpHeaders } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { createWebAdapter, type WebAdapterOptions } from "../../../src/adapters/web/adapter.ts";
import type { Health } from "../../../src/adapters/web/health.ts";
import type { AdapterState, RunningAdapter } from "../../../src/core/chat-adapter.ts";
import { createCapturedLog, type CapturedLog } from "../../fakes/captured-log.ts";
import { createScriptedConversation, type ScriptedConversation } from "../../fakes/scripted-conversation.ts";

export const WELL: Health = { ready: true, model: "ready", platforms: { web: { state: "connected" } } };

/** What `fetch` takes, with headers in their simplest form. */
export type PostInit = Omit<RequestInit, "headers"> & { readonly headers?: Readonly<Record<string, string>> };

/** A web adapter on a free port, before a core that does what a test says. */
export interface RunningWeb extends AsyncDisposable {
  readonly url: string;
  readonly core: ScriptedConversation;
  readonly running: RunningAdapter;
  readonly states: AdapterState[];
  readonly log: CapturedLog;
  /** Posts `body` as JSON to `path`. */
  post(path: string, body: unknown, init?: PostInit): Promise<Response>;
}

export async function startWeb(options: Partial<WebAdapterOptions> = {}): Promise<RunningWeb> {
  const log = createCapturedLog();
  const core = createScriptedConversation();
  const states: AdapterState[] = [];
  const adapter = createWebAdapter({
    host: "127.0.0.1",
    port: 0,
    password: null,
    pageDir: "no-such-directory",
    log,
    about: () => ({ name: "Lantern", model: "Qwen2.5-0.5B-Instruct", demo: false }),
    health: () => WELL,
    ...options,
  });
  const running = adapter.start(core, (state) => states.push(state));
  const { url } = await adapter.listening();
  return {
    url,
    core,
    running,
    states,
    log,
    post: (path, body, init = {}) =>
      fetch(url + path, {
        method: "POST",
        body: JSON.stringify(body),
        ...init,
        headers: { "content-type": "application/json", ...init.headers },
      }),
    [Symbol.asyncDispose]: () => running.close(),
  };
}

/** A directory with stand-ins for the files of the page, gone again at the end. */
export async function standInPage(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "lantern-page-"));
  await Promise.all(
    ["index.html", "page.js", "page.css", "icon.svg"].map((name) =>
      writeFile(join(path, name), `the ${name}`),
    ),
  );
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

/** Stands for any string that `pattern` matches, in an expected value. */
export function matching(pattern: RegExp): unknown {
  return expect.stringMatching(pattern);
}

export interface ReceivedEvent {
  readonly event: string;
  readonly data: unknown;
}

/** The events of a response, as they come. */
export async function* eventsOf(response: Response): AsyncGenerator<ReceivedEvent, void, undefined> {
  if (!response.body) return;
  const messages: ReadableStream<EventSourceMessage> = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream());
  for await (const { event, data } of messages) yield { event: event ?? "message", data: JSON.parse(data) };
}

/** All events of a response, once it has ended. */
export async function allEventsOf(response: Response): Promise<ReceivedEvent[]> {
  const events: ReceivedEvent[] = [];
  for await (const event of eventsOf(response)) events.push(event);
  return events;
}

export interface RawResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One request below fetch, which would set or forbid some headers; `chunks` are sent without an announced length. */
export function rawRequest(
  url: string,
  options: { method?: string; headers?: Record<string, string>; chunks?: readonly string[] } = {},
): Promise<RawResponse> {
  const { method = "GET", headers = {}, chunks = [] } = options;
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (piece: string) => (body += piece));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
      response.on("error", reject);
    });
    sent.on("error", reject);
    for (const chunk of chunks) sent.write(chunk);
    sent.end();
  });
}

/** Sends `bytes` over a connection of their own, and gives the first response once the server has closed it. */
export function sendBytes(url: string, bytes: string): Promise<RawResponse> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    let received = "";
    const socket = connect(Number(port), "127.0.0.1", () => socket.write(bytes));
    socket.setEncoding("utf8");
    socket.on("data", (piece: string) => (received += piece));
    socket.on("error", reject);
    socket.on("close", () => {
      const [head = "", body = ""] = received.split(/\r\n\r\n(.*)/s);
      const [status = "", ...lines] = head.split("\r\n");
      const headers = lines.map((line) => {
        const [name = "", value = ""] = line.split(/: (.*)/s);
        return [name.toLowerCase(), value] as const;
      });
      resolve({ status: Number(status.split(" ")[1]), headers: Object.fromEntries(headers), body });
    });
  });
}
