import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  ButtonStyle,
  ComponentType,
} from "discord.js";
import type { Control } from "../../core/chat.ts";
import type { Language } from "../../core/language.ts";

interface Label {
  /** As Discord knows it, variation selector included. */
  readonly emoji: string;
  readonly words: Readonly<Record<Language, string>>;
}

const LABELS: Readonly<Record<Control, Label>> = {
  stop: { emoji: "⏹️", words: { en: "Stop", zh: "停止" } },
  retry: { emoji: "🔁", words: { en: "Retry", zh: "重答" } },
  undo: { emoji: "↩️", words: { en: "Undo", zh: "撤销" } },
};

/** What a button's data names, and nothing that anybody has to be trusted with. */
export interface ButtonData {
  readonly control: Control;
  /** The id of the message or command that it stands below the answer of. */
  readonly question: string;
}

type ButtonRow = APIActionRowComponent<APIButtonComponentWithCustomId>;

/** The one button below a message; none without a control or a question that it would name. */
export function buttonsFor(
  control: Control | undefined | null,
  question: string | null,
  language: Language,
): readonly [ButtonRow] | readonly [] {
  const data = buttonDataFor(control, question);
  if (data === null || !control) return [];
  const { emoji, words } = LABELS[control];
  return [
    {
      type: ComponentType.ActionRow,
      components: [
        {
          type: ComponentType.Button,
          style: ButtonStyle.Secondary,
          custom_id: data,
          emoji: { name: emoji },
          label: words[language],
        },
      ],
    },
  ];
}

/** The data of that button; null where there is none. */
export function buttonDataFor(control: Control | undefined | null, question: string | null): string | null {
  return control && question !== null ? `${control}:${question}` : null;
}

/** Reads the data of a button; null for what {@link buttonDataFor} did not write. */
export function readButtonData(data: string): ButtonData | null {
  const groups = /^(?<control>\w+):(?<question>\d{15,20})$/.exec(data)?.groups;
  const control = CONTROLS.find((known) => known === groups?.["control"]);
  const question = groups?.["question"];
  return control === undefined || question === undefined ? null : { control, question };
}

const CONTROLS = ["stop", "retry", "undo"] as const satisfies readonly Control[];
