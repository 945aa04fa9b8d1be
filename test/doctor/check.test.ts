import { describe, expect, it } from "vitest";
import { type Check, type CheckResult, ok, runChecks } from "../../src/doctor/check.ts";
import { describeResult, describeWhole, isSound, resultsAsJson } from "../../src/doctor/report.ts";
import { createManualClock } from "../fakes/manual-clock.ts";

const clock = createManualClock();

async function gather(checks: readonly Check[], under = clock): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for await (const result of runChecks(checks, under)) results.push(result);
  return results;
}

const check = (name: string, examine: Check["examine"]): Check => ({ name, examine });
const sound = check("Sound", async () => ok("fine."));

describe("running checks", () => {
  it("goes on when one fails, in whatever way", async () => {
    const results = await gather([
      check("Rejects", () => Promise.reject(Object.assign(new Error("x"), { code: "EACCES" }))),
      check("Throws at once", () => {
        throw new TypeError("x");
      }),
      check("Throws what is no error", async () => {
        throw "x"; // oxlint-disable-line typescript/only-throw-error -- libraries do
      }),
      sound,
    ]);
    expect(results.map(({ name, state }) => `${name}: ${state}`)).toEqual([
      "Rejects: bad",
      "Throws at once: bad",
      "Throws what is no error: bad",
      "Sound: ok",
    ]);
  });

  it("does not repeat what an error of others says, since a token may be in it", async () => {
    const secret = "https://api.telegram.org/bot123:SECRET/getMe";
    const results = await gather([check("Leaks", () => Promise.reject(new Error(secret)))]);
    expect(JSON.stringify(results)).not.toContain("SECRET");
  });

  it("does not wait for one that hangs, and tells it so", async () => {
    const clock = createManualClock();
    let toldToStop = false;
    const hanging = check("Hangs", (signal) => {
      signal.addEventListener("abort", () => (toldToStop = true));
      return new Promise(() => {});
    });
    const results = gather([hanging, sound], clock);
    await clock.advance(15_000);
    expect((await results).map(({ name, state }) => `${name}: ${state}`)).toEqual([
      "Hangs: bad",
      "Sound: ok",
    ]);
    expect(toldToStop).toBe(true);
    expect(clock.sleepers()).toBe(0);
  });

  it("keeps the order of the checks, whichever is ready first", async () => {
    let release = () => {};
    const slow = check("Slow", async () => {
      await new Promise<void>((resolve) => (release = resolve));
      return [...ok("one."), ...ok("two.")];
    });
    const fast = check("Fast", async () => {
      release();
      return ok("fine.");
    });
    expect((await gather([slow, fast])).map(({ name }) => name)).toEqual(["Slow", "Slow", "Fast"]);
  });
});

describe("what people read", () => {
  const results = [
    { name: "Thing", state: "ok", says: "fine." },
    { name: "Thing", state: "warning", says: "so so.", todo: "Look." },
    { name: "Thing", state: "bad", says: "broken.", todo: "Mend it." },
  ] as const satisfies readonly CheckResult[];

  it("has a sign, a sentence, and below it what to do", () => {
    expect(results.map(describeResult)).toEqual([
      "✓ Thing: fine.",
      "! Thing: so so.\n  → Look.",
      "✗ Thing: broken.\n  → Mend it.",
    ]);
  });

  it("ends with how it stands as a whole", () => {
    expect(describeWhole(results)).toBe("1 thing has to be put right (✗), 1 is worth a look (!).");
    expect(describeWhole(results.slice(0, 1))).toBe("All is well.");
  });

  it("is sound as long as nothing is bad", () => {
    expect([isSound(results), isSound(results.slice(0, 2))]).toEqual([false, true]);
  });

  it("is one object for machines", () => {
    expect(JSON.parse(resultsAsJson(results))).toEqual({ ok: false, checks: results });
  });
});
