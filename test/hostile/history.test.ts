import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { channelId } from "../../src/core/chat.ts";
import { openKeyvHistory } from "../../src/core/history/keyv-history.ts";
import { systemClock } from "../../src/core/system-clock.ts";
import type { Turn } from "../../src/core/turn.ts";
import { createCapturedLog } from "../fakes/captured-log.ts";
import { bombs, hostileText } from "./generators.ts";

/** What a store might take for something of its own. */
const STORE_TEXTS = [
  ":base64:AAAA",
  ":",
  "::",
  ":Buffer:",
  "__proto__",
  "null",
  "undefined",
  "{}",
  '"',
  "'; DROP TABLE keyv; --",
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lantern-hostile-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function open() {
  return openKeyvHistory({
    file: join(folder, "history.sqlite"),
    clock: systemClock,
    log: createCapturedLog(),
  });
}

function exchange(speaker: string, question: string, answer: string): readonly Turn[] {
  return [
    { role: "user", speaker, text: question },
    { role: "assistant", text: answer },
  ];
}

it("comes back from the history as it went in, letter by letter, from the channel that it went to", async () => {
  const other = channelId("discord", "other");
  const text = fc.oneof(
    { weight: 9, arbitrary: hostileText },
    { weight: 1, arbitrary: fc.constantFrom(...STORE_TEXTS) },
  );
  await using store = await open();
  await store.append(other, exchange("", "q", "a"), 0);
  await fc.assert(
    fc.asyncProperty(text, text, text, text, async (name, speaker, question, answer) => {
      // An id of a platform is text from outside, too; but encodeURIComponent takes no halves of a character.
      const channel = channelId("telegram", name.slice(0, 60).replace(/\p{Surrogate}/gu, ""));
      await store.append(channel, exchange(speaker, question, answer), 0);
      expect((await store.load(channel)).slice(-2)).toEqual(exchange(speaker, question, answer));
    }),
    { seed: 42, numRuns: 300 },
  );
  expect(await store.load(other)).toEqual(exchange("", "q", "a"));
});

it("is still there after a restart, also when it is a bomb", async () => {
  const all = bombs(20_000).map(([, text]) => text);
  {
    await using store = await open();
    for (const [index, text] of all.entries()) {
      await store.append(channelId("web", `bomb-${index}`), exchange(text, text, text), 0);
    }
  }
  await using store = await open();
  for (const [index, text] of all.entries()) {
    expect(await store.load(channelId("web", `bomb-${index}`))).toEqual(exchange(text, text, text));
  }
});
