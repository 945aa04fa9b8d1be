import { problemsOf } from "../doctor/usable-settings.ts";
import type { Environment } from "../environment.ts";
import type { Talk } from "./talk.ts";

const SECRETS: ReadonlySet<string> = new Set(["DISCORD_TOKEN", "TELEGRAM_TOKEN", "WEB_PASSWORD"]);

/** Shows what would be written to `file`, and what the person should know about it. Secrets are not shown. */
export function showChanges(
  { prompt, texts, draft }: Pick<Talk, "prompt" | "texts" | "draft">,
  file: string,
  env: Environment,
): void {
  const changes = draft.changes();
  prompt.say(texts.willWrite(file));
  for (const [name, value] of changes) {
    const shown = value === "" ? texts.nothing : SECRETS.has(name) ? texts.secret(value.length) : value;
    prompt.say(`  ${name}=${shown}`);
  }
  for (const name of changes.keys()) if (env[name]?.trim()) prompt.say(texts.overridden(name));
  for (const problem of problemsOf({ ...draft.all(), ...env })) prompt.say(texts.stillWrong(problem));
}
