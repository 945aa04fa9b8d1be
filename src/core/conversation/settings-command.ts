import { isDeepStrictEqual } from "node:util";
import { type CommandCall, loggableChannel, type PersonId, platformOf } from "../chat.ts";
import { createKeyedOrder } from "../database/in-order.ts";
import { HistoryError } from "../errors.ts";
import type { Log } from "../log.ts";
import { type ChannelSettings, MIN_ANSWER_TOKENS, type SettingsStore } from "../settings/settings-store.ts";
import { readSettingsText, type SettingLimits, type SettingName } from "../settings/settings-text.ts";
import { type AccessRules, mayManage } from "./access.ts";
import type { SettingsSentences } from "./sentences-settings.ts";
import type { Sentences } from "./sentences.ts";
import { createSettingLines, SETTING_NAMES, type SettingDefaults } from "./setting-lines.ts";

export interface SettingsCommandOptions {
  readonly settings: SettingsStore;
  readonly access: AccessRules;
  /** The folders that there are documents in; none where there are no documents. */
  readonly knowledgeFolders: () => readonly string[];
  readonly defaults: SettingDefaults;
  readonly log: Log;
}

/** Shows what is set for the channel that `/settings` is given in, or changes it; resolves with what to say. */
export type SettingsCommand = (call: CommandCall, sentences: Sentences) => Promise<string>;

/**
 * Those who manage a channel may change what is set there. Which documents it may use is up to ADMINS alone, also in a direct
 * chat, and so is taking such a change back. Changes of a channel are carried out one after the other. Rejects with what is
 * a fault of the bot's own.
 */
export function createSettingsCommand(options: SettingsCommandOptions): SettingsCommand {
  const { settings, access, knowledgeFolders, defaults, log } = options;
  const order = createKeyedOrder();
  const lineOf = createSettingLines(options);

  function limits(): SettingLimits {
    const most = defaults.answerTokens;
    return { answerTokens: [Math.min(MIN_ANSWER_TOKENS, most), most], folders: knowledgeFolders() };
  }

  /** On the page anybody may be anybody. */
  function choosesFolders({ person, channel }: CommandCall): boolean {
    return platformOf(channel) !== "web" && access.admins.includes(person.id);
  }

  function shownNames({ direct }: CommandCall): readonly SettingName[] {
    return SETTING_NAMES.filter((name) => name !== "alwaysOn" || !direct).filter(
      (name) => name !== "folders" || knowledgeFolders().length > 0,
    );
  }

  function show(call: CommandCall, sentences: SettingsSentences): string {
    const lines = shownNames(call).map((name) => `• ${lineOf(name, call, sentences)}`);
    const how = mayManage(access, call) ? sentences.howTo : sentences.notYours;
    return `${[sentences.title, ...lines].join("\n")}\n\n${how}`;
  }

  async function change(
    name: SettingName,
    change: Partial<ChannelSettings>,
    call: CommandCall,
    sentences: SettingsSentences,
  ): Promise<string> {
    if (name === "folders" && !choosesFolders(call)) return sentences.onlyAdmins;
    const before = settings.own(call.channel)[name];
    await settings.change(call.channel, change);
    if (isDeepStrictEqual(settings.own(call.channel)[name], before))
      return sentences.unchanged(lineOf(name, call, sentences));
    tellLog("settings changed", call, [name]);
    if (name === "persona") log.debug("persona", { channel: loggableChannel(call.channel), ...change });
    const needs = change.alwaysOn === true ? alwaysNeeds(call, sentences) : "";
    return sentences.changed(lineOf(name, call, sentences) + needs);
  }

  async function undo(call: CommandCall, sentences: SettingsSentences): Promise<string> {
    const now = settings.own(call.channel);
    const before = settings.undoable(call.channel);
    if (before === null) return sentences.nothingToUndo;
    const changed = SETTING_NAMES.filter((name) => !isDeepStrictEqual(now[name], before[name]));
    if (changed.includes("folders") && !choosesFolders(call)) return sentences.onlyAdmins;
    await settings.undo(call.channel);
    tellLog("settings undone", call, changed);
    return sentences.undone(changed.map((name) => lineOf(name, call, sentences)));
  }

  function tellLog(what: string, { channel, person }: CommandCall, names: readonly SettingName[]): void {
    log.info(what, { channel: loggableChannel(channel), person: loggablePerson(person.id), settings: names });
  }

  async function carryOut(call: CommandCall, sentences: SettingsSentences): Promise<string> {
    const request = readSettingsText(call.text ?? "", limits());
    if (request.kind === "show") return show(call, sentences);
    if (!mayManage(access, call)) return sentences.notYours;
    switch (request.kind) {
      case "undo":
        return undo(call, sentences);
      case "unknown":
        return sentences.unknown;
      case "unsuited":
        return unsuited(request.name, call, sentences);
      case "change":
        return change(request.name, request.change, call, sentences);
    }
  }

  /** Names of folders are for those alone who may choose among them. */
  function unsuited(name: SettingName, call: CommandCall, sentences: SettingsSentences): string {
    if (name === "folders" && !choosesFolders(call)) return sentences.onlyAdmins;
    if (name === "folders" && knowledgeFolders().length === 0) return sentences.noDocuments;
    return sentences.allowed[name](limits());
  }

  return (call, { settings: sentences }) =>
    order.run([call.channel], async () => {
      try {
        return await carryOut(call, sentences);
      } catch (error) {
        if (!(error instanceof HistoryError)) throw error;
        log.error("settings could not be kept", { channel: loggableChannel(call.channel), error });
        return sentences.unwritable;
      }
    });
}

function alwaysNeeds({ channel, direct, hears }: CommandCall, { alwaysNeeds }: SettingsSentences): string {
  const platform = platformOf(channel);
  return direct || platform === "web" ? alwaysNeeds.direct : alwaysNeeds[platform](hears === "everything");
}

/** A person of the page is called by the key to what was said there. */
function loggablePerson(person: PersonId): string {
  return person.startsWith("web:") ? "web" : person;
}
