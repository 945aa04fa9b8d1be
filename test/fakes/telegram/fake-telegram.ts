import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import type { User } from "grammy/types";
import { z } from "zod";
import type { Clock } from "../../../src/core/clock.ts";
import { systemClock } from "../../../src/core/system-clock.ts";
import { createChanges, type Changes } from "./changes.ts";
import { createChat, type FakeChat, type FakeGroup } from "./chats.ts";
import { createFaults, type Faults } from "./faults.ts";
import { createFloodLimits } from "./flood-limits.ts";
import { createMethods } from "./methods.ts";
import { Refusal } from "./refusal.ts";
import { createUpdates } from "./updates.ts";
import type { News, WireUpdate } from "./wire.ts";
import { createWorld, type World } from "./world.ts";

export interface FakeTelegramOptions {
  readonly token?: string;
  readonly username?: string;
  /** The port of a server that was closed, to come back there; by default any free one. */
  readonly port?: number;
  /** Measures long polls and flood limits. */
  readonly clock?: Clock;
  /** Enforces Telegram's limits on calls. Off by default. */
  readonly floodLimits?: boolean;
  /** Telegram's own default is on; here it is off, so that the bot gets mentions. */
  readonly privacy?: boolean;
  readonly hearsBots?: boolean;
}

/** A call that reached the server, in order of arrival. */
export interface ApiCall {
  readonly method: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** What it was answered with, as HTTP counts it; null while it has not been. */
  readonly status: number | null;
}

/** A Bot API server with the Telegram behind it: what people see, and verbs to act as them. */
export interface FakeTelegram extends AsyncDisposable {
  readonly token: string;
  readonly apiUrl: string;
  readonly port: number;
  readonly world: World;
  readonly faults: Faults;
  readonly calls: readonly ApiCall[];
  callsOf(method: string): readonly ApiCall[];
  /** See {@link Changes.until}. */
  until: Changes["until"];
  /** Updates that the bot has not confirmed, oldest first. */
  unconfirmed(): readonly WireUpdate[];
  /** Whether a long poll waits at this moment. */
  isPolled(): boolean;
  person(name: string, more?: Partial<User>): User;
  privateChat(person: User): FakeChat;
  /** Presses a button below a message that was sent via the bot, of which the bot knows nothing. Gives its number. */
  pressesInline(person: User, data: string): string;
  group(title: string, kind?: "group" | "supergroup" | "forum"): FakeGroup;
  /** Breaks all connections and listens no longer. Safe to call twice. */
  close(): Promise<void>;
}

type PendingCall = Omit<ApiCall, "status"> & { status: number | null };

const parametersSchema = z.record(z.string(), z.unknown());
const chatSchema = z.object({ chat_id: z.int() });

/** Starts a fake Bot API server on the loopback interface. Whoever starts it closes it. */
export async function startFakeTelegram(options: FakeTelegramOptions = {}): Promise<FakeTelegram> {
  const { token = "700000001:AAfake-token_of-the-tests", username = "LanternBot" } = options;
  const { clock = systemClock, privacy = false, hearsBots = false } = options;
  const world = createWorld({ username, privacy, hearsBots });
  const changes = createChanges();
  const updates = createUpdates(clock, () => changes.happened());
  const methods = createMethods(world, updates, () => changes.happened());
  const limits = options.floodLimits === true ? createFloodLimits(clock) : undefined;
  const faults = createFaults();
  const calls: PendingCall[] = [];
  const surroundings = {
    tell: (news: News) => updates.push(news),
    changed: () => changes.happened(),
  };

  async function carryOut(
    request: IncomingMessage,
    response: ServerResponse,
    onCall: (call: PendingCall) => void,
  ): Promise<unknown> {
    const [, giventoken, name = ""] = /^\/bot([^/]*)\/(\w+)$/.exec(request.url ?? "") ?? [];
    const parameters = parametersSchema.parse(await json(request));
    if (giventoken !== token) throw new Refusal(401, "Unauthorized");
    const method = methods.get(name);
    if (method === undefined) throw new Refusal(404, "Not Found: method not found");
    const call = { method: name, parameters, status: null };
    calls.push(call);
    onCall(call);
    changes.happened();

    const fault = faults.take(name);
    if (fault?.kind === "refusal") throw fault.refusal;
    if (fault?.kind === "hang") await once(response, "close");
    if (fault?.kind === "cut" && fault.when === "before") response.destroy();
    if (fault?.kind === "nonsense") response.end("<h1>Hello</h1>");
    if (response.destroyed || response.writableEnded) return undefined;
    const chat = world.chats.get(chatSchema.safeParse(parameters).data?.chat_id ?? 0)?.chat;
    if (chat !== undefined) limits?.admit(name, chat);
    const result = await method(parameters, goneSignal(response));
    if (fault?.kind === "cut") response.destroy();
    if (fault?.kind === "slow") await setTimeout(fault.ms);
    return result;
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let [status, answer]: [number, object] = [200, {}];
    let call: PendingCall | undefined;
    try {
      answer = { ok: true, result: await carryOut(request, response, (made) => (call = made)) };
    } catch (error) {
      if (response.destroyed) return;
      const refusal =
        error instanceof Refusal ? error : new Refusal(500, `The fake failed: ${String(error)}`);
      const { message: description, parameters } = refusal;
      status = refusal.status;
      answer = { ok: false, error_code: status, description, parameters };
    }
    if (response.destroyed || response.writableEnded) return;
    if (call) call.status = status;
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
  }

  const server = createServer((request, response) => void serve(request, response));
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The fake Telegram has no port.");
  const { port } = address;

  async function close() {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  }

  return {
    token,
    apiUrl: `http://127.0.0.1:${port}`,
    port,
    world,
    faults,
    calls,
    callsOf: (method) => calls.filter((call) => call.method === method),
    until: (probe) => changes.until(probe),
    unconfirmed: () => updates.unconfirmed(),
    isPolled: () => updates.isPolled(),
    person: (name, more) => ({
      id: world.nextId(),
      is_bot: false,
      first_name: name,
      language_code: "en",
      ...more,
    }),
    pressesInline(person, data) {
      const id = String(world.nextId());
      world.pressed.add(id);
      updates.push({
        callback_query: { id, from: person, inline_message_id: "inline", chat_instance: "inline", data },
      });
      return id;
    },
    privateChat: ({ id, first_name }) => createChat(world, { id, type: "private", first_name }, surroundings),
    group(title, kind = "group") {
      const id = -world.nextId();
      if (kind === "group") return createChat(world, { id, type: "group", title }, surroundings);
      const forum = kind === "forum" ? { is_forum: true as const } : {};
      const chat = { id: id - 1_001_000_000_000, type: "supergroup" as const, title, ...forum };
      return createChat(world, chat, surroundings);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Aborts when the caller is gone before it was answered. */
function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  return gone.signal;
}
