import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { type ChannelId, channelId, type PersonId } from "../../../src/core/chat.ts";
import type { HistoryStore } from "../../../src/core/history/history-store.ts";
import { openKeyvHistory } from "../../../src/core/history/keyv-history.ts";
import { exchange } from "../../contracts/history-store.ts";
import { createCapturedLog } from "../../fakes/captured-log.ts";
import { createManualClock, type ManualClock } from "../../fakes/manual-clock.ts";
import { createMemoryHistory } from "../../fakes/memory-history.ts";

const CHANNELS = [channelId("discord", "1"), channelId("web", "a_b")];
const PEOPLE = ["discord:1", "discord:2"] as const;
const UNDO_MS = 10 * 60_000;

/** An exchange as the model has it: what was asked, by whom, in which message. */
interface Said {
  readonly question: string;
  readonly person: PersonId;
  readonly messageId: string;
}

/** Histories as plain lists: what the store must do, without how. */
function createModel(clock: ManualClock) {
  const lists = new Map<ChannelId, readonly Said[]>();
  const cleared = new Map<ChannelId, { readonly said: readonly Said[]; readonly at: number }>();
  const said = (channel: ChannelId) => lists.get(channel) ?? [];
  const held = (channel: ChannelId) => {
    const found = cleared.get(channel);
    return found && clock.now() - found.at < UNDO_MS ? found.said : [];
  };
  return {
    said,
    append(channel: ChannelId, one: Said, replaces: number) {
      const kept = said(channel).slice(0, Math.max(0, said(channel).length - replaces));
      lists.set(channel, [...kept, one]);
    },
    clear(channel: ChannelId) {
      const removed = said(channel);
      if (removed.length > 0) cleared.set(channel, { said: removed, at: clock.now() });
      lists.delete(channel);
      return removed.length;
    },
    restore(channel: ChannelId) {
      const removed = held(channel);
      lists.set(channel, [...removed, ...said(channel)]);
      cleared.delete(channel);
      return removed.length;
    },
    forgetPerson(channel: ChannelId, person: PersonId) {
      const others = (list: readonly Said[]) => list.filter((one) => one.person !== person);
      const before = said(channel).length + held(channel).length;
      lists.set(channel, others(said(channel)));
      const found = cleared.get(channel);
      if (found) cleared.set(channel, { ...found, said: others(held(channel)) });
      return before - said(channel).length - held(channel).length;
    },
    erase(channel: ChannelId) {
      const count = said(channel).length + held(channel).length;
      lists.delete(channel);
      cleared.delete(channel);
      return count;
    },
    move(from: ChannelId, to: ChannelId) {
      if (from === to) return;
      lists.set(to, [...said(from), ...said(to)]);
      lists.delete(from);
      const found = cleared.get(from);
      if (found && held(to).length === 0) cleared.set(to, found);
      cleared.delete(from);
    },
  };
}

interface World {
  readonly store: HistoryStore;
  readonly model: ReturnType<typeof createModel>;
  /** Another message of `person`, with other words than all before. */
  readonly next: (person: PersonId) => Said;
}

/** Does one thing to the store and to the model, and expects the same of both. */
type Act = (world: World) => Promise<void>;

const channel = fc.constantFrom(...CHANNELS);
const person = fc.constantFrom(...PEOPLE);

const append = fc
  .tuple(channel, person, fc.nat(2))
  .map(([channel, person, replaces]): Act => async ({ store, model, next }) => {
    const said = next(person);
    model.append(channel, said, replaces);
    await store.append(channel, exchange(said.question), replaces * 2, said);
  });
const clear = channel.map((channel): Act => async ({ store, model }) => {
  const count = model.clear(channel);
  expect(await store.clear(channel)).toBe(count * 2);
});
const restore = channel.map((channel): Act => async ({ store, model }) => {
  const count = model.restore(channel);
  expect(await store.restore(channel)).toBe(count * 2);
});
const forgetPerson = fc.tuple(channel, person).map(([channel, person]): Act => async ({ store, model }) => {
  const count = model.forgetPerson(channel, person);
  expect(await store.forgetPerson(channel, person)).toBe(count * 2);
});
const erase = channel.map((channel): Act => async ({ store, model }) => {
  const count = model.erase(channel);
  expect(await store.erase(channel)).toBe(count * 2);
});
const move = fc.tuple(channel, channel).map(([from, to]): Act => async ({ store, model }) => {
  model.move(from, to);
  await store.move(from, to);
});
const look = channel.map((channel): Act => async ({ store, model }) => {
  const said = model.said(channel);
  expect(await store.load(channel)).toEqual(said.flatMap(({ question }) => exchange(question)));
  for (const [index, { messageId, question }] of said.entries())
    if (model.said(channel) === said)
      expect(await store.find(channel, messageId)).toEqual({
        answer: `about ${question}`,
        isLast: index === said.length - 1,
      });
});

const step = fc.oneof(
  { weight: 5, arbitrary: append },
  { weight: 2, arbitrary: clear },
  { weight: 2, arbitrary: restore },
  { weight: 2, arbitrary: forgetPerson },
  { weight: 1, arbitrary: erase },
  { weight: 2, arbitrary: move },
  { weight: 3, arbitrary: look },
  { weight: 2, arbitrary: fc.constantFrom(0, 1, UNDO_MS - 1, UNDO_MS) },
);

/** Carries `steps` out: acts without waiting for each other, numbers as milliseconds that pass when all before has ended. */
async function carryOut(steps: readonly (Act | number)[], store: HistoryStore, clock: ManualClock) {
  const model = createModel(clock);
  let count = 0;
  const next = (person: PersonId): Said => {
    count++;
    return { question: `question ${count}`, person, messageId: `m${count}` };
  };
  let pending: Promise<void>[] = [];
  for (const step of steps) {
    if (typeof step !== "number") pending.push(step({ store, model, next }));
    else {
      await Promise.all(pending);
      pending = [];
      if (step > 0) await clock.advance(step);
    }
  }
  await Promise.all(pending);
  for (const channel of CHANNELS)
    expect(await store.load(channel)).toEqual(
      model.said(channel).flatMap(({ question }) => exchange(question)),
    );
}

it.each([
  [
    "openKeyvHistory",
    async (file: string, clock: ManualClock) => openKeyvHistory({ file, clock, log: createCapturedLog() }),
  ],
  ["createMemoryHistory", async (_: string, clock: ManualClock) => createMemoryHistory([], clock)],
])("does what plain lists would, whatever comes in whatever order: %s", async (_, open) => {
  const folder = await mkdtemp(join(tmpdir(), "lantern-history-"));
  let files = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60, size: "max" }), async (steps) => {
      const clock = createManualClock();
      await using store = await open(join(folder, `${files++}.sqlite`), clock);
      await carryOut(steps, store, clock);
    }),
    { seed: 42, numRuns: 60 },
  );
  await rm(folder, { recursive: true });
});
