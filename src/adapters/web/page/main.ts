import { createAnnouncer } from "./announcer.ts";
import { createAppearance } from "./appearance.ts";
import { createArchive } from "./archive.ts";
import { createChatList } from "./chat-list.ts";
import { createChatMenu } from "./chat-menu.ts";
import { openChats } from "./chats.ts";
import { createComposer } from "./composer.ts";
import { createConnection } from "./connection.ts";
import { byId } from "./dom.ts";
import { offerExamples } from "./examples.ts";
import { createExpectation } from "./expect-question.ts";
import { createFollower } from "./follow.ts";
import { createIdentity } from "./identity.ts";
import { listenForKeys } from "./keys.ts";
import { labelPage } from "./labels.ts";
import { nameOldChats } from "./name-old-chats.ts";
import { createNotice } from "./notice.ts";
import { createPassageView } from "./passage-view.ts";
import type { Failure } from "./request.ts";
import { createCommandRunner } from "./run-command.ts";
import { createScreen } from "./screen.ts";
import { createSession } from "./session.ts";
import { createSettingsView } from "./settings-view.ts";
import { createSidePanel } from "./side-panel.ts";
import { texts } from "./texts.ts";
import { createThread } from "./thread.ts";
import { typedCommand } from "./typed-command.ts";

labelPage();
createAppearance();

const list = byId("thread", HTMLElement);
const toLatest = byId("to-latest", HTMLButtonElement);
const more = byId("more", HTMLButtonElement);

const announce = createAnnouncer(byId("announcer", HTMLElement));
const notice = createNotice(byId("notice", HTMLElement));
const identity = createIdentity();
const panel = createSidePanel();
const archive = createArchive();
const showPassage = createPassageView();
const chats = openChats(localStorage, sessionStorage, () => {
  identity.showTitle(chats);
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
  screen.catchUp();
  void introduce();
});

const thread = createThread(list, () => identity.name(), {
  onRetry: () => session.retry(),
  onRevise(text) {
    sending();
    session.revise(text);
  },
  onSource: (source) => void showPassage(chats.current().name, source),
  onResize: () => follower.contentChanged(),
  onAnnounce: announce,
  onChange() {
    byId("welcome", HTMLElement).hidden = !thread.isEmpty();
    more.hidden = thread.lastQuestion() === undefined;
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
  onTextBack: giveBack,
});

const screen = createScreen({ chats, session, thread, composer, follower, panel, notice, expectQuestion });

const runCommand = createCommandRunner(chats, archive, thread, session, {
  onHistoryChanged: () => screen.reload(),
  onSaid: (sentence, undo) => notice.say(sentence, undo),
  onFailure: fail,
  onTextBack: giveBack,
});

const showSettings = createSettingsView({
  onSaved: (undo) => notice.say(texts.settingsSaved, () => void undo()),
  onUndone: () => notice.say(texts.settingsUndone),
  onFailure: fail,
});

const showMenu = createChatMenu(chats, archive, notice, {
  onRename(chat) {
    panel.open();
    chatList.rename(chat);
  },
  onSettings: (chat) => void showSettings(chat),
  onDeleted(chat) {
    if (screen.shows(chat)) screen.startNew();
  },
  onRestored: (chat) => void screen.open(chat),
  onFailure: fail,
});

const chatList = createChatList(chats, archive, {
  onOpen(chat) {
    panel.closeDrawer();
    void screen.open(chat);
  },
  onMore: showMenu,
  onAnnounce: announce,
  onLeave() {
    panel.closeDrawer();
    screen.focusComposer();
  },
});

function fail(failure: Failure): void {
  if (failure.code === "unreachable") connection.lost();
  else notice.say(failure.message);
}

/** What was typed and did not get through is to be typed no second time. */
function giveBack(text: string): void {
  if (composer.text() !== "") return;
  composer.setText(text);
  chats.keepDraft(text);
}

function sending(): void {
  if (!notice.canUndo()) notice.clear();
  follower.toEnd(); // and stays there as the question and its answer come
}

function send(text: string): void {
  const command = typedCommand(text);
  sending();
  void (command ? runCommand(text, command) : session.ask(text));
  composer.focus();
}

async function stop(): Promise<void> {
  const failure = await session.stop();
  if (failure) fail(failure);
}

async function introduce(): Promise<void> {
  await identity.introduce();
  identity.showTitle(chats);
}

for (const id of ["new-chat", "new-here"]) {
  byId(id, HTMLElement).addEventListener("click", () => screen.startNew());
}
byId("settings", HTMLElement).addEventListener("click", () => void showSettings(chats.current()));
more.addEventListener("click", () => showMenu(chats.current(), more));
toLatest.addEventListener("click", () => {
  follower.toEnd();
  screen.focusComposer();
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
offerExamples(byId("examples", HTMLElement), (example) => {
  if (!session.isBusy()) send(example);
});

identity.showTitle(chats);
chatList.refresh();
void screen.show();
void introduce();
void nameOldChats(chats, archive);
