import { isLoopbackHost } from "../../adapters/web/loopback.ts";
import { readSettings } from "../../doctor/usable-settings.ts";
import { canBeWritten } from "../env-text.ts";
import { problemWith } from "../problem-with.ts";
import type { Talk } from "../talk.ts";

/** All addresses of the machine. */
const EVERYWHERE = "0.0.0.0";
const USUAL_PORT = "7860";

/** Whether there is a page, who can reach it, and with which password. Resolves with its address on this machine; null: no page. */
export async function askForWeb(talk: Talk): Promise<string | null> {
  const { prompt, questions, texts, draft } = talk;
  const { web } = readSettings(draft.all()).config;
  prompt.say(texts.web);
  if (!(await questions.yesOrNo(texts.askWeb, web !== null))) {
    draft.set("WEB_PORT", "0");
    return null;
  }

  const host = draft.get("WEB_HOST");
  const isOpen = host !== "" && !isLoopbackHost(host);
  const forOthers = (await questions.choice([texts.webHere, texts.webOthers], isOpen ? 1 : 0)) === 1;
  if (forOthers !== isOpen) draft.set("WEB_HOST", forOthers ? EVERYWHERE : "");
  if (forOthers) await askForPassword(talk);

  const port = Number(draft.get("WEB_PORT")) > 0 ? draft.get("WEB_PORT") : USUAL_PORT;
  const chosen = await questions.text(texts.askPort(port), port, (text) =>
    text === "0" ? texts.sayANumber(65_535) : problemWith("WEB_PORT", text),
  );
  const isAsItWas = chosen === USUAL_PORT && draft.get("WEB_PORT") === "";
  if (!isAsItWas) draft.set("WEB_PORT", chosen);
  return `http://localhost:${chosen}`;
}

async function askForPassword({ prompt, texts, draft }: Talk): Promise<void> {
  const before = draft.get("WEB_PASSWORD");
  const canStay = before !== "" && problemWith("WEB_PASSWORD", before) === null;
  for (;;) {
    const password = await prompt.askSecret(texts.askPassword(canStay));
    if (password === "" && canStay) return;
    const wrong = problemWithPassword(password, texts);
    if (wrong !== null) prompt.say(texts.cannotBeUsed(wrong));
    else if ((await prompt.askSecret(texts.askPasswordAgain)) !== password) prompt.say(texts.passwordsDiffer);
    else return draft.set("WEB_PASSWORD", password);
  }
}

function problemWithPassword(password: string, texts: Talk["texts"]): string | null {
  if (password === "") return texts.passwordNeeded;
  return canBeWritten(password) ? problemWith("WEB_PASSWORD", password) : texts.tooManyQuotes;
}
