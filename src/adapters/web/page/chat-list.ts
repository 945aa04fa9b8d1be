import type { Archive, Hit } from "./archive.ts";
import { createChatRow, renameInRow } from "./chat-row.ts";
import type { Chat, Chats } from "./chats.ts";
import { byId, drawIcon, element, isComposing } from "./dom.ts";
import { formatNumber, texts } from "./texts.ts";
import { timeGroupOf } from "./time-groups.ts";

/** Typing goes on while one looks; each letter need not be looked for. */
const SEARCH_DELAY_MS = 120;

/** The conversations in the side bar, by time, or those that a search has found. */
export interface ChatList {
  /** Draws it anew. */
  refresh(): void;
  rename(chat: Chat): void;
  focusSearch(): void;
}

export interface ChatListEvents {
  onOpen(chat: Chat): void;
  onMore(chat: Chat, button: HTMLElement): void;
  onAnnounce(sentence: string): void;
  /** Escape in the search field. */
  onLeave(): void;
}

export function createChatList(chats: Chats, archive: Archive, events: ChatListEvents): ChatList {
  const list = byId("chats", HTMLElement);
  const field = byId("search", HTMLInputElement);
  let hits: readonly Hit[] | undefined;
  let looking: AbortController | undefined;
  let delay = 0;
  let renaming = false;

  field.placeholder = texts.search;
  field.setAttribute("aria-label", texts.searchLong);
  field.before(drawIcon("search"));

  function rowOf(hit: Hit): HTMLElement {
    const { chat } = hit;
    return createChatRow(hit, chat.name === chats.current().name, {
      onOpen: () => events.onOpen(chat),
      onMore: (button) => events.onMore(chat, button),
    });
  }

  function groups(): HTMLElement[] {
    const now = Date.now();
    const byGroup = Map.groupBy(chats.all(), ({ usedAt }) => timeGroupOf(usedAt, now));
    return [...byGroup].map(([group, members]) => {
      const rows = members.map((chat) => rowOf({ chat, excerpt: null }));
      const heading = element("h3", { id: `group-${group}` }, texts[group]);
      return element("section", {}, heading, element("ul", { "aria-labelledby": heading.id }, ...rows));
    });
  }

  function refresh(): void {
    if (renaming) return; // it ends with a refresh
    const focused = document.activeElement?.closest<HTMLElement>("#chats li")?.dataset["chat"];
    if (hits) {
      const none = element("p", { class: "nothing" }, texts.nothingFound);
      list.replaceChildren(hits.length > 0 ? element("ul", {}, ...hits.map(rowOf)) : none);
    } else {
      const all = groups();
      list.replaceChildren(...(all.length > 0 ? all : [element("p", { class: "nothing" }, texts.noChats)]));
    }
    if (focused !== undefined) rowNamed(focused)?.querySelector("button")?.focus({ preventScroll: true });
  }

  function rowNamed(name: string): HTMLElement | undefined {
    return [...list.querySelectorAll("li")].find((row) => row.dataset["chat"] === name);
  }

  async function look(): Promise<void> {
    looking?.abort();
    const mine = (looking = new AbortController());
    const query = field.value.trim();
    if (query === "") {
      hits = undefined;
      refresh();
      return;
    }
    const found = await archive.search(chats.all(), query, mine.signal);
    if (mine.signal.aborted) return;
    hits = found;
    refresh();
    events.onAnnounce(found.length > 0 ? texts.found(formatNumber(found.length)) : texts.nothingFound);
  }

  field.addEventListener("input", () => {
    clearTimeout(delay);
    delay = setTimeout(() => void look(), SEARCH_DELAY_MS);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || isComposing(event)) return;
    event.preventDefault(); // which else stops an answer
    field.value = "";
    void look();
    events.onLeave();
  });
  byId("side", HTMLElement).addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const stops = [field, ...list.querySelectorAll<HTMLElement>(".row-open")];
    const index = stops.findIndex((one) => one === event.target);
    if (step === undefined || index < 0) return;
    event.preventDefault();
    stops[index + step]?.focus();
  });

  return {
    refresh,
    rename({ name, title }) {
      const row = rowNamed(name);
      if (!row) return;
      renaming = true;
      renameInRow(row, title, (next) => {
        renaming = false;
        if (next !== null) chats.rename(name, next);
        refresh();
        rowNamed(name)?.querySelector("button")?.focus();
      });
    },
    focusSearch() {
      field.focus();
      field.select();
    },
  };
}
