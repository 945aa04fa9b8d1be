import type { Context } from "hono";
import { channelId, type CommandCall, type CommandName, type Person } from "../../core/chat.ts";
import { languageOf } from "./locale.ts";
import { placeOf } from "./reply-place.ts";

/** Whoever knows a channel's name is the one person who talks there. */
export function personBehind(channelName: string): Person {
  return { id: `web:${channelName}`, name: "", managesChannel: true };
}

/** A command that came as a request. */
export function commandCall(c: Context, name: CommandName, channelName: string): CommandCall {
  return {
    name,
    channel: channelId("web", channelName),
    person: personBehind(channelName),
    origins: [],
    direct: true,
    language: languageOf(c.req.header("accept-language")),
    place: placeOf(channelName),
    hears: "everything",
  };
}
