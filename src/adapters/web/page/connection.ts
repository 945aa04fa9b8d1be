import { isReachable } from "./api.ts";
import { texts } from "./texts.ts";

const FIRST_MS = 1000;
const LONGEST_MS = 8000;

/** Whether the bot can be reached, as far as the page knows. */
export interface Connection {
  /** A request did not get through: the page says so, and asks until the bot answers again. */
  lost(): void;
}

/** Says on `line` when the bot is away. */
export function createConnection(line: HTMLElement, onChange: (away: boolean) => void): Connection {
  let away = false;
  let wait = FIRST_MS;
  let timer = 0;

  async function ask(): Promise<void> {
    clearTimeout(timer);
    const back = await isReachable();
    if (!away) return;
    clearTimeout(timer);
    if (!back) {
      timer = setTimeout(() => void ask(), wait);
      wait = Math.min(wait * 1.5, LONGEST_MS);
      return;
    }
    away = false;
    line.textContent = "";
    onChange(false);
  }

  /** Whoever looks at the page again, or has a network again, is not to wait. */
  function hurry(): void {
    if (away && document.visibilityState === "visible") void ask();
  }

  document.addEventListener("visibilitychange", hurry);
  window.addEventListener("online", hurry);

  return {
    lost() {
      if (away) return;
      away = true;
      wait = FIRST_MS;
      line.textContent = texts.away;
      onChange(true);
      timer = setTimeout(() => void ask(), wait);
    },
  };
}
