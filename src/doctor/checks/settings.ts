import { readFile, stat } from "node:fs/promises";
import { bad, type Check, type Finding, ok, warning } from "../check.ts";
import type { Situation } from "../situation.ts";

const EXAMPLE = new URL("../../../.env.example", import.meta.url);

/** Whether the settings can be used, and the file that they stand in. */
export function settingsCheck({ machine, problems, envFile }: Situation): Check {
  return {
    name: "Settings",
    async examine() {
      const { path, settings } = envFile;
      if (settings === null) {
        return bad(`${path} is there but cannot be read.`, "Let the user that the bot runs as read it.");
      }
      const found = [
        ...problems.flatMap((problem) =>
          bad(problem, `Change it in ${path} or in the environment: npm run setup.`),
        ),
        ...(await strangersIn(settings, path)),
        ...(machine.platform === "win32" ? [] : await readableByOthers(path)),
      ];
      if (found.length > 0) return found;
      const none = Object.keys(settings).length === 0;
      return ok(none ? `there is no ${path}, so they are the defaults.` : `all in ${path} can be used.`);
    },
  };
}

/** Names that mean nothing to the bot, most likely because of a slip of the finger. */
async function strangersIn(
  settings: Readonly<Record<string, unknown>>,
  path: string,
): Promise<readonly Finding[]> {
  const known = await knownNames();
  if (known.size === 0) return [];
  return Object.keys(settings)
    .filter((name) => !known.has(name))
    .flatMap((name) =>
      warning(
        `${name} in ${path} is no setting of Lantern.`,
        "Compare it with .env.example, or take it out.",
      ),
    );
}

async function knownNames(): Promise<ReadonlySet<string>> {
  try {
    const text = await readFile(EXAMPLE, "utf8");
    return new Set([...text.matchAll(/^([A-Z_]+)=/gm)].map(([, name = ""]) => name));
  } catch {
    return new Set(); // a package without the example can still be checked
  }
}

async function readableByOthers(path: string): Promise<readonly Finding[]> {
  try {
    const { mode } = await stat(path);
    if ((mode & 0o077) === 0) return [];
    return warning(`others on this machine may read ${path}, which holds tokens.`, `chmod 600 ${path}`);
  } catch {
    return []; // not there
  }
}
