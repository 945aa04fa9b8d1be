import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { AnswerObserver } from "../core/answer-observer.ts";
import { FIRST_TOKEN_SECONDS, type Gauges } from "./tally.ts";

/** What Prometheus gets, and as what. */
export interface Exposition {
  readonly type: string;
  readonly text: string;
}

/** How the parts of the bot are doing. */
export interface States {
  /** The model's name; empty while it is not known. */
  readonly model: string;
  readonly modelReady: boolean;
  /** By platform, whether people can reach the bot there. */
  readonly connected: ReadonlyMap<string, boolean>;
}

/** A value, and the one label it has, if any. */
type Measured = readonly [value: number, label?: string];

const TOKENS_PER_SECOND = [2, 5, 10, 20, 40, 80, 160, 320];
/** The delay of the event loop is sampled so often; at the usual 10 ms that alone would be a good part of our share. */
const LOOP_SAMPLE_MS = 100;

/**
 * Counts for Prometheus, from 0; a scraper knows how to go on over a restart. The names are documented in docs/metrics.md.
 * To be made once in a process: what watches the process itself cannot be taken off again.
 */
export function createExposition(options: { gauges: () => Gauges; states: () => States }): AnswerObserver & {
  readonly text: () => Promise<Exposition>;
} {
  const { gauges, states } = options;
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LOOP_SAMPLE_MS });

  const counter = (name: string, help: string, ...labelNames: string[]) =>
    new Counter({ name, help, labelNames, registers });
  const histogram = (name: string, help: string, buckets: readonly number[]) =>
    new Histogram({ name, help, labelNames: ["platform"], buckets: [...buckets], registers });
  const gauge = (name: string, help: string, label: string | null, measure: () => Iterable<Measured>) =>
    new Gauge({
      name,
      help,
      labelNames: label === null ? [] : [label],
      registers,
      collect() {
        this.reset(); // a model or a platform may have gone
        for (const [value, labelled] of measure()) {
          this.set(label === null ? {} : { [label]: labelled ?? "" }, value);
        }
      },
    });

  const answers = counter("lantern_answers_total", "Answers that ended.", "platform", "ended");
  const failures = counter("lantern_failures_total", "Questions without a whole answer.", "platform", "code");
  const recalls = counter("lantern_recalls_total", "Answers at hand, and missed.", "platform", "origin");
  const passages = counter("lantern_passages_read_total", "Passages of documents read.", "platform");
  const read = counter("lantern_prompt_tokens_read_total", "Prompt tokens read.", "platform");
  const reused = counter("lantern_prompt_tokens_reused_total", "Prompt tokens not read again.", "platform");
  const written = counter("lantern_tokens_written_total", "Tokens written.", "platform");
  const firstToken = histogram(
    "lantern_first_token_seconds",
    "From the question's arrival at the model to the first token.",
    FIRST_TOKEN_SECONDS,
  );
  const inLine = histogram("lantern_line_seconds", "Waited for a place at the model.", FIRST_TOKEN_SECONDS);
  const speed = histogram(
    "lantern_tokens_per_second",
    "Tokens written per second, by answer.",
    TOKENS_PER_SECOND,
  );

  gauge("lantern_answers_active", "Answers being read or written.", null, () => [[gauges().active]]);
  gauge("lantern_answers_waiting", "Answers waiting for a place.", null, () => [[gauges().waiting]]);
  gauge("lantern_engine_resident_bytes", "Memory of the engine.", null, () => [[gauges().engineBytes]]);
  gauge("lantern_model_ready", "1 while it can answer.", null, () => [[Number(states().modelReady)]]);
  gauge("lantern_model_info", "Always 1; names the model.", "model", () => [[1, states().model]]);
  gauge("lantern_platform_connected", "1 while people can reach the bot there.", "platform", () =>
    [...states().connected].map(([platform, connected]) => [Number(connected), platform] as const),
  );

  return {
    answered(platform, figures) {
      answers.inc({ platform, ended: figures.ended });
      passages.inc({ platform }, figures.passagesRead);
      read.inc({ platform }, figures.tokensRead);
      reused.inc({ platform }, figures.tokensReused);
      written.inc({ platform }, figures.tokensWritten);
      inLine.observe({ platform }, figures.msInLine / 1000);
      if (figures.msToFirstToken !== null) firstToken.observe({ platform }, figures.msToFirstToken / 1000);
      if (figures.tokensPerSecond > 0) speed.observe({ platform }, figures.tokensPerSecond);
    },
    recalled(platform, origin) {
      recalls.inc({ platform, origin });
    },
    failed(platform, code) {
      failures.inc({ platform, code });
    },
    text: async () => ({ type: registry.contentType, text: await registry.metrics() }),
  };
}
