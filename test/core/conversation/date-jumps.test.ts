import { expect, it } from "vitest";
import { createMemoryHistory } from "../../fakes/memory-history.ts";
import { createMemoryInbox } from "../../fakes/memory-inbox.ts";
import { DATE, DEN, openChat, openEntry } from "./chat.ts";

const YEAR_MS = 365 * 24 * 60 * 60_000;

it.each([
  ["forward", YEAR_MS],
  ["backward", -YEAR_MS],
])(
  "a date that jumps %s changes neither answers nor limits, and nothing is answered twice",
  async (_, jump) => {
    let date = DATE;
    const chat = openChat({ date: () => date, questionsPerMinute: 2 });
    const ask = (text: string) => chat.says(text, { burst: true, id: text });
    expect(await (await ask("one")).reply.seen).toBe("echo: one");
    await chat.clock.advance(1_000); // or it would belong to the first
    date += jump;
    expect(await (await ask("two")).reply.seen).toBe("echo: two");
    await chat.clock.advance(1_000);
    expect((await ask("one")).receipt).toBe("ignored");
    expect((await ask("three")).receipt).toBe("refused"); // a year is no minute's rest
    const turns = await chat.history.load(DEN);
    expect(turns.map(({ text }) => text)).toEqual(["one", "echo: one", "two", "echo: two"]);
  },
);

it("a date that was set back while the bot was away does not keep an open question from its answer", async () => {
  const [inbox, history] = [createMemoryInbox(), createMemoryHistory()];
  await inbox.put(openEntry());
  const after = openChat({ date: () => DATE - YEAR_MS }, { inbox, history });
  after.conversation.resume("discord");
  await expect.poll(() => after.reopened).toHaveLength(1);
  expect(await after.reopened[0]?.reply.seen).toBe("echo: one");
});
