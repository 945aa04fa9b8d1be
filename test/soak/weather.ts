import { setTimeout as pause } from "node:timers/promises";
import type { FakeDiscord } from "../fakes/discord/server.ts";
import { fault } from "../fakes/telegram/faults.ts";
import type { FakeTelegram } from "../fakes/telegram/fake-telegram.ts";
import type { Draw } from "../town/draw.ts";

/** What went wrong on purpose. */
export interface Weather {
  readonly faults: number;
  /** Of these, pauses that a platform asked for. */
  readonly pauses: number;
}

const SHORTEST_CALM_MS = 10_000;
const LONGEST_CALM_MS = 30_000;

/** Lets one thing go wrong every ten to thirty seconds, until `signal` aborts; what was ordered and did not happen is taken back. */
export async function makeWeather(
  { discord, telegram }: { readonly discord: FakeDiscord; readonly telegram: FakeTelegram },
  draw: Draw,
  signal: AbortSignal,
): Promise<Weather> {
  let faults = 0;
  let pauses = 0;
  const method = () => draw.pick(["sendMessage", "editMessageText"]);
  const onMessages = () => ({ method: draw.pick(["POST", "PATCH"]), path: "/messages" });
  const seconds = () => draw.whole(1, 8);

  const events: readonly [() => void, ...(() => void)[]] = [
    () => (telegram.faults.next(method(), fault.flood(seconds())), pauses++),
    () => telegram.faults.next(method(), fault.serverError()),
    () => telegram.faults.next("editMessageText", fault.cut("after")),
    () => telegram.faults.next(method(), fault.cut("before")),
    () => telegram.faults.next("getUpdates", fault.cut("after")),
    () => telegram.faults.next("getUpdates", fault.serverError()),
    () => {
      discord.faults.inject({
        ...onMessages(),
        fault: { kind: "rate-limit", retryAfterMs: seconds() * 1000 },
      });
      pauses++;
    },
    () => discord.faults.inject({ ...onMessages(), fault: { kind: "error", status: 502 } }),
    () => discord.faults.inject({ ...onMessages(), fault: { kind: "deaf" } }),
    () => discord.faults.inject({ ...onMessages(), fault: { kind: "reset" } }),
    () => discord.gateway.drop(4000),
  ];

  while (!signal.aborted) {
    await pause(draw.whole(SHORTEST_CALM_MS, LONGEST_CALM_MS), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    draw.pick(events)();
    faults++;
  }
  return { faults, pauses };
}
