import { element } from "./dom.ts";
import { texts } from "./texts.ts";

/** Fills `list` with questions that may be asked by a click. */
export function offerExamples(list: HTMLElement, onChoose: (question: string) => void): void {
  for (const example of texts.examples) {
    const button = element("button", { type: "button" }, example);
    button.addEventListener("click", () => onChoose(example));
    list.append(element("li", {}, button));
  }
}
