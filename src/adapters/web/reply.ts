import type { Ending, Reply, Working } from "../../core/chat.ts";
import type { Clock } from "../../core/clock.ts";

const HEARTBEAT_MS = 15_000;

/** A reply that is read as a stream of server-sent events. */
export interface StreamReply extends Reply {
  /**
   * `waiting`, `reading`, `restart`, `delta`, and last `done` or `error`; a comment when nothing else was sent for 15 s.
   * Events are made when they are read: a slow reader gets fewer and larger ones, and one who leaves costs nothing.
   */
  readonly body: ReadableStream<Uint8Array>;
  /** Resolves when the last event stands, whether or not somebody still reads. */
  readonly ended: Promise<void>;
  /** All of the answer so far. */
  text(): string;
  /** Ends it with an error, unless it has ended. */
  fail(code: string, message: string): void;
}

/**
 * A reply for one request. Its `lost` never aborts: who leaves the page finds the answer in the history. For the same
 * reason `finish` resolves at once.
 */
export function createStreamReply(clock: Clock): StreamReply {
  const encoder = new TextEncoder();
  /** Aborts when there is nothing left to send, or nobody to send it to. */
  const closed = new AbortController();
  let resolveEnded: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (resolveEnded = resolve));
  let shown = "";
  let sent = "";
  let progress: Working | undefined;
  let last: string | undefined;
  let beat = false;
  let gone = false;
  let lastSentAt = clock.now();
  let heartbeat: Promise<void> | undefined;
  let wake: () => void = () => undefined;

  function takeEvents(): string {
    let events = "";
    if (!shown.startsWith(sent)) {
      events += event("restart", {});
      sent = "";
    }
    if (shown.length > sent.length) events += event("delta", { text: shown.slice(sent.length) });
    sent = shown;
    if (progress) events += workingEvent(progress);
    progress = undefined;
    if (last !== undefined) events += last;
    if (events === "" && beat) events = ":\n\n";
    beat = false;
    return events;
  }

  function end(event: string): void {
    if (last !== undefined) return;
    last = event;
    closed.abort();
    resolveEnded();
    wake();
  }

  async function keepAlive(): Promise<void> {
    try {
      for (;;) {
        await clock.sleep(lastSentAt + HEARTBEAT_MS - clock.now(), closed.signal);
        if (clock.now() - lastSentAt < HEARTBEAT_MS) continue;
        lastSentAt = clock.now();
        beat = true;
        wake();
      }
    } catch {
      // Only `closed` ends a sleep early, and then silence is what is wanted.
    }
  }

  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        heartbeat ??= keepAlive();
        let events = takeEvents();
        while (events === "") {
          await new Promise<void>((resolve) => (wake = resolve));
          if (gone) return;
          events = takeEvents();
        }
        lastSentAt = clock.now();
        controller.enqueue(encoder.encode(events));
        if (last !== undefined) controller.close();
      },
      cancel() {
        gone = true;
        closed.abort();
        wake();
      },
    },
    { highWaterMark: 0 },
  );

  return {
    body,
    ended,
    lost: new AbortController().signal,
    track: () => undefined, // nothing of it stands anywhere that outlives this process
    text: () => shown,
    working(step) {
      progress = step;
      wake();
    },
    show(text) {
      shown = text;
      progress = undefined;
      wake();
    },
    async finish(ending) {
      if (last === undefined && ending.text !== "") shown = ending.text;
      end(endingEvent(ending));
    },
    fail(code, message) {
      end(event("error", { code, message }));
    },
  };
}

function event(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

function workingEvent(step: Working): string {
  switch (step.kind) {
    case "started":
      return ""; // the page shows that by itself
    case "waiting":
      return event("waiting", { ahead: step.ahead });
    case "reading":
      return event("reading", { done: step.done, total: step.total });
  }
}

function endingEvent(ending: Ending): string {
  if (ending.kind === "failed") {
    const { code, sentence, text, incident } = ending;
    return event("error", { code, message: sentence, ...(text && { text }), ...(incident && { incident }) });
  }
  const { text, notes, figures, origin, cited } = ending;
  return event("done", {
    text,
    notes,
    ...figures,
    ...(ending.kind === "stopped" && { ended: "stopped" }),
    ...(origin && { origin }),
    ...(cited && { sources: cited.sources.map(({ id, file, heading }) => ({ id, file, heading })) }),
  });
}
