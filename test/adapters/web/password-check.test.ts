import { describe, expect, it } from "vitest";
import { createPasswordCheck } from "../../../src/adapters/web/password-check.ts";
import { createManualClock } from "../../fakes/manual-clock.ts";

const PASSWORD = "correct horse, 电池 é";

function times<T>(count: number, act: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => act(index));
}

describe("a password check", () => {
  it("knows the right one, however its accents are put together, and nothing else", () => {
    const check = createPasswordCheck(PASSWORD, createManualClock());
    expect(check(PASSWORD, "a")).toEqual({ kind: "right" });
    expect(check(PASSWORD.normalize("NFD"), "a")).toEqual({ kind: "right" });
    for (const wrong of [
      "",
      PASSWORD.slice(1),
      `${PASSWORD} `,
      PASSWORD.toUpperCase(),
      "x".repeat(100_000),
    ]) {
      expect(check(wrong, "a")).toEqual({ kind: "wrong" });
    }
  });

  it("hears 10 wrong ones of an address in any minute, and not even the right one after", async () => {
    const clock = createManualClock();
    const check = createPasswordCheck(PASSWORD, clock);
    times(9, () => check("guess", "a"));
    await clock.advance(20_000);
    expect(check("guess", "a")).toEqual({ kind: "wrong" });
    expect(check(PASSWORD, "a")).toEqual({ kind: "wait", seconds: 40 });
    expect(check(PASSWORD, "b")).toEqual({ kind: "right" });
    await clock.advance(39_999);
    expect(check(PASSWORD, "a")).toEqual({ kind: "wait", seconds: 1 });
    await clock.advance(1);
    expect(times(10, () => check("guess", "a").kind)).toEqual([...times(9, () => "wrong"), "wait"]);
  });

  it("hears 60 wrong ones of all in any minute", async () => {
    const clock = createManualClock();
    const check = createPasswordCheck(PASSWORD, clock);
    expect(times(61, (index) => check("guess", `address ${index}`).kind)).toEqual([
      ...times(60, () => "wrong"),
      "wait",
    ]);
    expect(check(PASSWORD, "somebody else")).toEqual({ kind: "wait", seconds: 60 });
    await clock.advance(60_000);
    expect(check(PASSWORD, "somebody else")).toEqual({ kind: "right" });
  });

  it("does not count what it did not look at, nor right ones", async () => {
    const clock = createManualClock();
    const check = createPasswordCheck(PASSWORD, clock);
    expect(new Set(times(1000, () => check(PASSWORD, "script").kind))).toEqual(new Set(["right"]));
    times(10, () => check("guess", "a"));
    await clock.advance(59_999);
    times(1000, () => check("guess", "a"));
    await clock.advance(1);
    expect(check(PASSWORD, "a")).toEqual({ kind: "right" });
  });
});
