import { expect, it } from "vitest";
import { createSessions } from "../../../src/adapters/web/sessions.ts";
import { createManualClock } from "../../fakes/manual-clock.ts";

it("holds a session for 30 days, or until it is ended", async () => {
  const clock = createManualClock();
  const sessions = createSessions(clock);
  const [one, other] = [sessions.begin(), sessions.begin()];
  expect(one).toMatch(/^[\w-]{43}$/);
  expect(one).not.toBe(other);
  sessions.end(other);
  expect([sessions.holds(one), sessions.holds(other)]).toEqual([true, false]);
  await clock.advance(30 * 24 * 3_600_000 - 1);
  expect(sessions.holds(one)).toBe(true);
  await clock.advance(1);
  expect(sessions.holds(one)).toBe(false);
});

it("holds no token that it did not give", () => {
  const sessions = createSessions(createManualClock());
  const token = sessions.begin();
  for (const other of ["", "__proto__", token.slice(1), `${token}=`])
    expect(sessions.holds(other)).toBe(false);
});

it("forgets the oldest when there are more than a thousand", () => {
  const sessions = createSessions(createManualClock());
  const tokens = Array.from({ length: 1001 }, () => sessions.begin());
  expect(tokens.map((token) => sessions.holds(token))).toEqual(tokens.map((_, index) => index > 0));
});
