import type { Chat, Chats } from "./chats.ts";
import type { Composer } from "./composer.ts";
import type { Follower } from "./follow.ts";
import type { Notice } from "./notice.ts";
import type { Session } from "./session.ts";
import type { SidePanel } from "./side-panel.ts";
import type { Thread } from "./thread.ts";

export interface ScreenParts {
  readonly chats: Chats;
  readonly session: Session;
  readonly thread: Thread;
  readonly composer: Composer;
  readonly follower: Follower;
  readonly panel: SidePanel;
  readonly notice: Notice;
  /** A question is likely to come. */
  readonly expectQuestion: () => void;
}

/** Which conversation is on the screen. */
export interface Screen {
  /** Brings the current conversation of the list onto it. */
  show(): Promise<void>;
  /** Brings `chat` onto it, unless it is there. */
  open(chat: Chat): Promise<void>;
  /** Clears it for a new conversation, unless it is clear. */
  startNew(): void;
  shows(chat: Chat): boolean;
  /** Reads again what was said in the one that is there. */
  reload(): Promise<void>;
  /** The same, where it could not be read before. */
  catchUp(): void;
  focusComposer(): void;
}

export function createScreen(parts: ScreenParts): Screen {
  const { chats, session, thread, composer, follower, panel, notice, expectQuestion } = parts;
  /** Its name; undefined until the first one is there. */
  let shown: string | undefined;
  let loadFailed = false;

  async function load(): Promise<void> {
    loadFailed = !(await session.load());
    follower.toEnd();
  }

  /** Where there is no keyboard, a field that takes the focus brings one up over half of the screen. */
  function focusComposer(): void {
    if (matchMedia("(pointer: fine)").matches) composer.focus();
  }

  async function show(): Promise<void> {
    shown = chats.current().name;
    session.leave();
    composer.setText(chats.current().draft);
    focusComposer();
    expectQuestion();
    await load();
  }

  return {
    show,
    async open(chat) {
      if (chat.name === shown && !loadFailed) return;
      if (!notice.canUndo()) notice.clear();
      chats.open(chat.name);
      await show();
    },
    startNew() {
      panel.closeDrawer();
      if (!notice.canUndo()) notice.clear();
      if (!thread.isEmpty() || session.isBusy()) {
        session.leave();
        shown = chats.start().name;
        thread.clear();
        composer.setText("");
      }
      focusComposer();
    },
    shows: ({ name }) => name === shown,
    async reload() {
      session.leave();
      await load();
    },
    catchUp() {
      if (loadFailed) void load();
    },
    focusComposer,
  };
}
