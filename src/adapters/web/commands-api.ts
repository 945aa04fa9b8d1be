import { Hono } from "hono";
import { channelId, type Conversation } from "../../core/chat.ts";
import type { Clock } from "../../core/clock.ts";
import { channelBody, readBody } from "./body.ts";
import { commandCall } from "./caller.ts";
import { refuse } from "./refuse.ts";
import { createStreamReply } from "./reply.ts";

export interface CommandsApiOptions {
  readonly core: Conversation;
  readonly clock: Clock;
  /** Keeps note of a call into the core until it has resolved. */
  readonly handOver: (call: Promise<unknown>) => void;
}

/** Those that need nothing but the conversation's name, and say one sentence. */
const PLAIN_COMMANDS = ["start", "help", "reset", "undo", "forget", "stop", "status", "sources"] as const;

/** What is asked of the bot past the line, each answered with one sentence; and the hint that a question is coming. */
export function createCommandsApi({ core, clock, handOver }: CommandsApiOptions): Hono {
  const api = new Hono();

  for (const command of PLAIN_COMMANDS) {
    api.post(`/${command}`, async (c) => {
      const body = await readBody(c.req.raw, channelBody);
      if (!body.ok) return refuse(c, body.status, body.code);
      const call = core.command(commandCall(c, command, body.value.channel), createStreamReply(clock));
      handOver(call);
      const answer = await call;
      const undo = command === "reset" && { undo: answer?.control === "undo" };
      return c.json({ sentence: answer?.sentence ?? "", ...undo });
    });
  }

  api.post("/warm", async (c) => {
    const body = await readBody(c.req.raw, channelBody);
    if (!body.ok) return refuse(c, body.status, body.code);
    core.expect(channelId("web", body.value.channel));
    return c.body(null, 204);
  });

  return api;
}
