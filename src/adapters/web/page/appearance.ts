import { signOut } from "./api.ts";
import { byId, dressButton, element } from "./dom.ts";
import { changePreferences, readPreferences, type Theme, THEMES } from "./preferences.ts";
import { otherLanguage, texts } from "./texts.ts";

/** Shows the page in the colours that were chosen, and lets them and the language be chosen. */
export function createAppearance(): void {
  const choice = byId("themes", HTMLElement);
  const language = byId("language", HTMLButtonElement);
  choice.setAttribute("aria-label", texts.theme);

  const buttons = THEMES.map((theme) => {
    const button = element("button", { type: "button", role: "radio" });
    dressButton(button, theme, texts[theme]);
    button.addEventListener("click", () => {
      changePreferences({ theme });
      wear(theme);
    });
    return { theme, button };
  });
  choice.replaceChildren(...buttons.map(({ button }) => button));
  choice.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const index = buttons.findIndex(({ button }) => button === event.target);
    const next = buttons.at((index + step) % buttons.length)?.button;
    next?.click();
    next?.focus();
  });

  function wear(chosen: Theme): void {
    const root = document.documentElement;
    if (chosen === "system") delete root.dataset["theme"];
    else root.dataset["theme"] = chosen;
    for (const { theme, button } of buttons) {
      button.setAttribute("aria-checked", String(theme === chosen));
      button.tabIndex = theme === chosen ? 0 : -1;
    }
    // The frame that a phone draws around the page.
    for (const meta of document.querySelectorAll<HTMLMetaElement>("meta[name=theme-color]")) {
      const own = meta.media.includes("dark") ? "dark" : "light";
      meta.content = FRAMES[chosen === "system" ? own : chosen];
    }
  }

  wear(readPreferences().theme);
  language.textContent = texts.otherLanguage;
  language.lang = otherLanguage;
  language.addEventListener("click", () => {
    changePreferences({ language: otherLanguage });
    location.reload(); // nothing is lost by it: what was typed is kept, and an answer under way is taken up
  });
}

const FRAMES = { light: "#fbf9f6", dark: "#1b1917" } as const;

/** Offers to sign out, where one had to sign in. */
export function offerSignOut(): void {
  const button = byId("sign-out", HTMLButtonElement);
  dressButton(button, "leave", texts.signOut);
  button.hidden = false;
  button.addEventListener("click", () => void signOut());
}
