import { byId, dressButton, drawIcon } from "./dom.ts";
import { texts } from "./texts.ts";

/** Writes the texts of the chosen language where the page has none yet. */
export function labelPage(): void {
  document.documentElement.lang = texts.locale;
  byId("hello", HTMLElement).textContent = texts.hello;
  byId("promise", HTMLElement).textContent = texts.promise;
  byId("hint", HTMLElement).textContent = texts.hint;
  byId("demo", HTMLElement).textContent = texts.demo;
  byId("thread", HTMLElement).setAttribute("aria-label", texts.conversation);
  byId("chats", HTMLElement).setAttribute("aria-label", texts.conversations);
  byId("new-chat", HTMLButtonElement).append(drawIcon("add"), texts.newChat);
  dressButton(byId("new-here", HTMLButtonElement), "add", texts.newChat);
  byId("status", HTMLAnchorElement).append(drawIcon("status"), texts.status);
  dressButton(byId("settings", HTMLButtonElement), "settings", texts.settingsHere);
  dressButton(byId("more", HTMLButtonElement), "more", texts.moreHere);
  dressButton(byId("to-latest", HTMLButtonElement), "down", texts.toLatest);
}
