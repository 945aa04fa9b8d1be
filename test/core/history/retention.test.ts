import { describe, expect, it } from "vitest";
import { type Exchange, turnsOf } from "../../../src/core/history/exchange.ts";
import { MAX_LENGTH, MAX_TURNS, withExchange } from "../../../src/core/history/retention.ts";
import type { Turn } from "../../../src/core/turn.ts";
import { exchange } from "../../contracts/history-store.ts";

const said = (text: string): Turn => ({ role: "user", speaker: "Ann", text });
const answer = (text: string): Turn => ({ role: "assistant", text });
const asked = (question: string, answer?: string) => from(question, exchange(question, answer));
const from = (messageId: string, turns: readonly Turn[]): Exchange => ({
  turns,
  source: { messageId, person: "web:1" },
});

describe("which exchanges are kept", () => {
  it("are all of them while there is room", () => {
    expect(withExchange([asked("one")], asked("two"), 0)).toEqual([asked("one"), asked("two")]);
  });

  it("are no more than the newest ones whose turns fit", () => {
    const before = Array.from({ length: MAX_TURNS / 2 }, (_, index) => asked(`${index}`));
    const kept = withExchange(before, from("last", [said("a"), said("b"), answer("c")]), 0);
    expect(turnsOf(kept)).toHaveLength(MAX_TURNS - 1);
    expect(kept[0]).toEqual(asked("2"));
  });

  it("hold no more text than there is room for", () => {
    const long = "x".repeat(MAX_LENGTH / 4);
    const before = [asked("one", long), asked("two", long), asked("three", long)];
    expect(withExchange(before, asked("four", long), 0)).toEqual([
      asked("two", long),
      asked("three", long),
      asked("four", long),
    ]);
  });

  it("are at least the newest one, however long it is", () => {
    const long = "x".repeat(MAX_LENGTH + 1);
    expect(withExchange([asked("one")], asked("two", long), 0)).toEqual([asked("two", long)]);
  });

  it("are the ones before those that are replaced, and the new one", () => {
    const before = [asked("one"), asked("two")];
    expect(withExchange(before, asked("new"), 2)).toEqual([asked("one"), asked("new")]);
    expect(withExchange(before, asked("new"), 4)).toEqual([asked("new")]);
    expect(withExchange(before, asked("new"), 9)).toEqual([asked("new")]);
  });

  it("become one with what takes the place of a part of them", () => {
    const before = [asked("one"), asked("two")];
    expect(withExchange(before, from("new", [answer("better")]), 1)).toEqual([
      asked("one"),
      from("new", exchange("two", "better")),
    ]);
    expect(withExchange(before, { turns: [answer("better")], source: null }, 1)).toEqual([
      asked("one"),
      from("two", exchange("two", "better")),
    ]);
  });
});
