import { Hono } from "hono";
import { channelId } from "../../core/chat.ts";
import { channelBody, check, readBody, settingsBody } from "./body.ts";
import { commandCall } from "./caller.ts";
import type { CommandsApiOptions } from "./commands-api.ts";
import { refuse } from "./refuse.ts";
import { createStreamReply } from "./reply.ts";

/** `/settings`: what is set for a conversation, and the command that sets it. */
export function createSettingsApi({ core, clock, handOver }: CommandsApiOptions): Hono {
  const api = new Hono();

  api.get("/settings", (c) => {
    const query = check(c.req.query(), channelBody);
    if (!query.ok) return refuse(c, query.status, query.code);
    return c.json(core.settings(channelId("web", query.value.channel)));
  });

  api.post("/settings", async (c) => {
    const body = await readBody(c.req.raw, settingsBody);
    if (!body.ok) return refuse(c, body.status, body.code);
    const { channel: name, text } = body.value;
    const call = { ...commandCall(c, "settings", name), ...(text !== undefined && { text }) };
    const answering = core.command(call, createStreamReply(clock));
    handOver(answering);
    const answer = await answering;
    return c.json({ sentence: answer?.sentence ?? "", settings: core.settings(call.channel) });
  });

  return api;
}
