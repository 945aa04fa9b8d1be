import type { Machine } from "../doctor/machine.ts";
import type { Draft } from "./draft.ts";
import type { Prompt } from "./prompt.ts";
import type { Questions } from "./questions.ts";
import type { Texts } from "./texts.ts";

/** What every step of the setup talks with, and writes its answers to. */
export interface Talk {
  readonly prompt: Prompt;
  readonly questions: Questions;
  readonly texts: Texts;
  readonly draft: Draft;
  readonly machine: Machine;
}

/** What takes a value out, where Enter would keep it. */
export const NONE = "-";
