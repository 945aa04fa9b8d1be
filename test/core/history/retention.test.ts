import { describe, expect, it } from "vitest";
import { MAX_LENGTH, MAX_TURNS, withExchange } from "../../../src/core/history/retention.ts";
import type { Turn } from "../../../src/core/turn.ts";
import { exchange } from "../../contracts/history-store.ts";

const said = (text: string): Turn => ({ role: "user", speaker: "Ann", text });
const answer = (text: string): Turn => ({ role: "assistant", text });

describe("which turns are kept", () => {
  it("are all of them while there is room", () => {
    expect(withExchange(exchange("one"), exchange("two"), 0)).toEqual([
      ...exchange("one"),
      ...exchange("two"),
    ]);
  });

  it("are no more than the newest ones that make whole exchanges", () => {
    const before = Array.from({ length: MAX_TURNS / 2 }, (_, index) => exchange(`${index}`)).flat();
    const turns = withExchange(before, [said("a"), said("b"), answer("c")], 0);
    expect(turns).toHaveLength(MAX_TURNS - 1);
    expect(turns[0]).toMatchObject({ role: "user", text: "2" });
  });

  it("hold no more text than there is room for", () => {
    const long = "x".repeat(MAX_LENGTH / 4);
    const before = [...exchange("one", long), ...exchange("two", long), ...exchange("three", long)];
    expect(withExchange(before, exchange("four", long), 0)).toEqual([
      ...exchange("two", long),
      ...exchange("three", long),
      ...exchange("four", long),
    ]);
  });

  it("are at least those of the newest exchange, however long it is", () => {
    const long = "x".repeat(MAX_LENGTH + 1);
    expect(withExchange(exchange("one"), exchange("two", long), 0)).toEqual(exchange("two", long));
  });

  it("are the ones before those that are replaced, and the new ones", () => {
    const before = [...exchange("one"), ...exchange("two")];
    expect(withExchange(before, exchange("new"), 2)).toEqual([...exchange("one"), ...exchange("new")]);
    expect(withExchange(before, exchange("new"), 9)).toEqual(exchange("new"));
  });

  it("can begin with an answer only when nothing else is left", () => {
    expect(withExchange([], [answer("hm")], 0)).toEqual([answer("hm")]);
  });
});
