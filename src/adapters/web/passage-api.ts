import { Hono } from "hono";
import { channelId, type Conversation } from "../../core/chat.ts";
import { check, passageQuery } from "./body.ts";
import { refuse } from "./refuse.ts";

/** `/passage`: the words of a document that an answer came from, for whom that answer was. */
export function createPassageApi({ core }: { readonly core: Conversation }): Hono {
  const api = new Hono();

  api.get("/passage", async (c) => {
    const query = check(c.req.query(), passageQuery);
    if (!query.ok) return refuse(c, query.status, query.code);
    const passage = await core.passage(channelId("web", query.value.channel), query.value.id);
    if (passage === null) return refuse(c, 404, "no-passage");
    const { file, heading, text } = passage;
    return c.json({ file, heading, text });
  });

  return api;
}
