import { readChats, type Chat } from "./stored-chats.ts";

const CURRENT_KEY = "lantern.current";
const MAX_CHATS = 500;
const MAX_TITLE = 80;

export type { Chat } from "./stored-chats.ts";

/** The conversations of this browser, over reloads and side by side in several tabs; each tab has a current one of its own. */
export interface Chats {
  current(): Chat;
  /** Those in which something was asked, the one last asked in first. */
  all(): readonly Chat[];
  /** Those of which nobody knows whether something was asked: a blank one, or those that an earlier version of the page kept. */
  untitled(): readonly Chat[];
  /** Makes a new one current, or one that is still blank. */
  start(): Chat;
  /** Makes the one of that name current, if there is one. */
  open(name: string): void;
  /** A question was asked in `name`: it moves up, and takes its title from the first. */
  asked(name: string, question: string): void;
  /** `title` is cut to 80 characters; a blank one changes nothing. */
  rename(name: string, title: string): void;
  remove(name: string): void;
  /** Puts back what was removed. */
  restore(chat: Chat): void;
  /** Keeps `draft` with the current one. */
  keepDraft(draft: string): void;
}

/** Keeps them in `storage`, and the current one's name in `tab`. Where that is closed to the page, they last as long as it does. */
export function openChats(storage: Storage, tab: Storage, onChange: () => void): Chats {
  let chats = readChats(storage) ?? [];
  let currentName = read(tab) ?? latest()?.name;

  function latest(): Chat | undefined {
    return chats.toSorted((a, b) => b.usedAt - a.usedAt)[0];
  }

  /** Changes the newest state of the list, which another tab may have written. */
  function change(next: (chats: readonly Chat[]) => readonly Chat[]): void {
    chats = next(readChats(storage) ?? chats).slice(0, MAX_CHATS);
    try {
      storage.setItem("lantern.chats", JSON.stringify({ version: 2, chats }));
    } catch {
      // Full or switched off; talking works all the same.
    }
    onChange();
  }

  function changeOne(name: string, changes: (chat: Chat) => Partial<Chat>): void {
    change((all) => all.map((chat) => (chat.name === name ? { ...chat, ...changes(chat) } : chat)));
  }

  function makeCurrent(name: string): void {
    currentName = name;
    try {
      tab.setItem(CURRENT_KEY, name);
    } catch {
      // After a reload, the one last asked in is current.
    }
  }

  function start(): Chat {
    const blank = chats.find(
      ({ title, draft, name }) => title === "" && draft === "" && name !== currentName,
    );
    const now = Date.now();
    const fresh = blank ?? { name: randomName(), startedAt: now, usedAt: now, title: "", draft: "" };
    makeCurrent(fresh.name);
    change((all) => [fresh, ...all.filter(({ name }) => name !== fresh.name)]);
    return fresh;
  }

  window.addEventListener("storage", ({ key }) => {
    if (key !== "lantern.chats") return;
    chats = readChats(storage) ?? chats;
    onChange();
  });

  return {
    current: () => chats.find(({ name }) => name === currentName) ?? start(),
    all: () => chats.filter(({ title }) => title !== "").toSorted((a, b) => b.usedAt - a.usedAt),
    untitled: () => chats.filter(({ title }) => title === ""),
    start,
    open(name) {
      makeCurrent(name);
      onChange();
    },
    asked: (name, question) =>
      changeOne(name, ({ title }) => ({ usedAt: Date.now(), title: title || titleOf(question) })),
    rename(name, wanted) {
      const title = titleOf(wanted);
      if (title !== "") changeOne(name, () => ({ title }));
    },
    remove: (name) => change((all) => all.filter((chat) => chat.name !== name)),
    restore: (chat) => change((all) => [chat, ...all.filter(({ name }) => name !== chat.name)]),
    keepDraft: (draft) => changeOne(currentName ?? "", () => ({ draft })),
  };
}

/** A question on one line, as short as a title is. */
function titleOf(question: string): string {
  const line = question.replaceAll(/\s+/g, " ").trim();
  const points = Array.from(line);
  return points.length > MAX_TITLE ? `${points.slice(0, MAX_TITLE - 1).join("")}…` : line;
}

function read(tab: Storage): string | undefined {
  try {
    return tab.getItem(CURRENT_KEY) ?? undefined;
  } catch {
    return undefined;
  }
}

/** `crypto.randomUUID` is missing where the page comes over plain HTTP from another machine. */
function randomName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
