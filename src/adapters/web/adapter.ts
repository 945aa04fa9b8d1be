import type { AdapterState, ChatAdapter } from "../../core/chat-adapter.ts";
import { channelId } from "../../core/chat.ts";
import type { Clock } from "../../core/clock.ts";
import { AdapterError } from "../../core/errors.ts";
import { languageFor } from "../../core/language.ts";
import type { Log } from "../../core/log.ts";
import { systemClock } from "../../core/system-clock.ts";
import { createApp } from "./app.ts";
import type { About, Health } from "./health.ts";
import { openListener, type Listener } from "./listener.ts";
import { createOpenReplies } from "./open-replies.ts";
import { isLoopbackHost } from "./loopback.ts";
import { createStreamReply } from "./reply.ts";
import { readPlace } from "./reply-place.ts";
import type { Figures } from "./status-routes.ts";

export interface WebAdapterOptions {
  /** WEB_HOST: the address to listen on. */
  readonly host: string;
  /** WEB_PORT; 0 takes a free one. */
  readonly port: number;
  /** WEB_PASSWORD: what everything but `/healthz` asks for. Null: nothing, so `host` had better be a loopback address. */
  readonly password: string | null;
  /** Where the built page lies. */
  readonly pageDir: URL | string;
  readonly log: Log;
  readonly about: () => About;
  readonly health: () => Health;
  /** For `/status` and `/metrics`; absent: neither is there. */
  readonly figures?: Figures;
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
  const { host, port, clock = systemClock } = options;
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

      const app = createApp({
        ...options,
        loopback: isLoopbackHost(host),
        core,
        openReplies,
        clock,
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
        openReplies.failAll("restarting"); // whoever was handed over is answered after the next start
        await listener.close();
        enter({ kind: "stopped" });
      }

      return {
        state: () => state,
        replyAt(place) {
          const known = readPlace(place);
          if (!known) return null;
          const { channel: name, asked } = known;
          const channel = channelId("web", name);
          // Nobody listens any more; who comes back to the page sees it under way, and then in the history.
          const reply = createStreamReply(clock);
          const language = languageFor(undefined, asked?.text ?? "");
          openReplies.add({ channel, reply, language, resumed: true, ...(asked && { asked }) });
          return reply;
        },
        stopIntake,
        close: () => (closing ??= close()),
      };
    },
  };
}

/** The address to open in a browser; one that means "every address" becomes this machine's. */
function urlOf(host: string, port: number): string {
  if (host === "0.0.0.0" || host === "::" || host === "127.0.0.1") return `http://localhost:${port}`;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
