import { fileURLToPath } from "node:url";
import { Hono } from "hono";
import type { AdapterState, ChatAdapter } from "../../core/chat.ts";
import type { Clock } from "../../core/clock.ts";
import { AdapterError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { systemClock } from "../../core/system-clock.ts";
import { createChatApi, type ChatApiOptions } from "./chat-api.ts";
import { knownHosts, sameOriginOnly, securityHeaders } from "./guards.ts";
import type { About, Health } from "./health.ts";
import { openListener, type Listener } from "./listener.ts";
import { createOpenReplies } from "./open-replies.ts";
import { createPageFiles } from "./page-files.ts";
import { refuse } from "./refuse.ts";

export interface WebAdapterOptions {
  /** WEB_HOST: the address to listen on. */
  readonly host: string;
  /** WEB_PORT; 0 takes a free one. */
  readonly port: number;
  /** Where the built page lies. */
  readonly pageDir: URL | string;
  readonly log: Log;
  readonly about: () => About;
  readonly health: () => Health;
  readonly clock?: Clock;
}

/** The web page and the HTTP endpoints. */
export interface WebAdapter extends ChatAdapter {
  /**
   * Where the page can be opened, once it can. Rejects with an {@link AdapterError} `refused`, naming WEB_PORT or
   * WEB_HOST, when the port cannot be had. Waits for `start`.
   */
  listening(): Promise<{ readonly url: string }>;
}

export function createWebAdapter(options: WebAdapterOptions): WebAdapter {
  const { host, port, log, clock = systemClock } = options;
  let announce: (listener: Listener) => void = () => undefined;
  const opened = new Promise<Listener>((resolve) => (announce = resolve));

  return {
    platform: "web",
    async listening() {
      const listener = await opened;
      return { url: urlOf(host, await listener.listening) };
    },

    start(core, onState) {
      const openReplies = createOpenReplies();
      const handovers = new Set<Promise<unknown>>();
      let takesMore = true;
      let closing: Promise<void> | undefined;
      let state: AdapterState = { kind: "connecting" };

      function enter(next: AdapterState): void {
        state = next;
        onState(next);
      }

      function handOver(call: Promise<unknown>): void {
        const noted = call.finally(() => handovers.delete(noted));
        handovers.add(noted);
      }

      const app = createApp(options, {
        core,
        openReplies,
        clock,
        log,
        about: options.about,
        handOver,
        takesMore: () => takesMore,
      });
      const listener = openListener(app, host, port);
      announce(listener);
      listener.listening.then(
        () => closing ?? enter({ kind: "connected" }),
        (error: unknown) => {
          const sentence = error instanceof AdapterError ? error.message : String(error);
          enter({ kind: "refused", sentence });
        },
      );

      async function stopIntake(): Promise<void> {
        takesMore = false;
        await Promise.allSettled(handovers);
      }

      async function close(): Promise<void> {
        await stopIntake();
        openReplies.failAll("stopping");
        await listener.close();
        enter({ kind: "stopped" });
      }

      return { state: () => state, stopIntake, close: () => (closing ??= close()) };
    },
  };
}

function createApp(options: WebAdapterOptions, api: ChatApiOptions): Hono {
  const app = new Hono();
  app.use(securityHeaders);
  app.use(knownHosts(options.host));
  app.use("/api/*", sameOriginOnly);
  app.route("/api", createChatApi(api));
  app.get("/healthz", (c) => {
    const health = options.health();
    c.header("Cache-Control", "no-store");
    return c.json(health, health.ready ? 200 : 503);
  });
  const { pageDir } = options;
  app.route(
    "/",
    createPageFiles(typeof pageDir === "string" ? pageDir : fileURLToPath(pageDir), options.log),
  );
  app.notFound((c) => refuse(c, 404, "not-found"));
  app.onError((error, c) => {
    options.log.error("A web request failed.", { error, path: c.req.path });
    return refuse(c, 500, "internal");
  });
  return app;
}

/** The address to open in a browser; one that means "every address" becomes this machine's. */
function urlOf(host: string, port: number): string {
  if (host === "0.0.0.0" || host === "::" || host === "127.0.0.1") return `http://localhost:${port}`;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
