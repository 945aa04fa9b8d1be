import type { AnswerObserver } from "../core/answer-observer.ts";
import type { Clock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";
import type { KeptBuckets } from "./kept-buckets.ts";
import { createExposition, type Exposition, type States } from "./exposition.ts";
import { type Bucket, createSeries } from "./series.ts";
import {
  type Gauges,
  type Tally,
  tallyOfAnswer,
  tallyOfFailure,
  tallyOfGauges,
  tallyOfRecall,
} from "./tally.ts";

/** What the bot counts of its own doing, over the last hour and the last day. */
export interface Metrics extends AsyncDisposable {
  readonly observer: AnswerObserver;
  readonly gauges: () => Gauges;
  /** Milliseconds since the start. */
  readonly runningMs: () => number;
  /** 60 minutes, and 96 quarters of an hour, oldest first. */
  readonly hour: () => readonly Bucket[];
  readonly day: () => readonly Bucket[];
  /** All that is counted since the start, as Prometheus reads it. */
  readonly exposition: () => Promise<Exposition>;
}

export interface MetricsOptions {
  readonly kept: KeptBuckets;
  readonly clock: Clock;
  /** The machine's date, in milliseconds since 1970. */
  readonly date: () => number;
  readonly log: Log;
  /** Both are asked often, and must be cheap and throw nothing. */
  readonly gauges: () => Gauges;
  readonly states: () => States;
}

const MINUTE_MS = 60_000;
/** How often is looked at what only shows for a moment, such as the line. */
const LOOK_EVERY_MS = 5000;
const LOOKS_PER_SAVE = MINUTE_MS / LOOK_EVERY_MS;

/**
 * Goes on where the last run left off. What changed is kept once a minute, and when this is disposed; `kept` is the
 * caller's to close. Failing to keep it is logged, once until it works again.
 */
export async function startMetrics(options: MetricsOptions): Promise<Metrics> {
  const { kept, clock, date, log, gauges, states } = options;
  const hour = createSeries({ name: "minute", bucketMs: MINUTE_MS, count: 60, date });
  const day = createSeries({ name: "quarter", bucketMs: 15 * MINUTE_MS, count: 96, date });
  const exposition = createExposition({ gauges, states });
  const startedAt = clock.now();
  const closing = new AbortController();
  let unsaved = new Map<string, Bucket>();
  let failing = false;

  const earlier = await kept.read();
  hour.restore(earlier.get("minute") ?? []);
  day.restore(earlier.get("quarter") ?? []);

  function add(tally: Tally): void {
    hour.add(tally);
    day.add(tally);
  }

  async function save(): Promise<void> {
    unsaved = new Map([...unsaved, ...hour.takeChanged(), ...day.takeChanged()]);
    try {
      await kept.write(unsaved);
      unsaved.clear();
      failing = false;
    } catch (error) {
      if (!failing) log.warn("the figures of the status page could not be kept", { error });
      failing = true;
    }
  }

  async function run(): Promise<void> {
    for (let looks = 1; ; looks++) {
      add(tallyOfGauges(gauges()));
      if (looks % LOOKS_PER_SAVE === 0) await save();
      await clock.sleep(LOOK_EVERY_MS, closing.signal);
    }
  }

  const running = run().catch((error: unknown) => {
    if (!closing.signal.aborted) log.error("the figures of the status page are no longer taken", { error });
  });
  let closed: Promise<void> | undefined;

  return {
    gauges,
    runningMs: () => clock.now() - startedAt,
    hour: hour.buckets,
    day: day.buckets,
    exposition: exposition.text,
    observer: {
      answered(platform, figures) {
        add(tallyOfAnswer(platform, figures));
        exposition.answered(platform, figures);
      },
      recalled(platform, origin) {
        add(tallyOfRecall(origin));
        exposition.recalled(platform, origin);
      },
      failed(platform, code) {
        add(tallyOfFailure(code));
        exposition.failed(platform, code);
      },
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      closed ??= running.then(save);
      await closed;
    },
  };
}
