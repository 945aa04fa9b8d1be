import type { Config } from "./config.ts";

/**
 * What is on and off, and the next step where something is off: a line for each way in. `tuned` says whether `npm run tune` has
 * built the model library; null where it cannot.
 */
export function greeting(
  { discord, telegram, web, access }: Config,
  tuned: boolean | null,
): readonly string[] {
  const off = [
    ...(discord ? [] : ["Discord is off: it needs DISCORD_TOKEN."]),
    ...(telegram ? [] : ["Telegram is off: it needs TELEGRAM_TOKEN."]),
    ...(web ? [] : ["The web page is off: WEB_PORT=0."]),
  ];
  const everyone = (discord ?? telegram) && access.allow.length === 0;
  return [
    ...off,
    ...(off.length > 0
      ? ["To change that: npm run setup, or the file .env (README.md says how to get tokens)."]
      : []),
    ...(tuned === false ? ["It can answer faster on this machine: npm run tune (takes half a minute)."] : []),
    ...(everyone ? ["Everybody who finds the bot may talk to it; ALLOW narrows that."] : []),
  ];
}
