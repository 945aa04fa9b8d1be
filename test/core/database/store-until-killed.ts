import { channelId } from "../../../src/core/chat.ts";
import { openKeyvHistory } from "../../../src/core/history/keyv-history.ts";
import { openKeyvInbox } from "../../../src/core/inbox/keyv-inbox.ts";
import type { Log } from "../../../src/core/log.ts";
import { systemClock } from "../../../src/core/system-clock.ts";

const CATS = channelId("discord", "1", "2");
const silent: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };

/** A program that stores questions and answers in `file` until it is killed, and says the number of each that is stored. */
async function main(file: string): Promise<void> {
  const log = silent;
  const history = await openKeyvHistory({ file, clock: systemClock, log });
  const inbox = await openKeyvInbox({ file, log });
  const before = (await history.load(CATS)).length / 2;
  for (let number = before; ; number++) {
    const messageId = `m${number}`;
    await inbox.put({
      channel: CATS,
      messageId,
      direct: true,
      language: "en",
      preface: "",
      place: "{}",
      asker: { id: "discord:1", name: "Ann" },
      words: [{ messageId, text: "why?" }],
      acceptedAt: Date.now(),
      replaces: 0,
      parts: [],
      posting: false,
      parent: null,
      sources: [],
      state: "open",
    });
    process.send?.(`asked ${number}`);
    const turns = [
      { role: "user", speaker: "Ann", text: `why ${number}?` },
      { role: "assistant", text: "because ".repeat(200) },
    ] as const;
    await history.append(CATS, turns, 0, { messageId, person: "discord:1" });
    process.send?.(`answered ${number}`);
  }
}

await main(process.argv[2] ?? "");
