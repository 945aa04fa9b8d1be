import { Hono } from "hono";
import type { Bucket } from "../../metrics/series.ts";
import type { Gauges } from "../../metrics/tally.ts";
import type { About, Health } from "./health.ts";
import { languageOf } from "./locale.ts";
import { statusPage } from "./status-page.ts";

/** What the bot counts of its own doing, as `/status` and `/metrics` show it. */
export interface Figures {
  readonly gauges: () => Gauges;
  /** Milliseconds since the start. */
  readonly runningMs: () => number;
  /** 60 minutes, and 96 quarters of an hour, oldest first. */
  readonly hour: () => readonly Bucket[];
  readonly day: () => readonly Bucket[];
  /** In the form that Prometheus reads. */
  readonly exposition: () => Promise<{ readonly type: string; readonly text: string }>;
}

/** `GET /status`, for people, and `GET /metrics`, for Prometheus. */
export function createStatusRoutes(options: {
  readonly figures: Figures;
  readonly about: () => About;
  readonly health: () => Health;
}): Hono {
  const { figures, about, health } = options;
  const routes = new Hono();
  routes.get("/status", (c) => {
    const status = {
      about: about(),
      health: health(),
      gauges: figures.gauges(),
      runningMs: figures.runningMs(),
      hour: figures.hour(),
      day: figures.day(),
    };
    c.header("Cache-Control", "no-store");
    return c.html(statusPage(status, languageOf(c.req.header("accept-language"))));
  });
  routes.get("/metrics", async (c) => {
    const { type, text } = await figures.exposition();
    return c.body(text, 200, { "Content-Type": type, "Cache-Control": "no-store" });
  });
  return routes;
}
