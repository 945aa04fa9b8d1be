import type { TokenVerdict } from "../../doctor/ask-platform.ts";
import { NONE, type Talk } from "../talk.ts";

/**
 * Asks for a token until its platform accepts it, or the person takes it unchecked, or goes without. Resolves with what the platform
 * says about the bot; null when it said nothing. `check` is called with the token.
 */
export async function askForToken<Known>(
  { prompt, questions, texts, draft }: Talk,
  setting: string,
  check: (token: string, signal: AbortSignal) => Promise<TokenVerdict<Known>>,
): Promise<Known | null> {
  const before = draft.get(setting);
  for (;;) {
    const answer = await prompt.askSecret(texts.askToken(before !== ""));
    const token = answer === NONE ? "" : answer || before;
    if (token === "") {
      draft.set(setting, "");
      return null;
    }
    prompt.say(texts.checking);
    const verdict = await check(token, prompt.ended);
    switch (verdict.kind) {
      case "accepted":
        draft.set(setting, token);
        return verdict;
      case "refused":
        prompt.say(texts.tokenRefused);
        break;
      case "unclear":
        prompt.say(texts.tokenUnclear(verdict.why));
        // What cannot be sent is no token, whoever vouches for it.
        if (/\s/.test(token) || !(await questions.yesOrNo(texts.takeUnchecked, false))) break;
        draft.set(setting, token);
        return null;
    }
  }
}
