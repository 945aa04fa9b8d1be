import { fetchAbout } from "./api.ts";
import { openChats } from "./chats.ts";
import { createComposer } from "./composer.ts";
import { createConfirmForget } from "./confirm-forget.ts";
import { byId, drawIcon, element } from "./dom.ts";
import { createExpectation } from "./expect-question.ts";
import { createFollower } from "./follow.ts";
import { createNotice } from "./notice.ts";
import { createSession } from "./session.ts";
import { texts } from "./texts.ts";
import { createThread } from "./thread.ts";

const scroller = byId("scroller", HTMLElement);
const list = byId("thread", HTMLElement);
const welcome = byId("welcome", HTMLElement);
const notice = createNotice(byId("notice", HTMLElement));
const announcer = byId("announcer", HTMLElement);
const toLatest = byId("to-latest", HTMLButtonElement);
const newChat = byId("new-chat", HTMLButtonElement);
const forget = byId("forget", HTMLButtonElement);

document.documentElement.lang = texts.locale;
list.setAttribute("aria-label", texts.conversation);
byId("hello", HTMLElement).textContent = texts.hello;
byId("promise", HTMLElement).textContent = texts.promise;
byId("hint", HTMLElement).textContent = texts.hint;
byId("demo", HTMLElement).textContent = texts.demo;
newChat.append(drawIcon("add"), element("span", {}, texts.newChat));
newChat.setAttribute("aria-label", texts.newChat);
forget.append(drawIcon("forget"), element("span", {}, texts.forget));
forget.setAttribute("aria-label", texts.forgetLong);
toLatest.append(drawIcon("down"));
toLatest.setAttribute("aria-label", texts.toLatest);

const ANNOUNCED_MS = 3000;

let name = document.title;
let announcedFor = 0;
const chats = openChats(localStorage);
const expectQuestion = createExpectation(() => chats.current().name);
const follower = createFollower(
  scroller,
  () => list.childElementCount > 0,
  (away) => (toLatest.hidden = !away),
);

function announce(sentence: string): void {
  announcer.textContent = sentence;
  clearTimeout(announcedFor);
  // Said once; who reads on through the page would otherwise come upon the answer a second time.
  announcedFor = setTimeout(() => (announcer.textContent = ""), ANNOUNCED_MS);
}

const thread = createThread(
  list,
  () => name,
  { onRetry: () => session.retry(), onResize: () => follower.contentChanged(), onAnnounce: announce },
  () => {
    welcome.hidden = !thread.isEmpty();
    forget.hidden = thread.isEmpty();
    follower.contentChanged();
  },
);

const composer = createComposer({
  onSend(text) {
    chats.keepDraft("");
    send(text);
  },
  onStop: () => void session.stop(),
  onDraft(draft) {
    chats.keepDraft(draft);
    if (!session.isBusy()) expectQuestion();
  },
});

const session = createSession(chats, thread, {
  onBusy: (busy) => composer.setBusy(busy),
  onNotice: (sentence, undo) => notice.say(sentence, undo),
  onAnnounce: announce,
  onTextBack(text) {
    if (composer.text() !== "") return;
    composer.setText(text);
    chats.keepDraft(text);
  },
});

const confirm = createConfirmForget(() => {
  void session.forget();
  composer.focus();
}, forget);

function send(text: string): void {
  if (!notice.canUndo()) notice.clear();
  confirm.dismiss();
  follower.toEnd(); // and stays there as the question and its answer come
  void session.ask(text);
  composer.focus();
}

newChat.addEventListener("click", () => {
  notice.clear();
  confirm.dismiss();
  session.startNew();
  composer.setText(chats.current().draft);
  composer.focus();
});
forget.addEventListener("click", () => confirm.ask());
toLatest.addEventListener("click", () => {
  follower.toEnd();
  composer.focus();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  if (!confirm.dismiss()) void session.stop();
});

for (const example of texts.examples) {
  const button = element("button", { type: "button" }, example);
  button.addEventListener("click", () => {
    if (!session.isBusy()) send(example);
  });
  byId("examples", HTMLElement).append(element("li", {}, button));
}

composer.setText(chats.current().draft);
composer.focus();
void session.load();
expectQuestion();
void introduce();

async function introduce(): Promise<void> {
  const outcome = await fetchAbout();
  if (!outcome.ok) return; // the history says so already
  name = outcome.value.name;
  document.title = name;
  byId("name", HTMLElement).textContent = name;
  byId("model", HTMLElement).textContent = outcome.value.model;
  byId("demo", HTMLElement).hidden = !outcome.value.demo;
}
