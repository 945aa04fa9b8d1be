import { randomUUID } from "node:crypto";
import { Hono, type Context } from "hono";
import { methodNotAllowed } from "hono/method-not-allowed";
import { channelId, type AddressingFacts, type Conversation } from "../../core/chat.ts";
import type { Clock } from "../../core/clock.ts";
import { HistoryError } from "../../core/errors.ts";
import { languageFor } from "../../core/language.ts";
import type { Log } from "../../core/log.ts";
import { channelBody, chatBody, check, readBody, retryBody } from "./body.ts";
import { commandCall, personBehind } from "./caller.ts";
import { viewOf } from "./channel-view.ts";
import { createCommandsApi } from "./commands-api.ts";
import type { About } from "./health.ts";
import { localeOf } from "./locale.ts";
import type { OpenReplies } from "./open-replies.ts";
import { createPassageApi } from "./passage-api.ts";
import { refuse, refuseFor } from "./refuse.ts";
import { createStreamReply, type StreamReply } from "./reply.ts";
import { placeOf } from "./reply-place.ts";
import { createSettingsApi } from "./settings-api.ts";
import { sentenceFor } from "./sentences.ts";

export interface ChatApiOptions {
  readonly core: Conversation;
  readonly about: () => About;
  /** Who is here has signed in, and may sign out. */
  readonly asksPassword: boolean;
  readonly openReplies: OpenReplies;
  readonly clock: Clock;
  readonly log: Log;
  /** False once nothing new is taken. */
  readonly takesMore: () => boolean;
  /** Keeps note of a call into the core until it has resolved. */
  readonly handOver: (call: Promise<unknown>) => void;
}

const FACTS: AddressingFacts = {
  kind: "direct",
  mentionsBot: false,
  repliesToBot: false,
  mentionsOthers: false,
  authorIsBot: false,
};

const TOO_BUSY_SECONDS = 10;

/** What stands under `/api`: the questions and commands of the page, and of anybody else who may talk to the bot. */
export function createChatApi(options: ChatApiOptions): Hono {
  const { core, about, asksPassword, openReplies, clock, log, takesMore, handOver } = options;
  const api = new Hono();

  api.use(async (c, next) => {
    c.header("Cache-Control", "no-store");
    if (c.req.method === "POST" && !takesMore()) return refuse(c, 503, "stopping");
    await next();
    return undefined;
  });
  api.use(
    methodNotAllowed({
      app: api,
      onMethodNotAllowed(c, methods) {
        c.header("Allow", methods.join(", "));
        return refuse(c, 405, "wrong-method");
      },
    }),
  );

  api.post("/chat", async (c) => {
    const body = await readBody(c.req.raw, chatBody);
    if (!body.ok) return refuse(c, body.status, body.code);
    if (openReplies.isFull()) return refuseFor(c, TOO_BUSY_SECONDS, 503, "too-busy");
    const { channel: name, text } = body.value;
    const channel = channelId("web", name);
    const locale = localeOf(c.req.header("accept-language"));
    const language = languageFor(locale, text);
    const reply = createStreamReply(clock);
    const place = placeOf(name, text);

    async function receive(): Promise<void> {
      const receipt = await core.receive(
        {
          channel,
          id: randomUUID(),
          author: personBehind(name),
          text,
          facts: FACTS,
          origins: [],
          ...(locale !== undefined && { locale }),
          place,
        },
        reply,
      );
      if (receipt === "ignored") reply.fail("ignored", sentenceFor("ignored", language));
    }
    openReplies.add({ channel, reply, language, asked: { text, cut: false }, resumed: false });
    const received = receive();
    handOver(received);
    await received; // whoever sees the stream begin is owed an answer, so the question has to be on disk by then
    return eventStream(c, reply);
  });

  api.post("/retry", async (c) => {
    const body = await readBody(c.req.raw, retryBody);
    if (!body.ok) return refuse(c, body.status, body.code);
    if (openReplies.isFull()) return refuseFor(c, TOO_BUSY_SECONDS, 503, "too-busy");
    const { channel: name, text } = body.value;
    const reply = createStreamReply(clock);
    const call = { ...commandCall(c, "retry", name), ...(text !== undefined && { text }) };

    async function retry(): Promise<void> {
      const answer = await core.command(call, reply);
      if (answer !== null) reply.fail("refused", answer.sentence);
    }
    const revised = text !== undefined && { revised: text };
    openReplies.add({ channel: call.channel, reply, language: call.language, resumed: false, ...revised });
    handOver(retry());
    return eventStream(c, reply);
  });

  api.route("/", createCommandsApi({ core, clock, handOver }));
  api.route("/", createSettingsApi({ core, clock, handOver }));
  api.route("/", createPassageApi({ core }));

  api.get("/history", async (c) => {
    const query = check(c.req.query(), channelBody);
    if (!query.ok) return refuse(c, query.status, query.code);
    try {
      return c.json(await viewOf(channelId("web", query.value.channel), core, openReplies));
    } catch (error) {
      if (!(error instanceof HistoryError)) throw error;
      log.error("The history of a web channel could not be read.", { error });
      return refuse(c, 500, "history");
    }
  });

  api.get("/about", (c) => c.json({ ...about(), ...(asksPassword && { password: true }) }));
  return api;
}

function eventStream(c: Context, reply: StreamReply): Response {
  return c.body(reply.body, 200, {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    // Otherwise nginx collects the stream into large pieces, and node-server waits for the first ones to come.
    "X-Accel-Buffering": "no",
    "Transfer-Encoding": "chunked",
  });
}
