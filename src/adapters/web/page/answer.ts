import type { Done, Failure } from "./api.ts";
import { copyText } from "./clipboard.ts";
import { drawIcon, element, iconButton } from "./dom.ts";
import { createMarkdownView } from "./markdown/view.ts";
import { formatNumber, texts } from "./texts.ts";

/** Most answers begin sooner; a sentence that flashes by only makes people nervous. */
const PROGRESS_DELAY_MS = 800;
const COPIED_MS = 1500;

/** One answer as people see it, while it is written and after. */
export interface AnswerView {
  readonly element: HTMLElement;
  text(): string;
  /** What is to be read out: its words, without marks, labels and buttons. */
  spoken(): string;
  /** Starts over, with nothing but a sign of life. */
  begin(): void;
  /** Says what the bot is doing before there are words, if that lasts longer than a moment. */
  progress(sentence: string): void;
  /** Shows `text`, all of the answer so far, with the next frame. */
  show(text: string): void;
  /** Ends it well; without `done` it is one from the history. */
  complete(text: string, done?: Done): void;
  /** Ends it with a sentence below what there is of it. */
  fail(failure: Failure, canRetry: boolean): void;
}

export interface AnswerEvents {
  readonly onRetry: () => void;
  /** The size of the answer has changed. */
  readonly onResize: () => void;
  /** Something worth saying to a screen reader. */
  readonly onAnnounce: (sentence: string) => void;
}

/** An empty answer of `speaker`, for the list of what was said. */
export function createAnswerView(speaker: string, events: AnswerEvents): AnswerView {
  const body = element("div", { class: "markdown" });
  const progressText = element("span");
  const progress = element("p", { class: "progress" }, element("span", { class: "glow" }), progressText);
  const footer = element("footer");
  const item = element(
    "li",
    { class: "answer" },
    element("h2", { class: "visually-hidden" }, speaker),
    body,
    progress,
    footer,
  );
  const markdown = createMarkdownView(body);
  let text = "";
  let frame = 0;
  let delay = 0;

  function writing(is: boolean): void {
    item.setAttribute("aria-busy", String(is));
    item.classList.toggle("writing", is);
    progress.hidden = !is || text !== "";
  }

  function say(sentence: string): void {
    clearTimeout(delay);
    delay = setTimeout(() => {
      progressText.textContent = sentence;
      events.onResize();
    }, PROGRESS_DELAY_MS);
  }

  function end(): void {
    cancelAnimationFrame(frame);
    clearTimeout(delay);
    progressText.textContent = "";
    markdown.complete(text);
    writing(false);
  }

  function copyButton(): HTMLButtonElement {
    return iconButton("copy", texts.copy, () => undefined);
  }

  item.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("[data-copy]") : null;
    if (!button) return;
    const code = button.closest("figure")?.querySelector("code")?.textContent;
    void copyAndSaySo(button, code ?? text, events.onAnnounce);
  });

  return {
    element: item,
    text: () => text,
    spoken: () =>
      Array.from(body.children, (block) => (block.querySelector("pre") ?? block).textContent).join("\n"),
    begin() {
      cancelAnimationFrame(frame);
      text = "";
      markdown.complete("");
      footer.replaceChildren();
      writing(true);
    },
    progress(sentence) {
      if (progressText.textContent === "") say(sentence);
      else progressText.textContent = sentence;
    },
    show(next) {
      text = next;
      clearTimeout(delay);
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        markdown.update(text);
        writing(true);
        events.onResize();
      });
    },
    complete(final, done) {
      text = final;
      end();
      const copy = copyButton();
      copy.dataset["copy"] = "";
      const retry = iconButton("retry", texts.retry, events.onRetry);
      retry.classList.add("retry");
      const notes = (done?.notes ?? []).map((note) => element("p", { class: "note" }, note));
      footer.replaceChildren(
        ...notes,
        element("div", { class: "actions" }, copy, retry, ...figuresLine(done)),
      );
      events.onResize();
    },
    fail({ message, incident }, canRetry) {
      end();
      const retry = iconButton("retry", texts.retry, events.onRetry);
      retry.classList.add("retry");
      const sentence = element("p", { class: "failure", role: "alert" }, message);
      if (incident !== undefined && !message.includes(incident)) {
        sentence.append(" ", element("small", {}, texts.lookUp(incident)));
      }
      footer.replaceChildren(sentence, ...(canRetry ? [element("div", { class: "actions" }, retry)] : []));
      events.onResize();
    },
  };
}

async function copyAndSaySo(
  button: Element,
  text: string,
  announce: (sentence: string) => void,
): Promise<void> {
  if (!(await copyText(text))) return;
  announce(texts.copied);
  button.replaceChildren(drawIcon("copy"), texts.copied);
  setTimeout(() => button.replaceChildren(drawIcon("copy"), texts.copy), COPIED_MS);
}

/** What the answer cost, in small print; the particulars stand in its tooltip. */
function figuresLine(done: Done | undefined): HTMLElement[] {
  if (!done) return [];
  const { msToFirstToken, tokensPerSecond, tokensRead, tokensReused, tokensWritten, ended } = done;
  const parts = [
    ...(ended === "stopped" ? [texts.stopped] : []),
    ...(msToFirstToken === null ? [] : [texts.firstWord(formatNumber(msToFirstToken / 1000, 2))]),
    ...(tokensPerSecond > 0
      ? [texts.speed(formatNumber(tokensPerSecond, tokensPerSecond < 10 ? 1 : 0))]
      : []),
  ];
  const title = texts.details(
    formatNumber(tokensRead),
    formatNumber(tokensReused),
    formatNumber(tokensWritten),
  );
  return [element("small", { class: "figures", title }, parts.join(" · "))];
}
