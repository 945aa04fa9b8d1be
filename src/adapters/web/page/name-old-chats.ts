import type { Archive } from "./archive.ts";
import type { Chats } from "./chats.ts";

/** Gives the conversations a title that were begun before the page kept titles: their first question. */
export async function nameOldChats(chats: Chats, archive: Archive): Promise<void> {
  for (const { name } of chats.untitled()) {
    if (name === chats.current().name) continue; // it is being loaded
    const first = (await archive.turnsOf(name))?.find(({ role }) => role === "user");
    if (first) chats.rename(name, first.text);
  }
}
