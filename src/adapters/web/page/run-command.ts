import { changeSettings, command } from "./api.ts";
import type { Archive } from "./archive.ts";
import type { Chats } from "./chats.ts";
import type { Failure } from "./request.ts";
import type { Session } from "./session.ts";
import { texts } from "./texts.ts";
import type { Thread } from "./thread.ts";
import type { PlainCommand, TypedCommand } from "./typed-command.ts";

export interface CommandEvents {
  /** What was said has changed at the bot. */
  readonly onHistoryChanged: () => Promise<void>;
  /** Of a change of the history: what it was, and where that is possible how to take it back. */
  readonly onSaid: (sentence: string, undo?: () => void) => void;
  readonly onFailure: (failure: Failure) => void;
  /** It could not be carried out; what was typed is not to be lost. */
  readonly onTextBack: (typed: string) => void;
}

const CHANGES_HISTORY: ReadonlySet<string> = new Set<PlainCommand>(["reset", "undo", "forget"]);

/** Carries out what was `typed` as a command, and shows below what was said what the bot says to it. */
export function createCommandRunner(
  chats: Chats,
  archive: Archive,
  thread: Thread,
  session: Session,
  events: CommandEvents,
): (typed: string, command: TypedCommand) => Promise<void> {
  function retry(typed: string): void {
    if (thread.lastAnswer() && !session.isBusy()) session.retry();
    else thread.addNote(typed, texts.nothingToRetry);
  }

  async function run(typed: string, wanted: Exclude<TypedCommand, { name: "retry" }>): Promise<void> {
    const channel = chats.current().name;
    const outcome =
      wanted.name === "settings"
        ? await changeSettings(channel, wanted.text)
        : await command(wanted.name, channel);
    const stillShown = channel === chats.current().name;
    if (!outcome.ok) {
      events.onFailure(outcome);
      if (stillShown) events.onTextBack(typed);
      return;
    }
    const { sentence } = outcome.value;
    if (!CHANGES_HISTORY.has(wanted.name)) {
      if (stillShown) thread.addNote(typed, sentence);
      return;
    }
    archive.outdate(channel);
    if (!stillShown) return;
    await events.onHistoryChanged();
    const canUndo = "undo" in outcome.value && outcome.value.undo === true;
    events.onSaid(sentence, canUndo ? () => void run("/undo", { name: "undo" }) : undefined);
  }

  return async (typed, wanted) => {
    if (wanted.name === "retry") retry(typed);
    else await run(typed, wanted);
  };
}
