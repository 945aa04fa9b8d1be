import type { Clock } from "../clock.ts";
import { createCallWindow, type CallWindow } from "./call-window.ts";
import { createChatBudget, type ChatBudget, type Purpose, type Slot } from "./chat-budget.ts";

/** What a call may wait for. */
type PatientPurpose = Exclude<Purpose, "typing">;

/** When the calls of one reply, or of one command's answer, may go out. */
export interface Pace {
  /**
   * Resolves when a call may go out; it is then to be made at once, or the slot given back. Where several wait in a chat,
   * the most urgent goes first, else who has waited longest. Rejects with `signal.reason` on abort.
   */
  turn(purpose: PatientPurpose, signal: AbortSignal): Promise<Slot>;
  /** Leave to show typing now; undefined when that is not to be done now. */
  typingTurn(): Slot | undefined;
}

/** Keeps the calls of all replies and commands within what the platforms allow. */
export interface Paces {
  /**
   * The pace of `chat`, with `minEditIntervalMs` between two of its calls. A chat's name begins with its platform and a
   * colon: all chats of a platform together make 25 calls a second at most.
   */
  of(chat: string, minEditIntervalMs: number): Pace;
  /** How many chats are remembered. Those that are idle are forgotten within a few minutes, when others are spoken in. */
  readonly size: number;
}

const SECOND_MS = 1_000;
/**
 * Calls in one second to all chats of a platform. Telegram allows about 30, Discord 50; the rest is for what people press
 * and for reading. What is less urgent leaves room for what is more so.
 */
const CALLS_PER_SECOND: Readonly<Record<Purpose, number>> = {
  closing: 25,
  opening: 25,
  words: 22,
  progress: 12,
  typing: 12,
};
/** Progress waits no less long than words: a chat where one answer is written must have something to say to the next. */
const RANKS = { closing: 0, opening: 1, words: 2, progress: 2 } as const;
const FORGET_EVERY_MS = 60_000;

/** Somebody who waits for a turn. */
interface Waiter {
  readonly chat: Chat;
  readonly purpose: PatientPurpose;
  readonly grant: (slot: Slot) => void;
}

interface Chat {
  readonly budget: ChatBudget;
  readonly platform: CallWindow;
  waiters: number;
}

/** Paces for all chats; to be made once, since only those of the same `Paces` know of each other. */
export function createPaces(clock: Clock): Paces {
  const platforms = new Map<string, CallWindow>();
  const chats = new Map<string, Chat>();
  /** By rank, and in each rank by the order in which they came. */
  const lines = [new Set<Waiter>(), new Set<Waiter>(), new Set<Waiter>()] as const;
  let alarm = new AbortController();
  let forgetAt = clock.now() + FORGET_EVERY_MS;

  function chatOf(name: string, intervalMs: number): Chat {
    const known = chats.get(name);
    if (known !== undefined) return known;
    forgetIdle();
    const platformName = name.split(":", 1)[0] ?? name;
    const platform = platforms.get(platformName) ?? createCallWindow(SECOND_MS);
    platforms.set(platformName, platform);
    const chat = { budget: createChatBudget(clock, intervalMs), platform, waiters: 0 };
    chats.set(name, chat);
    return chat;
  }

  function forgetIdle() {
    if (clock.now() < forgetAt) return;
    forgetAt = clock.now() + FORGET_EVERY_MS;
    for (const [name, { budget, waiters }] of chats) {
      if (waiters === 0 && budget.isIdle()) chats.delete(name);
    }
  }

  function freeFrom({ budget, platform }: Chat, purpose: Purpose) {
    return Math.max(budget.freeFrom(purpose), platform.roomFrom(CALLS_PER_SECOND[purpose]));
  }

  function take({ budget, platform }: Chat, purpose: Purpose): Slot {
    const startedAt = clock.now();
    const slot = budget.take(purpose);
    platform.begin(startedAt);
    return {
      ended(error) {
        slot.ended(error);
        platform.end(startedAt, clock.now());
        serve();
      },
      giveBack() {
        slot.giveBack();
        platform.takeBack(startedAt);
        serve();
      },
    };
  }

  /** Grants all turns that can be had now, and comes back when the next one can. */
  function serve() {
    alarm.abort();
    let next = Infinity;
    for (const { chat, purpose, grant } of lines.flatMap((line) => [...line])) {
      const from = freeFrom(chat, purpose);
      if (from <= clock.now()) grant(take(chat, purpose));
      else next = Math.min(next, from);
    }
    if (next < Infinity) void serveAt(next);
  }

  async function serveAt(time: number) {
    alarm = new AbortController();
    try {
      await clock.sleep(time - clock.now(), alarm.signal);
    } catch {
      return; // an earlier or later time was set instead
    }
    serve();
  }

  function turn(chat: Chat, purpose: PatientPurpose, signal: AbortSignal): Promise<Slot> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const line = lines[RANKS[purpose]];
      const waiter = { chat, purpose, grant };
      function leave() {
        line.delete(waiter);
        chat.waiters--;
        signal.removeEventListener("abort", abort);
      }
      function grant(slot: Slot) {
        leave();
        resolve(slot);
      }
      function abort() {
        leave();
        serve(); // the alarm may have been for this one
        reject(signal.reason); // oxlint-disable-line typescript/prefer-promise-reject-errors -- what the caller gave
      }
      line.add(waiter);
      chat.waiters++;
      signal.addEventListener("abort", abort, { once: true });
      serve();
    });
  }

  return {
    get size() {
      return chats.size;
    },
    of: (name, intervalMs) => ({
      turn: (purpose, signal) => turn(chatOf(name, intervalMs), purpose, signal),
      typingTurn() {
        const chat = chatOf(name, intervalMs);
        return freeFrom(chat, "typing") <= clock.now() ? take(chat, "typing") : undefined;
      },
    }),
  };
}
