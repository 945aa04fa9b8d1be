import { expect, it } from "vitest";
import { channelId } from "../../../src/core/chat.ts";
import { openChat } from "./chat.ts";

/** The most questions of all channels together. */
const MOST = 2000;

it("the bot takes two thousand questions at once, refuses the next politely, and forgets none of those it took", async () => {
  const chat = openChat();
  const ask = (n: number) =>
    chat.says(`question ${n}`, {
      channel: channelId("discord", "9", `${n}`),
      author: { id: `discord:${n}`, name: `Person ${n}`, managesChannel: false },
      burst: true,
    });
  for (let n = 0; n < MOST; n++) expect((await ask(n)).receipt).toBe("accepted");
  const { receipt, reply } = await ask(MOST);
  expect(receipt).toBe("refused");
  expect(await reply.seen).toContain("There is a lot to answer here already. Please ask again in");
  expect(chat.inbox.open("discord")).toHaveLength(MOST);
});
