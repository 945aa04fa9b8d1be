import { changeSettings, fetchSettings, type Settings } from "./api.ts";
import type { Chat } from "./chats.ts";
import { createDialog } from "./dialog.ts";
import { element } from "./dom.ts";
import type { Failure, Outcome } from "./request.ts";
import { createSettingFields } from "./setting-fields.ts";
import { changedSettings, type OwnSettings, SETTING_NAMES, settingWords } from "./setting-words.ts";
import { texts } from "./texts.ts";

/** No folder is called that. */
const ALL_FOLDERS = "/";

export interface SettingsEvents {
  /** All is set as it was wanted; `undo` takes all of it back. */
  readonly onSaved: (undo: () => Promise<void>) => void;
  readonly onUndone: () => void;
  /** The bot could not be asked, or did not take it back. */
  readonly onFailure: (failure: Failure) => void;
}

/** Lets a conversation's settings be seen and changed. What is not saved when it is closed is there when it is opened again. */
export function createSettingsView(events: SettingsEvents): (chat: Chat) => Promise<void> {
  const dialog = createDialog("settings-sheet");
  /** What was chosen and not saved yet, by conversation. */
  const unsaved = new Map<string, OwnSettings>();
  /** The conversation that was asked for last. */
  let channel = "";

  async function open(chat: Chat): Promise<void> {
    channel = chat.name;
    const heading = { title: texts.settingsHere, subtitle: chat.title || texts.newChat };
    dialog.show(heading, element("p", { class: "note" }, texts.loading));
    const outcome = await fetchSettings(chat.name);
    if (channel !== chat.name || !dialog.isOpen()) return;
    if (outcome.ok) dialog.show(heading, formOf(chat.name, outcome.value));
    else {
      const again = element("button", { type: "button", class: "plain" }, texts.retry);
      again.addEventListener("click", () => void open(chat));
      dialog.show(heading, element("p", { class: "failure", role: "alert" }, outcome.message), again);
      events.onFailure(outcome);
    }
  }

  function formOf(name: string, settings: Settings): HTMLElement {
    let standing: OwnSettings = settings.own;
    let wanted: OwnSettings = unsaved.get(name) ?? standing;
    let saving = false;
    const fields = createSettingFields(wanted, settings.defaults, (change) => {
      wanted = { ...wanted, ...change };
      refresh();
    });
    const problem = element("p", { class: "problem", role: "alert" });
    const cancel = element("button", { type: "button", class: "plain" }, texts.cancel);
    const save = element("button", { class: "strong" }, texts.save);
    const form = element(
      "form",
      // The bot itself says what cannot be, in its own words and the page's language.
      { class: "settings-form", novalidate: "" },
      ...SETTING_NAMES.map((one) => fields[one].element),
      ...foldersOf(settings),
      element("footer", {}, problem, element("p", { class: "hint" }, texts.fromNextAnswer), cancel, save),
    );

    function refresh(): void {
      const changed = changedSettings(standing, wanted).length > 0;
      if (changed) unsaved.set(name, wanted);
      else unsaved.delete(name);
      save.disabled = !changed || saving;
      problem.textContent = "";
    }

    async function submit(): Promise<void> {
      if (saving) return;
      const before = standing;
      saving = true;
      refresh();
      const outcome = await setAll(name, standing, wanted);
      standing = outcome.standing;
      saving = false;
      refresh();
      if (outcome.failure) {
        problem.textContent = outcome.failure.message;
        events.onFailure(outcome.failure);
      }
      for (const { setting, sentence } of outcome.refused) fields[setting].fail(sentence);
      if (outcome.failure || outcome.refused.length > 0) return;
      const after = standing;
      if (channel === name) dialog.close();
      events.onSaved(() => takeBack(name, after, before));
    }

    cancel.addEventListener("click", () => {
      unsaved.delete(name);
      dialog.close();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void submit();
    });
    refresh();
    return form;
  }

  async function takeBack(name: string, standing: OwnSettings, before: OwnSettings): Promise<void> {
    const { failure, refused } = await setAll(name, standing, before);
    const message = failure?.message ?? refused[0]?.sentence;
    if (message === undefined) events.onUndone();
    else events.onFailure(failure ?? { code: "refused", message });
  }

  return open;
}

/** Sets what differs, one after the other, until the bot cannot be asked any more. */
async function setAll(channel: string, from: OwnSettings, to: OwnSettings) {
  const refused: { readonly setting: (typeof SETTING_NAMES)[number]; readonly sentence: string }[] = [];
  let standing = from;
  for (const setting of changedSettings(from, to)) {
    const outcome: Outcome<{ sentence: string; settings: Settings }> = await changeSettings(
      channel,
      settingWords(setting, to),
    );
    if (!outcome.ok) return { standing, refused, failure: outcome };
    const { own } = outcome.value.settings;
    // The bot says it in a sentence; whether it was a refusal, only what stands then tells.
    if (own[setting] === standing[setting]) refused.push({ setting, sentence: outcome.value.sentence });
    standing = own;
  }
  return { standing, refused, failure: undefined };
}

/** Which documents it answers from; only the admins may choose, so it is just told. */
function foldersOf({ own, folders }: Settings): readonly HTMLElement[] {
  if (folders.length === 0) return [];
  const used = own.folders?.includes(ALL_FOLDERS) === false ? own.folders : folders;
  const names = used.map((folder) => element("li", {}, folder === "." ? texts.noFolder : folder));
  const { name, hint } = texts.settingFolders;
  return [
    element(
      "section",
      { class: "setting" },
      element("header", {}, element("h3", {}, name)),
      element("ul", { class: "folders" }, ...names),
      element("p", { class: "hint" }, hint),
    ),
  ];
}
