import { parseArgs } from "node:util";
import { z } from "zod";
import { ConfigError } from "../core/errors.ts";

/** What the command line asks for. */
export type Command = { readonly kind: "help" } | ({ readonly kind: "ask" } & Asked);

export interface Asked {
  readonly question: string;
  /** What was asked before, oldest first. */
  readonly before: readonly string[];
  /** The folders to look in; undefined: those of a channel for which none are set. */
  readonly folders: readonly string[] | undefined;
  /** The most passages to show. */
  readonly limit: number;
  readonly json: boolean;
}

export const HELP = `npm run ask -- "question"   shows what the bot finds for a question: passages of your documents and answers of
                           your faq file, with their scores. The model is not asked, and nobody sees it.

  --folders public,guides  look only there, as in a channel with /settings folders; a dot: what lies in no folder
                           (KNOWLEDGE_FOLDERS, or everywhere)
  --before "question"      what was asked before it in the conversation; may be given several times, oldest first
  --limit N                show so many passages at most (5)
  --json                   for machines, with the whole passages; best as npm run -s ask
  --help                   this`;

const DEFAULT_LIMIT = 5;
const MAX_LIMIT = 100;
const limits = `--limit must be a whole number from 1 to ${MAX_LIMIT}.`;
const limit = z.coerce.number(limits).int(limits).min(1, limits).max(MAX_LIMIT, limits);

/** Throws {@link ConfigError} with a sentence for what is wrong. */
export function parseCommand(args: readonly string[]): Command {
  const { values, positionals } = split(args);
  if (values.help) return { kind: "help" };
  const question = positionals.join(" ").trim();
  if (question === "") throw new ConfigError(['A question is missing: npm run ask -- "question".']);
  const most = limit.default(DEFAULT_LIMIT).safeParse(values.limit);
  if (!most.success) throw new ConfigError([limits]);
  const folders = values.folders
    ?.split(",")
    .map((folder) => folder.trim().replace(/(?<=.)\/+$/, ""))
    .filter((folder) => folder !== "");
  if (folders?.length === 0) throw new ConfigError(["--folders must name at least one folder."]);
  return { kind: "ask", question, before: values.before, folders, limit: most.data, json: values.json };
}

function split(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        folders: { type: "string" },
        before: { type: "string", multiple: true, default: [] },
        limit: { type: "string" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new ConfigError([`${error.message.split(". ", 1).join("")}; --help lists what there is.`]);
  }
}
