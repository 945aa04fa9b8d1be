/** What needs nothing but the conversation's name, and says one sentence. */
export type PlainCommand = "start" | "help" | "reset" | "undo" | "forget" | "stop" | "status" | "sources";

/** Something that was typed as a command. */
export type TypedCommand =
  | { readonly name: PlainCommand }
  | { readonly name: "retry" }
  /** `text`: what is to be set; without it, what is set is told. */
  | { readonly name: "settings"; readonly text?: string };

/** Every command that can be typed. */
export const COMMANDS = [
  "start",
  "help",
  "reset",
  "undo",
  "forget",
  "stop",
  "retry",
  "status",
  "settings",
  "sources",
] as const satisfies readonly TypedCommand["name"][];

/** The command that `text` is: the name of one behind a slash, and only `settings` with words behind it. Null: a question. */
export function typedCommand(text: string): TypedCommand | null {
  const [, word = "", words] = /^\/([a-z]+)(?:\s+(\S.*))?$/is.exec(text.trim()) ?? [];
  const name = COMMANDS.find((one) => one === word.toLowerCase());
  if (name === undefined) return null;
  if (name === "settings") return { name, ...(words !== undefined && { text: words }) };
  return words === undefined ? { name } : null;
}
