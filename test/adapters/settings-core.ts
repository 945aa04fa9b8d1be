import { sentencesIn } from "../../src/core/conversation/sentences.ts";
import { createSettingsCommand } from "../../src/core/conversation/settings-command.ts";
import type { PersonId } from "../../src/core/chat.ts";
import { createCapturedLog } from "../fakes/captured-log.ts";
import { createMemorySettings, type MemorySettings } from "../fakes/memory-settings.ts";
import { createScriptedConversation, type ScriptedConversation } from "../fakes/scripted-conversation.ts";

/** A scripted core in which `/settings` is the real one, with the folders `public` and `staff`. */
export function createSettingsCore(admins: readonly PersonId[]): {
  readonly core: ScriptedConversation;
  readonly settings: MemorySettings;
} {
  const settings = createMemorySettings();
  const command = createSettingsCommand({
    settings,
    access: { allow: [], admins },
    knowledgeFolders: () => ["public", "staff"],
    defaults: { persona: "You are Lantern.", answerTokens: 512, temperature: 0.7, folders: null },
    log: createCapturedLog(),
  });
  const core = createScriptedConversation();
  core.command = async (call) => {
    core.commands.push(call);
    return { sentence: await command(call, sentencesIn(call.language)), control: null };
  };
  return { core, settings };
}
