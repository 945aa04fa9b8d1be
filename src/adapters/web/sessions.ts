import { createHash, randomBytes } from "node:crypto";
import type { Clock } from "../../core/clock.ts";
import { createRecentMap } from "../../core/recent.ts";

/** In seconds: 30 days. */
export const SESSION_SECONDS = 30 * 24 * 60 * 60;
const MAX_SESSIONS = 1000;

/** Browsers in which somebody has signed in. All end with the process; when there are too many, the oldest goes. */
export interface Sessions {
  /** Begins one and gives the token that stands for it, which is kept nowhere here. */
  begin(): string;
  holds(token: string): boolean;
  end(token: string): void;
}

export function createSessions(clock: Clock): Sessions {
  /** When each ends, by the hash of its token. */
  const endsAt = createRecentMap<string, number>(MAX_SESSIONS);

  return {
    begin() {
      const token = randomBytes(32).toString("base64url");
      endsAt.set(hashOf(token), clock.now() + SESSION_SECONDS * 1000);
      return token;
    },
    holds: (token) => (endsAt.get(hashOf(token)) ?? -Infinity) > clock.now(),
    end: (token) => endsAt.delete(hashOf(token)),
  };
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
