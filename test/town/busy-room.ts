import type { Clock } from "../../src/core/clock.ts";
import type { Draw } from "./draw.ts";
import type { Room, Said } from "./rooms.ts";

/** A question that was asked, and what may still be expected of its answer. */
export interface Asked {
  readonly room: Room;
  readonly code: string;
  /** `none`: it was stopped, deleted or forgotten, or may have been. */
  expected: "whole" | "none";
}

interface BusyOptions {
  readonly clock: Clock;
  readonly draw: Draw;
  readonly until: number;
  readonly newCode: () => string;
  /** Whether people see the whole answer to it. */
  readonly isWhole: (asked: Asked) => boolean;
  readonly onAsked: (asked: Asked) => void;
}

const PEOPLE = 3;
/** So many questions of a room may be open at a time. */
const RECENT = 12;

/** People in `room` ask, chatter, press, change their minds and give commands until the time is over. */
export async function keepBusy(room: Room, options: BusyOptions): Promise<void> {
  const { clock, draw, until, newCode, onAsked, isWhole } = options;
  const pause = (seconds: number) => clock.sleep(seconds * 1000, new AbortController().signal);
  const mine: Asked[] = [];

  function ask(words = "tell me about"): Said & { readonly asked: Asked } {
    const asked: Asked = { room, code: newCode(), expected: "whole" };
    mine.push(asked);
    onAsked(asked);
    return { ...room.say(draw.whole(1, PEOPLE), `${words} ${asked.code}`), asked };
  }

  /** Whatever is open now may end without its last words. */
  function giveUp() {
    for (const asked of mine.slice(-RECENT)) if (!isWhole(asked)) asked.expected = "none";
  }

  async function burst() {
    const person = draw.whole(1, PEOPLE);
    const asked: Asked = { room, code: newCode(), expected: "whole" };
    mine.push(asked);
    onAsked(asked);
    room.say(person, `tell me about ${asked.code}`);
    await pause(0.3);
    room.say(person, "and about lamps");
    await pause(0.4);
    room.say(person, "and of oil");
  }

  /** Two at once, too far apart to be taken for one. */
  async function askTwo() {
    ask();
    await pause(1);
    ask("and what of");
  }

  async function stop() {
    const { asked } = ask();
    await pause(draw.whole(2, 6));
    asked.expected = "none";
    if (!room.press(draw.whole(1, PEOPLE), "stop")) room.command(1, "stop");
    giveUp();
  }

  async function changeMind() {
    const said = ask();
    await pause(draw.whole(1, 8));
    said.edit(`tell me more about ${said.asked.code}`);
  }

  async function deleteIt() {
    const said = ask();
    await pause(draw.whole(1, 4));
    said.asked.expected = "none";
    said.delete();
  }

  async function reset() {
    giveUp();
    room.command(1, "reset");
    await pause(2);
    room.command(1, "undo");
  }

  const acts: readonly [() => unknown, ...(() => unknown)[]] = [
    ask,
    ask,
    ask,
    ask,
    askTwo,
    burst,
    stop,
    changeMind,
    deleteIt,
    reset,
    () => room.command(draw.whole(1, PEOPLE), "status"),
    () => room.command(draw.whole(1, PEOPLE), "help"),
    () => room.press(draw.whole(1, PEOPLE), "retry"),
    () => room.press(draw.whole(1, PEOPLE), "retry"),
  ];

  await pause(draw.next() * 30);
  while (clock.now() < until) {
    await draw.pick(acts)();
    await pause(draw.whole(10, 50));
  }
}
