import { fetchAbout, type About } from "./api.ts";
import { offerSignOut } from "./appearance.ts";
import type { Chats } from "./chats.ts";
import { byId } from "./dom.ts";

/** Who answers on this page, as far as it is known yet. */
export interface Identity {
  name(): string;
  /** Gives the page the title of the conversation that is current in `chats`. */
  showTitle(chats: Chats): void;
  /** Asks the bot who it is, unless that is known. */
  introduce(): Promise<void>;
}

export function createIdentity(): Identity {
  let about: About | undefined;
  const name = () => about?.name ?? "Lantern";

  return {
    name,
    showTitle(chats) {
      const { title } = chats.current();
      byId("title", HTMLElement).textContent = title || name();
      document.title = title === "" ? name() : `${title} · ${name()}`;
    },
    async introduce() {
      if (about) return;
      const outcome = await fetchAbout();
      if (!outcome.ok) return; // the history says so already
      about = outcome.value;
      byId("name", HTMLElement).textContent = about.name;
      byId("model", HTMLElement).textContent = about.model;
      byId("demo", HTMLElement).hidden = !about.demo;
      if (about.password === true) offerSignOut();
    },
  };
}
