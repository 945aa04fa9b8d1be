/** Names for the ids in a text; undefined for those that are not known. */
export interface Names {
  user(id: string): string | undefined;
  role(id: string): string | undefined;
  channel(id: string): string | undefined;
}

const MARKUP = /<(@!?|@&|#)(\d{1,20})>|<a?(:\w{1,32}:)\d{1,20}>|<(\/[^<>:\n]{1,100}):\d{1,20}>/gu;

/**
 * `content` as a person reads it: every mention of the bot taken out with the space it leaves behind, other mentions
 * by name, emoji and commands without their ids; trimmed. Ids without a known name stay as they are.
 */
export function readableText(content: string, botId: string, names: Names): string {
  return withoutMentionsOf(botId, content)
    .replace(MARKUP, (raw, mark?: string, id?: string, emoji?: string, command?: string) => {
      if (emoji !== undefined) return emoji;
      if (command !== undefined) return command;
      if (mark === undefined || id === undefined) return raw;
      return nameOf(mark, id, names) ?? raw;
    })
    .trim();
}

function nameOf(mark: string, id: string, names: Names): string | undefined {
  const [sign, name] =
    mark === "#" ? ["#", names.channel(id)] : ["@", mark === "@&" ? names.role(id) : names.user(id)];
  return name === undefined ? undefined : `${sign}${name}`;
}

function withoutMentionsOf(botId: string, content: string): string {
  return content.replace(
    new RegExp(`([ \\t]?)<@!?${botId}>([ \\t]?)`, "gu"),
    (_raw, before: string, after: string, at: number) => {
      const startsLine = at === 0 || content[at - 1] === "\n";
      // "hi @bot there" keeps one of its two spaces, "hi @bot, there" none, a mention at a line's start its indentation.
      return after !== "" && !(before === "" && startsLine) ? " " : "";
    },
  );
}
