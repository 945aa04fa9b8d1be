// Lantern in a terminal: the core and its engine as they are, with an adapter of another kind.
import { createConversation } from "../../src/core/conversation/conversation.ts";
import { startEngine } from "../../src/core/engine/engine-client.ts";
import { physicalCores } from "../../src/core/engine/physical-cores.ts";
import { languageFor } from "../../src/core/language.ts";
import { systemClock } from "../../src/core/system-clock.ts";
import { openLog } from "../../src/pino-log.ts";
import { openStorage } from "../../src/storage.ts";
import { createTerminalAdapter } from "./adapter.ts";

const { MODEL = "models/demo/lamp-tiny.gguf", DATA_DIR = "data/terminal", LANG = "en" } = process.env;
const SYSTEM_PROMPT = "You are a helpful assistant.";
const MAX_ANSWER_TOKENS = 512;
const SAMPLING = { temperature: 0, topP: 0.9, topK: 20, repeatPenalty: 1.1 };
/** How long the answer under way may go on when the terminal is closed. */
const GRACE_MS = 30_000;

const log = openLog("warn", process.stderr.isTTY);
const say = (line: string) => void process.stdout.write(`${line}\n`);
const ended = new AbortController();

const storage = await openStorage({ dataDir: DATA_DIR, answersMs: 0, clock: systemClock, log, say });
const model = await startEngine({
  entry: new URL("../../src/core/engine/process/main.js", import.meta.url),
  settings: {
    modelPath: MODEL,
    contextTokens: 2048,
    parallel: 1,
    threads: physicalCores(),
    sampling: SAMPLING,
    system: SYSTEM_PROMPT,
    parking: null,
  },
  log,
  clock: systemClock,
  signal: ended.signal,
});

const adapter = createTerminalAdapter({
  input: process.stdin,
  output: process.stdout,
  language: languageFor(LANG.replace("_", "-"), ""),
  log,
});
const conversation = createConversation({
  model,
  modelReady: Promise.resolve(),
  ...storage,
  pinned: null,
  consulted: null,
  folders: null,
  replyAt: (_platform, place, parts) => running.replyAt(place, parts),
  access: { allow: [], admins: [] },
  name: "Lantern",
  systemPrompt: SYSTEM_PROMPT,
  maxAnswerTokens: MAX_ANSWER_TOKENS,
  sampling: SAMPLING,
  questionsPerMinute: 60,
  groupContext: 0,
  demo: () => false,
  clock: systemClock,
  date: Date.now,
  log,
});
process.once("SIGINT", () => ended.abort());
process.once("SIGTERM", () => ended.abort());
say(`${model.status().model} listens. Write something, or /help; Ctrl+D ends.`);
const running = adapter.start(conversation, (state) => {
  if (state.kind === "connected") conversation.resume(adapter.platform);
  if (state.kind === "lost") ended.abort();
});

await new Promise<void>((resolve) => ended.signal.addEventListener("abort", () => resolve(), { once: true }));
await running.stopIntake();
await conversation.close(GRACE_MS);
await running.close();
await model[Symbol.asyncDispose]();
await storage[Symbol.asyncDispose]();
