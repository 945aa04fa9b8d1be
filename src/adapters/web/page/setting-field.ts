import { element } from "./dom.ts";
import { texts } from "./texts.ts";

/** The frame around what one setting is chosen with. */
export interface SettingField {
  readonly element: HTMLElement;
  /** Says why it could not be set. */
  fail(sentence: string): void;
}

export interface FieldOptions {
  readonly name: string;
  readonly hint: string;
  /** The control, and what stands beside its name, such as a counter. */
  readonly control: HTMLElement;
  readonly aside?: HTMLElement;
  /** Whether anything of its own is set. */
  readonly isSet: () => boolean;
  /** Shows and takes the default again. */
  readonly onReset: () => void;
}

let made = 0;

/** A setting with its name, its hint, and a way back to the default. `control` tells of changes by `input` events. */
export function createSettingField(options: FieldOptions): SettingField {
  const { name, hint, control, aside, isSet, onReset } = options;
  const id = `setting-${++made}`;
  const reset = element("button", { type: "button", class: "quiet" }, texts.toDefault);
  const label = element("h3", { id }, name);
  const note = element("p", { class: "hint", id: `${id}-hint` }, hint);
  const problem = element("p", { class: "problem", role: "alert" });
  control.setAttribute("aria-labelledby", id);
  control.setAttribute("aria-describedby", note.id);
  reset.setAttribute("aria-label", `${texts.toDefault}: ${name}`);

  function refresh(): void {
    reset.hidden = !isSet();
    problem.textContent = "";
  }

  control.addEventListener("input", refresh);
  reset.addEventListener("click", () => {
    onReset();
    refresh();
    control.focus();
  });
  refresh();
  return {
    element: element(
      "section",
      { class: "setting" },
      element("header", {}, label, ...(aside ? [aside] : []), reset),
      control,
      note,
      problem,
    ),
    fail: (sentence) => (problem.textContent = sentence),
  };
}
