import { describe, expect, it } from "vitest";
import { channelId, type PersonId } from "../../../../src/core/chat.ts";
import { nextInLine, type Waiter } from "../../../../src/core/engine/process/line.ts";

const waiter = (channel: string, asker: PersonId): Waiter => ({ channel: channelId("web", channel), asker });

describe("the line for a place", () => {
  it("is first come, first served", () => {
    const line = [waiter("a", "web:ann"), waiter("b", "web:bob")];
    expect(nextInLine(line, [])).toBe(line[0]);
  });

  it("lets a person with a place wait while somebody else does", () => {
    const line = [waiter("a2", "web:ann"), waiter("b", "web:bob")];
    expect(nextInLine(line, [waiter("a1", "web:ann")])).toBe(line[1]);
  });

  it("gives a person a second place when nobody else waits", () => {
    const line = [waiter("a2", "web:ann")];
    expect(nextInLine(line, [waiter("a1", "web:ann")])).toBe(line[0]);
  });

  it("never lets a channel be answered twice at once", () => {
    const line = [waiter("a", "web:bob")];
    expect(nextInLine(line, [waiter("a", "web:ann")])).toBeNull();
  });
});
