import { MAX_PERSONA } from "../settings/settings-store.ts";
import { fewOf, grouped } from "./sentence-parts.ts";
import type { SettingsSentences } from "./sentences-settings.ts";

const folderName = (folder: string) => (folder === "." ? "what lies in no folder" : folder);

/** What `/settings` says in English. */
export const settingsEn: SettingsSentences = {
  title: "What counts here:",
  values: {
    persona: (text) => `Persona: “${text}”`,
    answerTokens: (tokens) => `Length: at most ${grouped(tokens)} tokens`,
    temperature: (temperature) => `Temperature: ${temperature}`,
    language: (language) =>
      `Language: ${language === null ? "that of the question" : { en: "English", zh: "Chinese" }[language]}`,
    alwaysOn: (on) => `Always: ${on ? "on, I answer everything" : "off"}`,
    folders: (folders) =>
      `Folders: ${folders === null ? "all" : fewOf(folders.map(folderName), ", ", "none")}`,
  },
  from: { own: " (set here)", parent: " (set in the channel above)", bot: " (default)" },
  howTo:
    "To change one: /settings temperature 0.3 – to let go of it: /settings temperature default – to take the last change back: /settings undo",
  allowed: {
    persona: () =>
      `Write behind it who I am to be, in at most ${grouped(MAX_PERSONA)} characters, such as: /settings persona You are a pirate.`,
    answerTokens: ({ answerTokens: [least, most] }) =>
      `The length is a whole number of tokens from ${least} to ${grouped(most)}, or default.`,
    temperature: () => "The temperature is a number from 0 to 2 such as 0.3, or default.",
    language: () => "The language is zh, en or auto.",
    alwaysOn: () => "It can be on, off or default.",
    folders: ({ folders }) =>
      `Folders are all, none, default, or some of these with commas between them: ${fewOf(folders, ", ")}.`,
  },
  unknown:
    "I do not know which setting you mean. There are: persona, length, temperature, language, always, folders.",
  noDocuments: "I have no documents, so there are no folders to choose from.",
  changed: (line) => `${line}. /settings undo takes this back.`,
  unchanged: (line) => `${line}, as before.`,
  undone: (lines) => `Taken back. ${lines.join("; ")}.`,
  nothingToUndo: "There is no change to take back.",
  unwritable: "I could not save that, so nothing has changed.",
  notYours: "Only those who manage this chat can change how I answer here.",
  onlyAdmins:
    "Only the people whom ADMINS lists can choose the folders: it decides who gets to see which documents.",
  alwaysNeeds: {
    discord: (there) =>
      there ? "" : ", once I can hear it: that needs DISCORD_MESSAGE_CONTENT=true and Message Content Intent",
    telegram: (there) =>
      there
        ? ""
        : ", once I can hear it: that needs my privacy mode off (@BotFather, /setprivacy), or me as an administrator",
    direct: ", as in every direct chat: here it changes nothing",
  },
};
