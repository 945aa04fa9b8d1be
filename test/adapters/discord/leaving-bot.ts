import { createDiscordAdapter } from "../../../src/adapters/discord/adapter.ts";
import { createPaces } from "../../../src/core/streaming/pace.ts";
import { createReplyStream } from "../../../src/core/streaming/reply-stream.ts";
import { systemClock } from "../../../src/core/system-clock.ts";
import { createCapturedLog } from "../../fakes/captured-log.ts";
import { createScriptedConversation } from "../../fakes/scripted-conversation.ts";

// A process of its own that logs in with the token and API address it is given, tells its parent of every state, and
// stops when it is told to. That it then ends by itself is for the parent to see.

const [, , token = "", apiUrl = ""] = process.argv;
const log = createCapturedLog();
const paces = createPaces(systemClock);
const running = createDiscordAdapter({
  token,
  readsAllMessages: false,
  hearsTyping: true,
  apiUrl,
  log,
  clock: systemClock,
  openReply: (surface, parts = []) => createReplyStream(surface, { clock: systemClock, log, paces, parts }),
}).start(createScriptedConversation(), (state) => process.send?.(state.kind));

process.once("message", () => {
  void leave();
});

async function leave() {
  await running.stopIntake();
  await running.close();
  process.disconnect();
}
