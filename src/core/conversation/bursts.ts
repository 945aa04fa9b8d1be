import type { InboundMessage } from "../chat.ts";
import type { Clock } from "../clock.ts";
import type { Answerer } from "./answerer.ts";
import type { Task } from "./task.ts";

/** Makes one question of short messages that a person sends in quick succession. */
export interface Bursts {
  /** A question has been accepted just now. */
  began(task: Task): void;
  /** Whether the message belongs to a question that is being answered; then it is a part of it, and on disk. */
  take(message: InboundMessage): Promise<boolean>;
}

/** From one message of a burst to the next. */
const WITHIN_MS = 600;
/** UTF-16 units of a message that is still short. */
const MAX_LENGTH = 400;
const MAX_MESSAGES = 10;

/** The answer begins with the first message and is begun anew with each further one: what was read stays read. */
export function createBursts({ answerer, clock }: { answerer: Answerer; clock: Clock }): Bursts {
  /** When the newest message of a question came. */
  const lastAt = new WeakMap<Task, number>();

  function isOf(task: Task, { channel, author, id }: InboundMessage): boolean {
    const { words } = task.entry;
    return (
      task.channel === channel &&
      task.asker.id === author.id &&
      clock.now() - (lastAt.get(task) ?? -Infinity) <= WITHIN_MS &&
      words.length < MAX_MESSAGES &&
      words.every(({ messageId, text }) => messageId !== id && text.length <= MAX_LENGTH)
    );
  }

  return {
    began: (task) => void lastAt.set(task, clock.now()),
    async take(message) {
      const { id, text, facts } = message;
      if (facts.authorIsBot || facts.mentionsOthers || text === "" || text.length > MAX_LENGTH) return false;
      const task = answerer.tasks().findLast((one) => isOf(one, message));
      if (!task) return false;
      lastAt.set(task, clock.now());
      await task.revise([...task.entry.words, { messageId: id, text }]);
      return true;
    },
  };
}
