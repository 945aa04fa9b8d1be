import { describe, expect, it } from "vitest";
import { channelId } from "../../src/core/chat.ts";
import type { Turn } from "../../src/core/turn.ts";
import type { Room } from "./room.ts";
import { judge } from "./verdict.ts";

/** A room where `asked` was asked, in this order, and `stored` is all that can be seen. */
function verdictOf(asked: readonly string[], stored: readonly string[]) {
  const room: Room = {
    name: "den",
    channel: channelId("web", "den"),
    asked: asked.map((text) => ({ text, taken: true, refused: false, told: null })),
    ask: () => {},
    shown: () => null,
    strays: () => [],
    shownAs: (markdown) => markdown,
    waiting: () => 0,
  };
  const turns = stored.flatMap((text): Turn[] => [
    { role: "user", speaker: "", text },
    { role: "assistant", text: `answer to ${text}` },
  ]);
  const { late, findings } = judge(room, turns, []);
  return { late, wrong: findings.map(({ wrong }) => wrong) };
}

describe("the order of answers", () => {
  it.each([
    ["is that of the questions", ["one", "two", "three"], []],
    ["names what was answered after something that was asked later", ["two", "three", "one"], ["one"]],
    ["is not disturbed by what a person adds to a question that waits", ["one\nthree", "two"], []],
  ])("%s", (_, stored, late) => {
    expect(verdictOf(["one", "two", "three"], stored)).toEqual({ late, wrong: [] });
  });
});

it("finds what was answered twice, and what was never", () => {
  expect(verdictOf(["one", "two"], ["one", "one"]).wrong).toEqual(["doubled", "lost"]);
});
