import { describe, expect, it } from "vitest";
import { fault } from "../fakes/telegram/faults.ts";
import { type Asked, keepBusy } from "../town/busy-room.ts";
import { createCallLog, type TimedCall } from "../town/call-log.ts";
import { createDraw } from "../town/draw.ts";
import { codeIn, novel, numbersSeen } from "../town/novel.ts";
import { discordPeople, discordRoom, type Room, telegramRoom } from "../town/rooms.ts";
import { openTown, type Town } from "../town/town.ts";
import { openTwentyRooms } from "../town/twenty-rooms.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Ten pauses of a minute, and what they delay. */
const LAST_WORDS_MINUTES = 15;
const TOO_MANY = 429;

/** How many sentences the answer to `code` has: most are short, some are long, a few fill several messages. */
function lengthOf(code: string): number {
  const number = Number(code.slice(1));
  if (number % 10 === 7) return 75;
  return number % 3 === 0 ? 25 : 4 + (number % 5);
}

/** Has the model answer every code with its novel, sometimes after a wait and a long prompt. */
function tellNovels({ model }: Town): void {
  model.answerTo = ({ turns }) => {
    const code = codeIn(turns.at(-1)?.text ?? "");
    return code === undefined ? "There is nothing to tell about that." : novel(code, lengthOf(code));
  };
  model.before = ({ turns }) => {
    const number = Number(codeIn(turns.at(-1)?.text ?? "")?.slice(1) ?? 0);
    if (number % 6 !== 0) return [];
    const reading = [0, 400, 800, 1200, 1480].map((done) => ({
      kind: "reading" as const,
      done,
      total: 1480,
    }));
    return [{ kind: "waiting", ahead: 1 }, { kind: "waiting", ahead: 0 }, ...reading];
  };
}

/** Whether every sentence of the answer is there, once, in order. */
function isWhole({ code, room }: Asked): boolean {
  const numbers = numbersSeen(code, room.seen());
  return numbers.length === lengthOf(code) && numbers.every((number, index) => number === index + 1);
}

/** Answers that should be whole and are not, with the sentences that people see of them. */
function broken(asked: readonly Asked[]) {
  return asked
    .filter((one) => one.expected === "whole" && !isWhole(one))
    .map(({ code, room }) => ({ code, chat: room.chat, numbers: numbersSeen(code, room.seen()) }));
}

/** Lets twenty rooms be busy for so long, then waits until all is said. */
async function spend(town: Town, ms: number): Promise<readonly Asked[]> {
  const asked: Asked[] = [];
  let codes = 0;
  const until = town.clock.now() + ms;
  const busy = openTwentyRooms(town).map((room, index) =>
    keepBusy(room, {
      clock: town.clock,
      draw: createDraw(42 + index * 7919),
      until,
      newCode: () => `q${++codes}`,
      onAsked: (one) => void asked.push(one),
      isWhole,
    }),
  );
  await town.clock.advance(ms);
  let over = false;
  void Promise.all(busy).then(() => (over = true));
  await town.passUntil(() => over && town.model.status().active === 0);
  for (let minute = 0; minute < LAST_WORDS_MINUTES && broken(asked).length > 0; minute++) {
    await town.clock.advance(MINUTE_MS);
  }
  await town.clock.advance(MINUTE_MS); // for what might be said twice
  return asked;
}

function troubles(town: Town) {
  return town.log.lines.filter(({ level }) => level === "error" || level === "warn");
}

it("twenty busy rooms for an hour: no platform ever has to say that it is too much, and every answer is there whole, once", async () => {
  await using town = await openTown();
  tellNovels(town);
  const asked = await spend(town, HOUR_MS);
  const { requests } = town.discord;
  const { calls } = town.telegram;
  expect(requests.filter(({ status }) => status === TOO_MANY)).toEqual([]);
  expect(calls.filter(({ status }) => status === TOO_MANY)).toEqual([]);
  // Nor did the library hold anything back on its own account.
  expect(town.log.lines.filter(({ message }) => /to pause|to wait|limit/.test(message))).toEqual([]);
  expect(troubles(town)).toEqual([]);
  expect(broken(asked)).toEqual([]);
  expect(asked.filter(({ expected }) => expected === "whole").length).toBeGreaterThan(1_000);
  expect(Math.min(requests.length, calls.length)).toBeGreaterThan(10_000);
}, 120_000);

describe("when the platform asks for a pause of a minute, ten times in a row", () => {
  const PAUSE_MS = 60_000;
  const TIMES = 10;

  const rooms: Readonly<Record<string, (town: Town) => Room>> = {
    Discord: ({ discord }) => discordRoom(discord, discord.world.general, discordPeople(discord)),
    "a private chat on Telegram": ({ telegram }) => {
      const ann = telegram.person("Ann");
      return telegramRoom(telegram, telegram.privateChat(ann), () => ann);
    },
    "a group on Telegram": ({ telegram }) => {
      const ann = telegram.person("Ann");
      return telegramRoom(telegram, telegram.group("Club"), () => ann);
    },
  };
  const DISCORD_PATHS = {
    post: { method: "POST", path: "/messages" },
    edit: { method: "PATCH", path: "/messages" },
    typing: { method: "POST", path: "/typing" },
  } as const;
  const TELEGRAM_METHODS = {
    post: "sendMessage",
    edit: "editMessageText",
    typing: "sendChatAction",
  } as const;

  function limit({ discord, telegram }: Town, kind: TimedCall["kind"]) {
    telegram.faults.next(TELEGRAM_METHODS[kind], fault.flood(PAUSE_MS / 1000), TIMES);
    discord.faults.inject({
      ...DISCORD_PATHS[kind],
      times: TIMES,
      fault: { kind: "rate-limit", retryAfterMs: PAUSE_MS },
    });
  }

  /** The calls that were made in a pause that the platform had asked for over such a call. */
  function disobedient(calls: readonly TimedCall[], kind: TimedCall["kind"]) {
    const pauses = calls.filter(({ status }) => status === TOO_MANY);
    const early = calls.filter(({ at }) => pauses.some((pause) => at > pause.at && at < pause.at + PAUSE_MS));
    if (kind !== "typing") return early;
    // The first words and the last may come all the same.
    const [first, ...others] = early.filter((call) => call.kind !== "post");
    return first?.kind === "edit" ? others : early;
  }

  describe.each(Object.entries(rooms))("in %s", (_, openRoom) => {
    it.each(["post", "edit", "typing"] as const)(
      "by each %s, nothing is called meanwhile, and the whole answer is there in the end, once",
      async (kind) => {
        const log = createCallLog();
        await using town = await openTown({ onMoment: (fakes, now) => log.note(fakes, now) });
        tellNovels(town);
        const room = openRoom(town);
        limit(town, kind);
        const asked: Asked = { room, code: "q7", expected: "whole" };
        room.say(1, "tell me about q7");
        await town.passUntil(() => isWhole(asked));
        await town.clock.advance(15 * MINUTE_MS);
        expect(broken([asked])).toEqual([]);
        expect(disobedient(log.calls, kind)).toEqual([]);
        expect(log.calls.filter(({ status }) => status === TOO_MANY).length).toBeGreaterThan(0);
        expect(troubles(town)).toEqual([]);
      },
    );
  });
});

it("where pauses are asked for again and again, everywhere, every answer is still there whole, once", async () => {
  await using town = await openTown();
  tellNovels(town);
  const draw = createDraw(7);
  const { clock, discord, telegram } = town;
  const until = clock.now() + 15 * MINUTE_MS;
  async function sabotage() {
    while (clock.now() < until) {
      await clock.sleep(draw.whole(5_000, 20_000), new AbortController().signal);
      const seconds = draw.whole(1, 60);
      telegram.faults.next(
        draw.pick(["sendMessage", "editMessageText"]),
        fault.flood(seconds),
        draw.whole(1, 3),
      );
      discord.faults.inject({
        method: draw.pick(["POST", "PATCH"]),
        path: "/messages",
        times: draw.whole(1, 3),
        fault: { kind: "rate-limit", retryAfterMs: seconds * 1000 },
      });
    }
  }
  const sabotaged = sabotage();
  const asked = await spend(town, 15 * MINUTE_MS);
  await sabotaged;
  expect(discord.requests.filter(({ status }) => status === TOO_MANY).length).toBeGreaterThan(50);
  expect(broken(asked)).toEqual([]);
  expect(troubles(town)).toEqual([]);
}, 60_000);
