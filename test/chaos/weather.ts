import type { FakeDiscord } from "../fakes/discord/server.ts";
import { fault, type Fault as TelegramFault } from "../fakes/telegram/faults.ts";
import type { FakeTelegram } from "../fakes/telegram/fake-telegram.ts";
import type { Fault as DiscordFault } from "../fakes/discord/faults.ts";
import type { Random } from "./random.ts";

/** What may befall a request. */
const FAILURES = [
  "rate limit",
  "server error",
  "connection broken",
  "answer lost after it was done",
] as const;
type Failure = (typeof FAILURES)[number];
/** What may go wrong between the bot and a platform. */
export type Trouble = Failure | "gateway dropped" | "gateway session forgotten";

/** Bad luck with every request, for as long as it is stormy. */
export interface Weather {
  /** How often each happened. */
  readonly counts: Readonly<Record<Trouble, number>>;
  /** Hears of every request that shows people something. */
  onShowing(listener: () => void): void;
  storm(on: boolean): void;
  /** Does something to the gateway. */
  shakeGateway(): void;
}

/** Of a hundred requests, five go wrong in one way or another. */
const PROBABILITY = 0.05;

export function createWeather(
  { discord, telegram }: { discord: FakeDiscord; telegram: FakeTelegram },
  random: Random,
): Weather {
  const counts: Record<Trouble, number> = {
    "rate limit": 0,
    "server error": 0,
    "connection broken": 0,
    "answer lost after it was done": 0,
    "gateway dropped": 0,
    "gateway session forgotten": 0,
  };
  let stormy = false;
  let listener = () => {};

  function strike(): Failure | null {
    if (!stormy || !random.chance(PROBABILITY)) return null;
    const failure = random.pick(FAILURES);
    counts[failure]++;
    return failure;
  }

  discord.faults.next = (method, path) => {
    if (method !== "GET" && /\/messages/.test(path)) listener();
    if (!/\/(?:messages|gateway|typing)/.test(path)) return undefined;
    return discordFault(strike(), random);
  };
  telegram.faults.take = (method) => {
    if (method === "sendMessage" || method === "editMessageText") listener();
    return telegramFault(strike());
  };

  return {
    counts,
    onShowing: (wanted) => void (listener = wanted),
    storm: (on) => void (stormy = on),
    shakeGateway() {
      if (random.chance(0.3)) {
        counts["gateway session forgotten"]++;
        discord.gateway.forgetSessions();
      } else {
        counts["gateway dropped"]++;
      }
      if (random.chance(0.5)) discord.gateway.drop(4000);
      else discord.gateway.cut();
    },
  };
}

function discordFault(failure: Failure | null, random: Random): DiscordFault | undefined {
  switch (failure) {
    case "rate limit":
      return { kind: "rate-limit", retryAfterMs: random.between(200, 1500) };
    case "server error":
      return { kind: "error", status: random.pick([500, 502, 503]) };
    case "connection broken":
      return { kind: "reset" };
    case "answer lost after it was done":
      return { kind: "deaf" };
    case null:
      return undefined;
  }
}

function telegramFault(failure: Failure | null): TelegramFault | undefined {
  switch (failure) {
    case "rate limit":
      return fault.flood(1);
    case "server error":
      return fault.serverError();
    case "connection broken":
      return fault.cut("before");
    case "answer lost after it was done":
      return fault.cut("after");
    case null:
      return undefined;
  }
}
