import * as z from "zod/mini";

const KEY = "lantern.chats";
const MAX_CHATS = 200;

const chat = z.object({
  /** The channel's name: 128 random bits, for whoever knows it can read the conversation. */
  name: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/)),
  /** Milliseconds since 1970. */
  startedAt: z.number(),
  /** What was typed and not sent yet. */
  draft: z.string(),
});
const stored = z.object({ version: z.literal(1), chats: z.array(chat).check(z.minLength(1)) });

export type Chat = z.infer<typeof chat>;

/** The conversations of this browser, over reloads. */
export interface Chats {
  current(): Chat;
  /** Starts a new one, which is the current one from then on. */
  start(): Chat;
  /** Keeps `draft` with the current one. */
  keepDraft(draft: string): void;
}

/** Reads them from `storage`. Where that is closed to the page, they last as long as the page does. */
export function openChats(storage: Storage): Chats {
  /** Newest first; the first is the current one. */
  let chats = load(storage);

  function save(): void {
    try {
      storage.setItem(KEY, JSON.stringify({ version: 1, chats }));
    } catch {
      // Full or switched off; talking works all the same.
    }
  }

  function current(): Chat {
    return chats[0] ?? start();
  }

  function start(): Chat {
    const fresh = { name: randomName(), startedAt: Date.now(), draft: "" };
    chats = [fresh, ...chats].slice(0, MAX_CHATS);
    save();
    return fresh;
  }

  return {
    current,
    start,
    keepDraft(draft) {
      chats = [{ ...current(), draft }, ...chats.slice(1)];
      save();
    },
  };
}

function load(storage: Storage): readonly Chat[] {
  try {
    const parsed = stored.safeParse(JSON.parse(storage.getItem(KEY) ?? "null"));
    return parsed.success ? parsed.data.chats : [];
  } catch {
    return []; // closed to the page, or written by something else
  }
}

/** `crypto.randomUUID` is missing where the page comes over plain HTTP from another machine. */
function randomName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
