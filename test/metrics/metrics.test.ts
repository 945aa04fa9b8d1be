import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KeyvSqlite } from "@keyv/sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type KeptBuckets, openKeptBuckets } from "../../src/metrics/kept-buckets.ts";
import { type Metrics, startMetrics } from "../../src/metrics/start-metrics.ts";
import { EMPTY_TALLY, type Gauges, hitsOf, type Tally, together } from "../../src/metrics/tally.ts";
import type { Bucket } from "../../src/metrics/series.ts";
import { createCapturedLog } from "../fakes/captured-log.ts";
import { createManualClock, type ManualClock } from "../fakes/manual-clock.ts";
import { FIGURES } from "../fakes/scripted-conversation.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOON = Date.UTC(2026, 2, 14, 12);
const CALM: Gauges = { engineBytes: 800e6, botBytes: 120e6, active: 0, waiting: 0 };

let folder: string;
let file: string;
let gauges: Gauges;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lantern-metrics-"));
  file = join(folder, "lantern.sqlite");
  gauges = CALM;
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

interface Run extends AsyncDisposable {
  readonly metrics: Metrics;
  readonly clock: ManualClock;
  readonly log: ReturnType<typeof createCapturedLog>;
}

/** One run of the bot, begun at `date`; `around` may stand between it and the disk. */
async function begin(date = NOON, around = (kept: KeptBuckets) => kept): Promise<Run> {
  const log = createCapturedLog();
  const clock = createManualClock();
  const kept = await openKeptBuckets({ file, log });
  const metrics = await startMetrics({
    kept: around(kept),
    clock,
    date: () => date + clock.now(),
    log,
    gauges: () => gauges,
    states: () => ({
      model: 'A "model"',
      modelReady: true,
      connected: new Map([
        ["web", true],
        ["discord", false],
      ]),
    }),
  });
  return {
    metrics,
    clock,
    log,
    async [Symbol.asyncDispose]() {
      await metrics[Symbol.asyncDispose]();
      await kept[Symbol.asyncDispose]();
    },
  };
}

const sumOf = (buckets: readonly Bucket[]) =>
  buckets.reduce<Tally>((sum, { tally }) => together(sum, tally), EMPTY_TALLY);

async function documentedNames(): Promise<readonly string[]> {
  const text = await readFile(new URL("../../docs/metrics.md", import.meta.url), "utf8");
  return [...text.matchAll(/^\| `(lantern_\w+)/gm)].map(([, name = ""]) => name).toSorted();
}

/** Does something to the file behind the bot's back. */
async function tamper(sql: string): Promise<void> {
  const store = new KeyvSqlite({ uri: `sqlite://${file}` });
  await store.query(sql);
  await store.disconnect();
}

describe("the figures of the last hour and day", () => {
  it("hold each answer and each failure in the minute and the quarter of an hour of its end", async () => {
    await using run = await begin();
    const { metrics, clock } = run;
    metrics.observer.answered("discord", FIGURES);
    await clock.advance(5 * MINUTE);
    metrics.observer.answered("web", { ...FIGURES, tokensRead: 88, msToFirstToken: 1500 });
    metrics.observer.failed("telegram", "busy");
    const hour = metrics.hour();
    expect(hour).toHaveLength(60);
    expect(hour.at(-1)).toMatchObject({ start: NOON + 5 * MINUTE, tally: { failures: { busy: 1 } } });
    expect(hour.at(-1)?.tally.answers).toEqual({ web: 1 });
    expect(hour.at(-6)?.tally).toMatchObject({ answers: { discord: 1 }, tokensRead: 12, tokensReused: 30 });
    const day = metrics.day();
    expect(day).toHaveLength(96);
    expect(day.at(-1)?.tally).toMatchObject({ answers: { discord: 1, web: 1 }, failures: { busy: 1 } });
    // 40 ms and 1.5 s
    expect(day.at(-1)?.tally.firstTokens).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
  });

  it("hold where answers were at hand, and where none was", async () => {
    await using run = await begin();
    const { metrics } = run;
    for (const origin of ["stored", "stored", "pinned", "missed", "declined"] as const) {
      metrics.observer.recalled("telegram", origin);
    }
    const tally = sumOf(metrics.hour());
    expect(tally.recalls).toEqual({ stored: 2, pinned: 1, missed: 1, declined: 1 });
    expect(hitsOf(tally)).toBe(0.75);
    expect(hitsOf(sumOf(metrics.day()))).toBe(0.75);
    expect(hitsOf(EMPTY_TALLY)).toBeNull();
  });

  it("forget what is older", async () => {
    await using run = await begin();
    run.metrics.observer.answered("web", FIGURES);
    await run.clock.advance(HOUR);
    expect(sumOf(run.metrics.hour()).answers).toEqual({});
    expect(sumOf(run.metrics.day()).answers).toEqual({ web: 1 });
    await run.clock.advance(23 * HOUR);
    expect(sumOf(run.metrics.day()).answers).toEqual({});
  });

  it("remember the most that was seen of the line and of the memory", async () => {
    await using run = await begin();
    gauges = { engineBytes: 900e6, botBytes: 150e6, active: 4, waiting: 7 };
    await run.clock.advance(5000);
    gauges = CALM;
    await run.clock.advance(20_000);
    expect(run.metrics.hour().at(-1)?.tally.peaks).toEqual({
      engineBytes: 900e6,
      botBytes: 150e6,
      active: 4,
      waiting: 7,
    });
  });

  it("are there again after a restart, at their old times", async () => {
    {
      await using run = await begin();
      run.metrics.observer.answered("discord", FIGURES);
      run.metrics.observer.recalled("discord", "stored");
    }
    await using run = await begin(NOON + 10 * MINUTE);
    run.metrics.observer.answered("discord", FIGURES);
    run.metrics.observer.recalled("discord", "missed");
    expect(run.metrics.hour().at(-11)?.tally.answers).toEqual({ discord: 1 });
    expect(run.metrics.day().at(-1)?.tally.answers).toEqual({ discord: 2 });
    expect(run.metrics.day().at(-1)?.tally.recalls).toEqual({ stored: 1, missed: 1 });
    expect(run.log.lines).toEqual([]);
  });

  it("outlive a process that is killed, but for the last minute", async () => {
    const killed = await begin();
    killed.metrics.observer.answered("discord", FIGURES);
    await killed.clock.advance(MINUTE);
    // Writing goes through a thread of its own.
    await expect
      .poll(
        async () => {
          await using kept = await openKeptBuckets({ file, log: createCapturedLog() });
          return [...(await kept.read()).keys()].toSorted();
        },
        { timeout: 20_000 },
      )
      .toEqual(["minute", "quarter"]);
    await using run = await begin(NOON + MINUTE);
    expect(sumOf(run.metrics.day()).answers).toEqual({ discord: 1 });
    await killed[Symbol.asyncDispose]();
  });

  it("are left behind when they are too old, or from a time to come", async () => {
    {
      await using run = await begin();
      run.metrics.observer.answered("discord", FIGURES);
    }
    await using later = await begin(NOON + 25 * HOUR);
    expect(sumOf(later.metrics.day()).answers).toEqual({});
    await using earlier = await begin(NOON - HOUR);
    expect(sumOf(earlier.metrics.day()).answers).toEqual({});
  });
});

describe("on disk", () => {
  it("is written at most once a minute, and at the end", async () => {
    const writes: string[][] = [];
    const run = await begin(NOON, (kept) => ({
      ...kept,
      write: (buckets) => Promise.resolve(void writes.push([...buckets.keys()])),
    }));
    for (let second = 0; second < 150; second += 10) {
      run.metrics.observer.answered("web", FIGURES);
      await run.clock.advance(10_000);
    }
    const minutely = writes.length;
    await run[Symbol.asyncDispose]();
    expect(minutely).toBe(2);
    expect(writes).toHaveLength(3);
    // A minute or two and a quarter of an hour at a time.
    expect(Math.max(...writes.map((keys) => keys.length))).toBeLessThanOrEqual(3);
  });

  it("never takes more rows than there are minutes in an hour and quarters in a day", async () => {
    const rows = new Set<string>();
    await using run = await begin(NOON, (kept) => ({
      ...kept,
      write: (buckets) => Promise.resolve(void [...buckets.keys()].map((key) => rows.add(key))),
    }));
    await run.clock.advance(26 * HOUR);
    expect(rows.size).toBe(60 + 96);
  });

  it("a row of a version that counted no answers at hand is read as one without any", async () => {
    {
      await using run = await begin();
      run.metrics.observer.answered("web", FIGURES);
    }
    await tamper(`UPDATE keyv SET value = json_remove(value, '$.value.tally.recalls')`);
    await using run = await begin();
    expect(sumOf(run.metrics.hour())).toMatchObject({ answers: { web: 1 }, recalls: {} });
    expect(run.log.lines).toEqual([]);
  });

  it("a row that cannot be read begins anew, is logged, and takes no other with it", async () => {
    {
      await using run = await begin();
      run.metrics.observer.answered("web", FIGURES);
      await run.clock.advance(2 * MINUTE);
      run.metrics.observer.answered("web", FIGURES);
    }
    await tamper(`UPDATE keyv SET value = 'gibberish' WHERE key = 'metrics:minute:${(NOON / MINUTE) % 60}'`);
    await using run = await begin(NOON + 2 * MINUTE);
    expect(sumOf(run.metrics.hour()).answers).toEqual({ web: 1 });
    expect(sumOf(run.metrics.day()).answers).toEqual({ web: 2 });
    expect(run.log.lines).toMatchObject([{ level: "warn", fields: { count: 1 } }]);
  });

  it("what could not be written is kept for the next minute, and said once", async () => {
    let broken = true;
    const run = await begin(NOON, (kept) => ({
      ...kept,
      async write(buckets) {
        if (broken) throw new Error("The disk is full.");
        await kept.write(buckets);
      },
    }));
    run.metrics.observer.answered("web", FIGURES);
    await run.clock.advance(3 * MINUTE);
    broken = false;
    await run[Symbol.asyncDispose]();
    expect(run.log.lines.map(({ level }) => level)).toEqual(["warn"]);
    await using next = await begin(NOON + 4 * MINUTE);
    expect(sumOf(next.metrics.hour()).answers).toEqual({ web: 1 });
  });
});

describe("for Prometheus", () => {
  it("counts what was answered and what was not, by platform", async () => {
    await using run = await begin();
    const { observer, exposition } = run.metrics;
    observer.answered("discord", FIGURES);
    observer.answered("discord", { ...FIGURES, ended: "stopped", msToFirstToken: null, tokensPerSecond: 0 });
    observer.failed("web", "too-long");
    observer.recalled("web", "pinned");
    observer.answered("telegram", { ...FIGURES, passagesRead: 3 });
    const { type, text } = await exposition();
    expect(type).toContain("text/plain");
    expect(text.split("\n")).toEqual(
      expect.arrayContaining([
        'lantern_answers_total{platform="discord",ended="complete"} 1',
        'lantern_answers_total{platform="discord",ended="stopped"} 1',
        'lantern_failures_total{platform="web",code="too-long"} 1',
        'lantern_recalls_total{platform="web",origin="pinned"} 1',
        'lantern_passages_read_total{platform="telegram"} 3',
        'lantern_prompt_tokens_read_total{platform="discord"} 24',
        'lantern_prompt_tokens_reused_total{platform="discord"} 60',
        'lantern_tokens_written_total{platform="discord"} 16',
        'lantern_first_token_seconds_bucket{le="0.1",platform="discord"} 1',
        'lantern_first_token_seconds_count{platform="discord"} 1',
        "lantern_engine_resident_bytes 800000000",
        "lantern_model_ready 1",
        'lantern_model_info{model="A \\"model\\""} 1',
        'lantern_platform_connected{platform="web"} 1',
        'lantern_platform_connected{platform="discord"} 0',
      ]),
    );
    expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
  });

  it("has exactly the names that are documented", async () => {
    await using run = await begin();
    const { text } = await run.metrics.exposition();
    const names = [...text.matchAll(/^# TYPE (lantern_\w+)/gm)].map(([, name = ""]) => name);
    expect(names.toSorted()).toEqual(await documentedNames());
  });
});
