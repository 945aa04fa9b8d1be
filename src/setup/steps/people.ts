import { canBeWritten } from "../env-text.ts";
import { problemWith } from "../problem-with.ts";
import { NONE, type Talk } from "../talk.ts";

/** Who manages the bot. */
export async function askForAdmins({ prompt, questions, texts, draft }: Talk): Promise<void> {
  if (draft.get("DISCORD_TOKEN") === "" && draft.get("TELEGRAM_TOKEN") === "") return; // on the page everybody manages their own
  const current = draft.get("ADMINS");
  prompt.say(texts.admins);
  const answer = await questions.text(texts.askAdmins(current), current, (text) =>
    text === NONE ? null : problemWith("ADMINS", text),
  );
  draft.set("ADMINS", answer === NONE ? "" : answer);
}

/** What the bot is told before every conversation. */
export async function askForSystemPrompt({ prompt, questions, texts, draft }: Talk): Promise<void> {
  const current = draft.get("SYSTEM_PROMPT");
  prompt.say(texts.systemPrompt);
  const answer = await questions.text(texts.askSystemPrompt(current), current, (text) =>
    canBeWritten(text) ? null : texts.tooManyQuotes,
  );
  draft.set("SYSTEM_PROMPT", answer === NONE ? "" : answer);
}
