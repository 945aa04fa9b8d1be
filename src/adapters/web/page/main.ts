import { fetchAbout, type About, type Failure } from "./api.ts";
import { createAppearance, offerSignOut } from "./appearance.ts";
import { createArchive } from "./archive.ts";
import { createChatList } from "./chat-list.ts";
import { createChatMenu } from "./chat-menu.ts";
import { openChats, type Chat } from "./chats.ts";
import { createComposer } from "./composer.ts";
import { createConnection } from "./connection.ts";
import { byId, element } from "./dom.ts";
import { createExpectation } from "./expect-question.ts";
import { createFollower } from "./follow.ts";
import { listenForKeys } from "./keys.ts";
import { labelPage } from "./labels.ts";
import { nameOldChats } from "./name-old-chats.ts";
import { createNotice } from "./notice.ts";
import { createSession } from "./session.ts";
import { createSidePanel } from "./side-panel.ts";
import { texts } from "./texts.ts";
import { createThread } from "./thread.ts";

const ANNOUNCED_MS = 3000;

labelPage();
createAppearance();

const list = byId("thread", HTMLElement);
const toLatest = byId("to-latest", HTMLButtonElement);
const more = byId("more", HTMLButtonElement);
const announcer = byId("announcer", HTMLElement);

let about: About | undefined;
let announcedFor = 0;
let loadFailed = false;

const notice = createNotice(byId("notice", HTMLElement));
const panel = createSidePanel();
const archive = createArchive();
const chats = openChats(localStorage, sessionStorage, () => {
  showTitle();
  chatList.refresh();
});
const expectQuestion = createExpectation(() => chats.current().name);
const follower = createFollower(
  byId("scroller", HTMLElement),
  () => list.childElementCount > 0,
  (away) => (toLatest.hidden = !away),
);
const connection = createConnection(byId("away", HTMLElement), (away) => {
  composer.setAway(away);
  if (away) return;
  announce(texts.back);
  if (loadFailed) void load();
  if (!about) void introduce();
});

const thread = createThread(list, () => about?.name ?? "Lantern", {
  onRetry: () => session.retry(),
  onRevise(text) {
    sending();
    session.revise(text);
  },
  onResize: () => follower.contentChanged(),
  onAnnounce: announce,
  onChange() {
    byId("welcome", HTMLElement).hidden = !thread.isEmpty();
    more.hidden = thread.isEmpty();
    follower.contentChanged();
  },
});

const composer = createComposer({
  onSend(text) {
    chats.keepDraft("");
    send(text);
  },
  onStop: () => void stop(),
  onEditLast() {
    if (!session.isBusy()) thread.lastQuestion()?.edit();
  },
  onDraft(draft) {
    chats.keepDraft(draft);
    if (!session.isBusy()) expectQuestion();
  },
});

const session = createSession(chats, thread, {
  onBusy(busy) {
    composer.setBusy(busy);
    list.classList.toggle("busy", busy);
  },
  onAsked(channel, text) {
    archive.outdate(channel);
    chats.asked(channel, text);
  },
  onTurns(channel, turns) {
    const first = turns.find(({ role }) => role === "user");
    if (first && chats.current().title === "") chats.rename(channel, first.text);
  },
  onFailure: fail,
  onAnnounce: announce,
  onTextBack(text) {
    if (composer.text() !== "") return;
    composer.setText(text);
    chats.keepDraft(text);
  },
});

const showMenu = createChatMenu(chats, archive, notice, {
  onRename(chat) {
    panel.open();
    chatList.rename(chat);
  },
  onDeleted({ name }) {
    if (name === shown) startNew();
  },
  onRestored: (chat) => void open(chat),
  onFailure: fail,
});

const chatList = createChatList(chats, archive, {
  onOpen(chat) {
    panel.closeDrawer();
    void open(chat);
  },
  onMore: showMenu,
  onAnnounce: announce,
  onLeave() {
    panel.closeDrawer();
    focusComposer();
  },
});

/** The name of the conversation on the screen. */
let shown = chats.current().name;

function announce(sentence: string): void {
  announcer.textContent = sentence;
  clearTimeout(announcedFor);
  // Said once; who reads on through the page would otherwise come upon the answer a second time.
  announcedFor = setTimeout(() => (announcer.textContent = ""), ANNOUNCED_MS);
}

function fail(failure: Failure): void {
  if (failure.code === "unreachable") connection.lost();
  else notice.say(failure.message);
}

/** Where there is no keyboard, a field that takes the focus brings one up over half of the screen. */
function focusComposer(): void {
  if (matchMedia("(pointer: fine)").matches) composer.focus();
}

function showTitle(): void {
  const name = about?.name ?? "Lantern";
  const { title } = chats.current();
  byId("title", HTMLElement).textContent = title || name;
  document.title = title === "" ? name : `${title} · ${name}`;
}

function sending(): void {
  if (!notice.canUndo()) notice.clear();
  follower.toEnd(); // and stays there as the question and its answer come
}

function send(text: string): void {
  sending();
  void session.ask(text);
  composer.focus();
}

async function stop(): Promise<void> {
  const failure = await session.stop();
  if (failure) fail(failure);
}

async function load(): Promise<void> {
  loadFailed = !(await session.load());
  follower.toEnd();
}

/** Brings the current conversation of the list onto the screen. */
async function show(): Promise<void> {
  shown = chats.current().name;
  session.leave();
  composer.setText(chats.current().draft);
  focusComposer();
  expectQuestion();
  await load();
}

async function open(chat: Chat): Promise<void> {
  if (chat.name === shown && !loadFailed) return;
  if (!notice.canUndo()) notice.clear();
  chats.open(chat.name);
  await show();
}

function startNew(): void {
  panel.closeDrawer();
  if (!notice.canUndo()) notice.clear();
  if (!thread.isEmpty() || session.isBusy()) {
    session.leave();
    shown = chats.start().name;
    thread.clear();
    composer.setText("");
  }
  focusComposer();
}

byId("new-chat", HTMLElement).addEventListener("click", startNew);
byId("new-here", HTMLElement).addEventListener("click", startNew);
more.addEventListener("click", () => showMenu(chats.current(), more));
toLatest.addEventListener("click", () => {
  follower.toEnd();
  focusComposer();
});
listenForKeys({
  onSearch() {
    panel.open();
    chatList.focusSearch();
  },
  onEscape() {
    if (!panel.closeDrawer()) void stop();
  },
});

for (const example of texts.examples) {
  const button = element("button", { type: "button" }, example);
  button.addEventListener("click", () => {
    if (!session.isBusy()) send(example);
  });
  byId("examples", HTMLElement).append(element("li", {}, button));
}

showTitle();
chatList.refresh();
void show();
void introduce();
void nameOldChats(chats, archive);

async function introduce(): Promise<void> {
  const outcome = await fetchAbout();
  if (!outcome.ok) return; // the history says so already
  about = outcome.value;
  showTitle();
  byId("name", HTMLElement).textContent = about.name;
  byId("model", HTMLElement).textContent = about.model;
  byId("demo", HTMLElement).hidden = !about.demo;
  if (about.password === true) offerSignOut();
}
