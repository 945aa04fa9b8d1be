import { randomUUID } from "node:crypto";
import { Hono, type Context } from "hono";
import {
  channelId,
  type CommandCall,
  type CommandName,
  type Conversation,
  type Person,
} from "../../core/chat.ts";
import type { Clock } from "../../core/clock.ts";
import { HistoryError } from "../../core/errors.ts";
import { languageFor } from "../../core/language.ts";
import type { Log } from "../../core/log.ts";
import { channelBody, chatBody, check, readBody } from "./body.ts";
import type { About } from "./health.ts";
import { languageOf, localeOf } from "./locale.ts";
import type { OpenReplies } from "./open-replies.ts";
import { refuse } from "./refuse.ts";
import { createStreamReply, type StreamReply } from "./reply.ts";
import { sentenceFor } from "./sentences.ts";

export interface ChatApiOptions {
  readonly core: Conversation;
  readonly about: () => About;
  readonly openReplies: OpenReplies;
  readonly clock: Clock;
  readonly log: Log;
  /** False once nothing new is taken. */
  readonly takesMore: () => boolean;
  /** Keeps note of a call into the core until it has resolved. */
  readonly handOver: (call: Promise<unknown>) => void;
}

/** What stands under `/api`: the questions and commands of the page, and of anybody else on this machine. */
export function createChatApi(options: ChatApiOptions): Hono {
  const { core, about, openReplies, clock, log, takesMore, handOver } = options;
  const api = new Hono();

  api.use(async (c, next) => {
    c.header("Cache-Control", "no-store");
    if (c.req.method === "POST" && !takesMore()) return refuse(c, 503, "stopping");
    await next();
    return undefined;
  });

  api.post("/chat", async (c) => {
    const body = await readBody(c.req.raw, chatBody);
    if (!body.ok) return refuse(c, body.status, body.code);
    const { channel: name, text } = body.value;
    const channel = channelId("web", name);
    const locale = localeOf(c.req.header("accept-language"));
    const language = languageFor(locale, text);
    const reply = createStreamReply(clock);

    async function receive(): Promise<void> {
      const receipt = await core.receive(
        {
          channel,
          id: randomUUID(),
          author: personBehind(name),
          text,
          facts: { kind: "direct", mentionsBot: false, repliesToBot: false, authorIsBot: false },
          origins: [],
          ...(locale !== undefined && { locale }),
        },
        reply,
      );
      if (receipt === "ignored") reply.fail("ignored", sentenceFor("ignored", language));
    }
    openReplies.add({ channel, reply, language, question: text });
    handOver(receive());
    return eventStream(c, reply);
  });

  api.post("/retry", async (c) => {
    const body = await readBody(c.req.raw, channelBody);
    if (!body.ok) return refuse(c, body.status, body.code);
    const reply = createStreamReply(clock);
    const call = commandCall(c, "retry", body.value.channel);

    async function retry(): Promise<void> {
      const sentence = await core.command(call, reply);
      if (sentence !== null) reply.fail("refused", sentence);
    }
    openReplies.add({ channel: call.channel, reply, language: call.language });
    handOver(retry());
    return eventStream(c, reply);
  });

  for (const command of ["stop", "reset"] as const) {
    api.post(`/${command}`, async (c) => {
      const body = await readBody(c.req.raw, channelBody);
      if (!body.ok) return refuse(c, body.status, body.code);
      const call = core.command(commandCall(c, command, body.value.channel), createStreamReply(clock));
      handOver(call);
      return c.json({ message: (await call) ?? "" });
    });
  }

  api.get("/history", async (c) => {
    const query = check(c.req.query(), channelBody);
    if (!query.ok) return refuse(c, query.status, query.code);
    const channel = channelId("web", query.value.channel);
    try {
      // Looked at first: an answer that ends meanwhile is then shown twice for a moment, not missed.
      const underway = openReplies.underway(channel);
      const turns = await core.history(channel);
      return c.json({
        turns: turns.map(({ role, text }) => ({ role, text })),
        ...(underway && { underway }),
      });
    } catch (error) {
      if (!(error instanceof HistoryError)) throw error;
      log.error("The history of a web channel could not be read.", { error });
      return refuse(c, 500, "history");
    }
  });

  api.get("/about", (c) => c.json(about()));

  api.all("/:endpoint{chat|retry|stop|reset|history|about}", (c) => refuse(c, 405, "wrong-method"));
  return api;
}

function commandCall(c: Context, name: CommandName, channelName: string): CommandCall {
  return {
    name,
    channel: channelId("web", channelName),
    person: personBehind(channelName),
    origins: [],
    direct: true,
    language: languageOf(c.req.header("accept-language")),
  };
}

/** Whoever knows a channel's name is the one person who talks there. */
function personBehind(channelName: string): Person {
  return { id: `web:${channelName}`, name: "", managesChannel: true };
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
