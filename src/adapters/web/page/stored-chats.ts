import * as z from "zod/mini";

const before = z.object({
  /** The channel's name: 128 random bits, for whoever knows it can read the conversation. */
  name: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/)),
  /** Milliseconds since 1970. */
  startedAt: z.number(),
  /** What was typed and not sent yet. */
  draft: z.string(),
});
const chat = z.extend(before, {
  /** When something was last asked in it, in milliseconds since 1970. */
  usedAt: z.number(),
  /** Empty as long as nothing was asked, or nobody knows what. */
  title: z.string(),
});
const stored = z.discriminatedUnion("version", [
  z.object({ version: z.literal(1), chats: z.array(before) }),
  z.object({ version: z.literal(2), chats: z.array(chat) }),
]);

/** A conversation of this browser. What was said in it stands on the server. */
export type Chat = z.infer<typeof chat>;

/** The conversations that `storage` keeps, also as an earlier version of the page wrote them; undefined where it has none to give. */
export function readChats(storage: Storage): readonly Chat[] | undefined {
  try {
    const { success, data } = stored.safeParse(JSON.parse(storage.getItem("lantern.chats") ?? "null"));
    if (!success) return undefined;
    if (data.version === 2) return data.chats;
    return data.chats.map(({ name, startedAt, draft }) => ({
      name,
      startedAt,
      draft,
      usedAt: startedAt,
      title: "",
    }));
  } catch {
    return undefined; // closed to the page, or written by something else
  }
}
