import { EventSourceParserStream } from "eventsource-parser/stream";
import { z } from "zod";
import { channelId } from "../../src/core/chat.ts";
import type { Asked, Room } from "./room.ts";

const done = z.object({ text: z.string() });
const history = z.object({
  turns: z.array(z.object({ role: z.enum(["user", "assistant"]), text: z.string() })),
  underway: z.unknown().optional(),
});
export type WebHistory = z.infer<typeof history>;

/** A room on the page, which also tells what a page shows that is opened now. */
export interface WebRoom extends Room {
  look(): Promise<WebHistory>;
}

/** Three pages at the address that `url` gives. */
export function webRooms(url: () => string): readonly WebRoom[] {
  return ["page-one", "page-two", "page-three"].map((name) => openRoom(name, url));
}

function openRoom(name: string, url: () => string): WebRoom {
  const asked: Asked[] = [];
  let last: WebHistory = { turns: [] };

  const isThere = (text: string) => last.turns.some((turn) => turn.text.split("\n").includes(text));

  async function follow(one: Asked): Promise<void> {
    const response = await fetch(`${url()}/api/chat`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ channel: name, text: one.text }),
    });
    if (!response.ok || !response.body) return;
    one.taken = true;
    const text = response.body.pipeThrough(new TextDecoderStream());
    for await (const { event, data } of text.pipeThrough(new EventSourceParserStream())) {
      // Such as that the model is not loaded yet: then nothing is owed.
      if (event === "error") [one.taken, one.refused] = [false, true];
      if (event === "done") one.told = done.parse(JSON.parse(data)).text;
    }
  }

  return {
    name: `Web, ${name}`,
    channel: channelId("web", name),
    asked,
    ask(text) {
      const one: Asked = { text, taken: false, refused: false, told: null };
      asked.push(one);
      follow(one).catch(() => undefined); // the bot was killed; what it had taken it still owes
    },
    shown: () => null,
    strays: () => [],
    shownAs: (markdown) => markdown,
    waiting: () => asked.filter(({ taken, told, text }) => taken && told === null && !isThere(text)).length,
    async look() {
      last = history.parse(await (await fetch(`${url()}/api/history?channel=${name}`)).json());
      return last;
    },
  };
}
