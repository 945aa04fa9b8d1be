import { afterAll, beforeAll, expect, it } from "vitest";
import { type FakeTelegram, startFakeTelegram } from "../fakes/telegram/fake-telegram.ts";
import { type Bench, openBench, type RunningLantern } from "./run-lantern.ts";

const STREAMING = 4;
const WAITING_EACH = 5;

let bench: Bench;
let telegram: FakeTelegram;

beforeAll(async () => {
  [bench, telegram] = await Promise.all([openBench(), startFakeTelegram()]);
});
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
  await telegram.close();
});

async function start(): Promise<RunningLantern> {
  const lantern = await bench.start({
    QUESTIONS_PER_MINUTE: "1000",
    TELEGRAM_TOKEN: telegram.token,
    TELEGRAM_API_URL: telegram.apiUrl,
  });
  await lantern.ready();
  return lantern;
}

it("told to stop while 4 answers stream and 20 wait, it ends within 10 s, and the next start answers the 20, once", async () => {
  const first = await start();
  const chats = Array.from({ length: STREAMING }, (_, index) => {
    const person = telegram.person(`Person ${index}`);
    return { person, chat: telegram.privateChat(person) };
  });
  for (const { chat, person } of chats) chat.says(person, "Tell me a long story");
  await expect
    .poll(() => chats.every(({ chat }) => chat.botTexts().length > 0), { timeout: 20_000 })
    .toBe(true);
  // Nobody says the next thing so soon that it would be a part of the same question.
  const asked = chats.map(({ chat }, index) =>
    Array.from({ length: WAITING_EACH }, (_, turn) => {
      const other = telegram.person(`Other ${index} ${turn}`);
      return chat.says(other, `Repeat after me: ${["river", "honey", "east", "stone", "cloud"][turn] ?? ""}`)
        .id;
    }),
  );
  await expect.poll(() => telegram.unconfirmed().length, { timeout: 10_000 }).toBe(0);

  const toldAt = performance.now();
  first.kill("SIGTERM");
  expect(await first.exited).toBe(0);
  expect(performance.now() - toldAt).toBeLessThan(10_000);
  const answersTo = (id: number) =>
    chats.flatMap(({ chat }) => chat.messages.filter(({ replyTo }) => replyTo === id));
  expect(asked.flat().flatMap(answersTo)).toEqual([]);

  const second = await start();
  await expect
    .poll(() => asked.flat().map((id) => answersTo(id).map(({ text }) => text)), {
      timeout: 40_000,
      interval: 200,
    })
    .toEqual(chats.flatMap(() => ["river", "honey", "east", "stone", "cloud"].map((word) => [word])));
  second.kill("SIGTERM");
  expect(await second.exited).toBe(0);
}, 100_000);
