import { z } from "zod";
import { type ChannelId, channelId } from "../chat.ts";

const platform = z.enum(["discord", "telegram", "web"]);

/** A person as stored. */
export const storedPerson = z.templateLiteral([platform, ":", z.string()]);

/** A channel as stored: exactly what `channelId` once made. */
export const storedChannel = z.string().transform((text, context): ChannelId => {
  const channel = channelOf(text);
  if (channel === text) return channel;
  context.addIssue("not a channel");
  return z.NEVER;
});

function channelOf(text: string): ChannelId | null {
  const [first, ...native] = text.split(":");
  const known = platform.safeParse(first);
  try {
    const [outermost, ...others] = native.map(decodeURIComponent);
    return known.success && outermost !== undefined ? channelId(known.data, outermost, ...others) : null;
  } catch {
    return null; // what is no encoding was not made by us
  }
}
