import type { Ending, PostTracker, Reply, Working } from "../../src/core/chat.ts";

/** A reply that a test can read. */
export interface RecordingReply extends Reply {
  readonly progress: readonly Working[];
  /** Every text that was shown on the way. */
  readonly shown: readonly string[];
  /** Null while it is not finished. */
  ending(): Ending | null;
  readonly finished: Promise<Ending>;
  /** What people see in the end: the text, the notes or the apology. */
  readonly seen: Promise<string>;
  /** It is shown in messages that the platform calls `parts`, one after the other. */
  posts(...parts: readonly string[]): Promise<void>;
  /** Nobody can see it any more. */
  lose(): void;
}

export function createRecordingReply(finishFails?: Error): RecordingReply {
  const progress: Working[] = [];
  const shown: string[] = [];
  const lost = new AbortController();
  let ending: Ending | null = null;
  let tracker: PostTracker | null = null;
  let tell: (ending: Ending) => void = () => undefined;
  const finished = new Promise<Ending>((resolve) => (tell = resolve));

  return {
    progress,
    shown,
    lost: lost.signal,
    track: (one) => void (tracker = one),
    async posts(...parts) {
      for (const part of parts) {
        await tracker?.posting();
        await tracker?.posted(part, true);
      }
    },
    lose: () => lost.abort(),
    ending: () => ending,
    finished,
    seen: finished.then(visible),
    working: (now) => void progress.push(now),
    show: (text) => void shown.push(text),
    async finish(last) {
      if (ending) throw new Error("a reply ends once");
      ending = last;
      tell(last);
      await Promise.resolve();
      if (finishFails) throw finishFails;
    },
  };
}

function visible(ending: Ending): string {
  const below = ending.kind === "failed" ? [`⚠ ${ending.sentence}`] : ending.notes.map((note) => `(${note})`);
  return [ending.text, ...below].filter((part) => part !== "").join("\n");
}
