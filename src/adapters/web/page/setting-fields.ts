import type { Settings } from "./api.ts";
import { element } from "./dom.ts";
import { createSettingField, type SettingField } from "./setting-field.ts";
import type { OwnSettings, SettingName } from "./setting-words.ts";
import { formatNumber, texts } from "./texts.ts";

/** In UTF-16 units; as much as the bot takes. */
const MAX_PERSONA = 1000;
const LEAST_TOKENS = 16;

/** Changes one of the settings; told each time that something is typed or moved. */
type Change = (change: Partial<OwnSettings>) => void;

/** A field for each setting, which shows it as `own` has it. */
export function createSettingFields(
  own: OwnSettings,
  defaults: Settings["defaults"],
  change: Change,
): Readonly<Record<SettingName, SettingField>> {
  return {
    persona: personaField(own.persona, defaults.persona, change),
    answerTokens: lengthField(own.answerTokens, defaults.answerTokens, change),
    temperature: temperatureField(own.temperature, defaults.temperature, change),
    language: languageField(own.language, change),
  };
}

function personaField(value: string | null, fallback: string, change: Change): SettingField {
  const limits = { rows: "4", maxlength: String(MAX_PERSONA), dir: "auto" };
  const field = element("textarea", { ...limits, placeholder: fallback });
  const counter = element("span", { class: "count", "aria-hidden": "true" });
  field.value = value ?? "";

  function count(): void {
    counter.textContent = texts.countOf(formatNumber(field.value.length), formatNumber(MAX_PERSONA));
  }
  function take(): void {
    count();
    change({ persona: field.value.trim() || null });
  }

  count();
  field.addEventListener("input", take);
  return createSettingField({
    ...texts.settingPersona,
    control: field,
    aside: counter,
    isSet: () => field.value.trim() !== "",
    onReset() {
      field.value = "";
      take();
    },
  });
}

function lengthField(value: number | null, most: number, change: Change): SettingField {
  const least = Math.min(LEAST_TOKENS, most);
  const field = element("input", {
    type: "number",
    inputmode: "numeric",
    min: String(least),
    max: String(most),
    step: "1",
    placeholder: String(most),
  });
  field.value = value === null ? "" : String(value);

  function take(): void {
    change({ answerTokens: field.value === "" ? null : Number(field.value) });
  }

  field.addEventListener("input", take);
  const { name, hint } = texts.settingLength;
  return createSettingField({
    name,
    hint: hint(formatNumber(least), formatNumber(most)),
    control: field,
    isSet: () => field.value !== "",
    onReset() {
      field.value = "";
      take();
    },
  });
}

function temperatureField(value: number | null, fallback: number, change: Change): SettingField {
  const field = element("input", { type: "range", min: "0", max: "2", step: "0.05" });
  const shown = element("output", { class: "count" });
  let set = value !== null;

  function show(temperature: number): void {
    field.value = String(temperature);
    const number = formatNumber(temperature, 2);
    shown.textContent = set ? number : texts.byDefault(number);
  }

  show(value ?? fallback);
  field.addEventListener("input", () => {
    set = true;
    show(field.valueAsNumber);
    change({ temperature: field.valueAsNumber });
  });
  return createSettingField({
    ...texts.settingTemperature,
    control: field,
    aside: shown,
    isSet: () => set,
    onReset() {
      set = false;
      show(fallback);
      change({ temperature: null });
    },
  });
}

function languageField(value: OwnSettings["language"], change: Change): SettingField {
  const choices = [
    [null, texts.auto],
    ["zh", "中文"],
    ["en", "English"],
  ] as const;
  const fields = choices.map(([language, name]) => {
    const field = element("input", { type: "radio", name: "answer-language" });
    field.checked = language === value;
    field.addEventListener("input", () => change({ language }));
    return { language, field, label: element("label", {}, field, name) };
  });
  const group = element(
    "div",
    { class: "segments", role: "radiogroup" },
    ...fields.map(({ label }) => label),
  );
  return createSettingField({
    ...texts.settingLanguage,
    control: group,
    isSet: () => fields.some(({ language, field }) => language !== null && field.checked),
    onReset() {
      for (const { language, field } of fields) field.checked = language === null;
      change({ language: null });
    },
  });
}
