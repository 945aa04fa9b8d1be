import { fork } from "node:child_process";
import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { channelId } from "../../../../../src/core/chat.ts";
import type { TokenSequence } from "../../../../../src/core/engine/process/token-model.ts";
import { DEMO_MODEL, openDemo } from "./demo-talk.ts";
import { createPaperSequence } from "./paper-sequence.ts";
import { makeParkingPlace, type ParkingPlace } from "./parking-place.ts";

/** Where a program finds the packages. */
const BUILT = fileURLToPath(new URL("../../../../../node_modules/.cache/killed-parking", import.meta.url));
const CHILD = join(BUILT, "parking-forever.js");

beforeAll(async () => {
  await build({
    input: fileURLToPath(new URL("parking-forever.ts", import.meta.url)),
    external: ["node-llama-cpp"],
    platform: "node",
    output: { dir: BUILT, format: "esm", cleanDir: true },
    logLevel: "warn",
  });
  writeFileSync(join(BUILT, "package.json"), '{ "type": "module" }');
});
afterAll(() => rmSync(BUILT, { recursive: true }));

type Talks = readonly (readonly number[])[];

/** Numbers from 0 to 1 that look random, the same ones each time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

async function parkUntilKilled(place: ParkingPlace, talks: Talks, model: readonly string[], ms: number) {
  const env = { ...process.env, UV_THREADPOOL_SIZE: "1" };
  const child = fork(CHILD, [place.folder, JSON.stringify(talks), ...model], { env });
  const ended = once(child, "exit");
  await Promise.race([once(child, "message"), ended]);
  await setTimeout(ms); // whatever it is doing then
  child.kill("SIGKILL");
  await ended;
  // It has not ended by itself, which it does when something cannot be written.
  expect(child.signalCode).toBe("SIGKILL");
}

/** Opens what the killed process left, and hears of each talk that came back; how many did. */
async function restoreAll(
  place: ParkingPlace,
  talks: Talks,
  sequence: TokenSequence,
  restored: (tokens: readonly number[]) => Promise<void>,
): Promise<number> {
  const parking = await place.open();
  const opened = place.files();
  let count = 0;
  for (const [index, tokens] of talks.entries()) {
    const memory = await parking.restore(channelId("web", `talk-${index}`), sequence);
    const { length } = sequence.tokens;
    expect(memory?.windowExchanges ?? 0).toBe(length);
    expect(sequence.tokens).toEqual(tokens.slice(0, length));
    if (memory === null) continue;
    count++;
    await restored(tokens);
  }
  expect(opened).toHaveLength(2 * count);
  expect(place.files()).toEqual(opened);
  expect(place.problems).toEqual([]);
  return count;
}

describe("a process that is killed while it parks", () => {
  it("leaves nothing but whole states, each of one moment and one channel", async () => {
    using place = makeParkingPlace();
    const talks = [1000, 2000].map((first) => Array.from({ length: 300 }, (_, index) => first + index));
    const random = seeded(42);
    let restored = 0;
    for (let kill = 0; kill < 12; kill++) {
      await parkUntilKilled(place, talks, [], random() * 30);
      restored += await restoreAll(place, talks, createPaperSequence(), async () => undefined);
    }
    expect(restored).toBeGreaterThan(12); // or this would show nothing
  });

  it("leaves states that go on as if nothing had happened", async () => {
    using place = makeParkingPlace();
    const demo = await openDemo();
    const { model, one, other } = demo;
    const texts = ["My name is Torvek. ".repeat(12), "The code of the red box is valley. ".repeat(12)];
    const talks = texts.map((text) => model.tokenize(text));
    const random = seeded(7);
    let restored = 0;
    for (let kill = 0; kill < 3; kill++) {
      await parkUntilKilled(place, talks, [DEMO_MODEL], 10 + random() * 40);
      restored += await restoreAll(place, talks, one, async () => {
        await other.trimTo(0);
        await other.read(one.tokens);
        const next = model.tokenize("Who");
        expect(await demo.follows(one, next)).toBe(await demo.follows(other, next));
      });
    }
    expect(restored).toBeGreaterThan(1);
    await model.dispose();
  });
});
