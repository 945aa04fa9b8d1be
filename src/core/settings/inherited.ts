import type { ChannelSettings } from "./settings-store.ts";

/** `own`, and in the place of what is not set there, what is set in `parent`. */
export function inherited(own: ChannelSettings, parent: ChannelSettings): ChannelSettings {
  return {
    persona: own.persona ?? parent.persona,
    answerTokens: own.answerTokens ?? parent.answerTokens,
    temperature: own.temperature ?? parent.temperature,
    language: own.language ?? parent.language,
    alwaysOn: own.alwaysOn ?? parent.alwaysOn,
    folders: own.folders ?? parent.folders,
  };
}
