import { html, raw } from "hono/html";
import type { Language } from "../../core/language.ts";
import type { Bucket } from "../../metrics/series.ts";
import type { Gauges } from "../../metrics/tally.ts";
import type { About, Health } from "./health.ts";
import { bytesText, durationText } from "./status-numbers.ts";
import {
  plotAnswers,
  plotFailures,
  plotFirstTokens,
  plotHits,
  plotLine,
  plotMemory,
  type PlotOf,
  plotReuse,
  plotSpeed,
  type Span,
  spanOf,
} from "./status-plots.ts";
import { STATUS_TEXTS, type StatusTexts } from "./status-texts.ts";

/** All that the page shows. */
export interface Status {
  readonly about: About;
  readonly health: Health;
  readonly gauges: Gauges;
  /** Milliseconds since the start. */
  readonly runningMs: number;
  /** Minutes, and quarters of an hour, oldest first. */
  readonly hour: readonly Bucket[];
  readonly day: readonly Bucket[];
}

const PLATFORM_NAMES: Readonly<Record<string, string>> = {
  discord: "Discord",
  telegram: "Telegram",
  web: "Web",
};

/**
 * The whole page, whose script puts the parts of a newer one, by their ids, in the place of those that have changed.
 * Where scripts are off, the browser loads it again now and then.
 */
export function statusPage(status: Status, language: Language) {
  const texts = STATUS_TEXTS[language];
  const { about, hour, day } = status;
  const spans = [
    spanOf(texts.hour, hour, { amount: 1, unit: "min" }, texts),
    spanOf(texts.day, day, { amount: 0.25, unit: "h" }, texts),
  ];
  const topic = (id: string, title: string, plotOf: PlotOf, more: Partial<Topic> = {}) =>
    topicSection({ id, title, plotOf, ...more }, spans, texts);
  return html`<!doctype html>
    <html lang="${texts.lang}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${texts.title} · ${about.name}</title>
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/status.css" />
        <noscript><meta http-equiv="refresh" content="10" /></noscript>
        <script type="module" src="/status.js"></script>
      </head>
      <body>
        <header>
          <img src="/icon.svg" alt="" width="28" height="28" />
          <h1>${about.name} · ${texts.title}</h1>
          <a href="/">${texts.toChat}</a>
        </header>
        <p id="unreachable" role="status" hidden>${texts.unreachable}</p>
        <main>
          ${nowSection(status, texts)}
          ${topic("answers", texts.answers, plotAnswers, { key: platformKey(status) })}
          ${topic("speed", texts.speed, plotSpeed)}
          ${topic("first-token", texts.firstToken, plotFirstTokens, { hint: texts.firstTokenHint })}
          ${topic("reuse", texts.reuse, plotReuse, { hint: texts.reuseHint })}
          ${topic("hits", texts.hits, plotHits, { hint: texts.hitsHint })}
          ${topic("line", texts.line, plotLine, {
            hint: texts.peakHint,
            key: [
              ["active", texts.active],
              ["waiting", texts.waiting],
            ],
          })}
          ${topic("memory", texts.memory, plotMemory, {
            hint: texts.peakHint,
            key: [
              ["engine", texts.engine],
              ["bot", texts.bot],
            ],
          })}
          ${topic("failures", texts.failures, plotFailures, { below: (span) => failureList(span, texts) })}
        </main>
      </body>
    </html>`;
}

type Markup = ReturnType<typeof html>;

interface Topic {
  readonly id: string;
  readonly title: string;
  readonly plotOf: PlotOf;
  readonly hint?: string;
  /** What the colours mean: class and name. */
  readonly key?: readonly (readonly [string, string])[];
  readonly below?: (span: Span) => Markup;
}

function topicSection(topic: Topic, spans: readonly Span[], texts: StatusTexts): Markup {
  const { id, title, plotOf, hint, key = [], below } = topic;
  const keys = key.map(([name, text]) => html`<span class="key ${name}">${text}</span>`);
  return html`<section id="${id}">
    <h2>${title} ${keys}</h2>
    ${hint === undefined ? "" : html`<p class="hint">${hint}</p>`}
    <div class="pair">
      ${spans.map((span) => {
        const { value, svg } = plotOf(span, texts);
        return html`<figure>
          <figcaption>${span.name} <b>${value}</b></figcaption>
          ${raw(svg)} ${below?.(span) ?? ""}
        </figure>`;
      })}
    </div>
  </section>`;
}

function nowSection({ about, health, gauges, runningMs }: Status, texts: StatusTexts): Markup {
  const platforms = Object.entries(health.platforms).map(
    ([name, { state, sentence }]) =>
      html`<li class="state ${state}">
        ${nameOf(name)} <small>${texts.platform[state]}</small>
        ${sentence === undefined ? "" : html`<p>${sentence}</p>`}
      </li>`,
  );
  return html`<section id="now">
    <dl>
      <div>
        <dt>${texts.platforms}</dt>
        <dd>
          <ul>
            ${platforms}
          </ul>
        </dd>
      </div>
      <div>
        <dt>${texts.model}</dt>
        <dd class="state ${health.model}">
          ${about.model || "–"}
          <small>${about.demo ? `${texts.demo}, ` : ""}${texts.modelState[health.model]}</small>
        </dd>
      </div>
      <div>
        <dt>${texts.memory}</dt>
        <dd>${bytesText(gauges.engineBytes)} <small>${texts.engine}</small></dd>
        <dd>${bytesText(gauges.botBytes)} <small>${texts.bot}</small></dd>
      </div>
      <div>
        <dt>${texts.work}</dt>
        <dd>${gauges.active} <small>${texts.active}</small></dd>
        <dd>${gauges.waiting} <small>${texts.waiting}</small></dd>
      </div>
      <div>
        <dt>${texts.running}</dt>
        <dd>${durationText(runningMs, texts.lang)}</dd>
      </div>
    </dl>
  </section>`;
}

function failureList({ sum }: Span, texts: StatusTexts): Markup {
  const failures = Object.entries(sum.failures).toSorted(([, a], [, b]) => b - a);
  if (failures.length === 0) return html`<p class="codes">${texts.none}</p>`;
  return html`<ul class="codes">
    ${failures.map(([code, count]) => html`<li><code>${code}</code> ${count}</li>`)}
  </ul>`;
}

function platformKey({ health }: Status): readonly (readonly [string, string])[] {
  return Object.keys(health.platforms).map((name) => [name, nameOf(name)] as const);
}

function nameOf(platform: string): string {
  return PLATFORM_NAMES[platform] ?? platform;
}
