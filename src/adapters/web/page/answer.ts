import { createActions } from "./answer-actions.ts";
import type { Done, Source } from "./ask.ts";
import { copyAndSaySo } from "./clipboard.ts";
import { element } from "./dom.ts";
import { createMarkdownView } from "./markdown/view.ts";
import type { Failure } from "./request.ts";
import { createSources } from "./sources.ts";
import { texts } from "./texts.ts";

/** Most answers begin sooner; a sentence that flashes by only makes people nervous. */
const PROGRESS_DELAY_MS = 800;

/** What the bot does before there are words, and how much of it is done, from 0 to 1, where that can be told. */
export interface Progress {
  readonly sentence: string;
  readonly share?: number;
}

/** One answer as people see it, while it is written and after. */
export interface AnswerView {
  readonly element: HTMLElement;
  text(): string;
  /** What is to be read out: its words, without marks, labels and buttons. */
  spoken(): string;
  /** Starts over, with nothing but a sign of life. */
  begin(): void;
  /** Says what the bot is doing before there are words, if that lasts longer than a moment. */
  progress(progress: Progress): void;
  /** Shows `text`, all of the answer so far, with the next frame. */
  show(text: string): void;
  /** Ends it well; without `done` it is one from the history. */
  complete(text: string, done?: Done): void;
  /** Ends it with a sentence below what there is of it. */
  fail(failure: Failure, canRetry: boolean): void;
}

export interface AnswerEvents {
  readonly onRetry: () => void;
  /** A place in the documents that it came from is to be shown. */
  readonly onSource: (source: Source) => void;
  /** The size of the answer has changed. */
  readonly onResize: () => void;
  /** Something worth saying to a screen reader. */
  readonly onAnnounce: (sentence: string) => void;
}

/** An empty answer of `speaker`, for the list of what was said. */
export function createAnswerView(speaker: string, events: AnswerEvents): AnswerView {
  const body = element("div", { class: "markdown" });
  const sentence = element("span");
  const bar = element("progress", { max: "1", "aria-hidden": "true" });
  const progress = element("p", { class: "progress" }, element("span", { class: "glow" }), sentence, bar);
  const footer = element("footer");
  const heading = element("h2", { class: "visually-hidden" }, speaker);
  const item = element("li", { class: "answer" }, heading, body, progress, footer);
  const markdown = createMarkdownView(body);
  let text = "";
  let frame = 0;
  let delay = 0;
  let pending: Progress = { sentence: "" };
  bar.hidden = true;

  function writing(is: boolean): void {
    item.setAttribute("aria-busy", String(is));
    item.classList.toggle("writing", is);
    progress.hidden = !is || text !== "";
  }

  function tell(next: Progress): void {
    sentence.textContent = next.sentence;
    bar.hidden = next.share === undefined;
    bar.value = next.share ?? 0;
  }

  function calm(): void {
    cancelAnimationFrame(frame);
    clearTimeout(delay);
    delay = 0;
    tell({ sentence: "" });
  }

  function end(): void {
    calm();
    markdown.complete(text);
    writing(false);
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
      calm();
      text = "";
      markdown.complete("");
      footer.replaceChildren();
      writing(true);
    },
    progress(next) {
      pending = next;
      if (sentence.textContent !== "") tell(next);
      else delay ||= setTimeout(() => tell(pending), PROGRESS_DELAY_MS);
    },
    show(next) {
      text = next;
      clearTimeout(delay);
      delay = 0;
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
      const notes = notesOf(done).map((note) => element("p", { class: "note" }, note));
      footer.replaceChildren(
        ...createSources(done?.sources ?? [], events.onSource),
        ...notes,
        ...createActions({ ...events, copy: true, retry: true, done }),
      );
      events.onResize();
    },
    fail({ message, incident }, canRetry) {
      end();
      const said = element("p", { class: "failure", role: "alert" }, message);
      if (incident !== undefined && !message.includes(incident)) {
        said.append(" ", element("small", {}, texts.lookUp(incident)));
      }
      footer.replaceChildren(said, ...createActions({ ...events, copy: false, retry: canRetry }));
      events.onResize();
    },
  };
}

/** What the bot says besides, without what the mark of a stored answer says already. */
function notesOf(done: Done | undefined): readonly string[] {
  const notes = done?.notes ?? [];
  return done?.origin === "stored" ? notes.filter((note) => !note.startsWith("⚡")) : notes;
}
