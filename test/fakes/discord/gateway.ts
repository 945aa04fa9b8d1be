import type { WebSocket } from "ws";
import { z } from "zod";
import type { Changes } from "./changes.ts";
import { guildPayload, userPayload } from "./payloads.ts";
import type { World } from "./world.ts";

/**
 * - `open`: as Discord does. - `silent`: accepted, but never spoken to. - `deaf`: the handshake gets no answer.
 * - `unavailable`: the handshake is refused with 502.
 */
export type GatewayManner = "open" | "silent" | "deaf" | "unavailable";

/** The side of the fake that pushes events to the bot. */
export interface FakeGateway {
  /** Serves one connection of a bot. */
  accept(socket: WebSocket): void;
  /**
   * Tells every session of an event, and keeps it for those that are away but may resume. `payloadFor` makes what a
   * session with these intents is told; undefined: nothing.
   */
  dispatch(event: string, payloadFor: (intents: number) => object | undefined): void;
  /** Closes every connection with `code`; their sessions may be resumed unless Discord's rules say otherwise. */
  drop(code: number): void;
  /** Forgets every session, so that the next attempt to resume fails. */
  forgetSessions(): void;
  /** From now on new connections are closed with `code` when they identify; null: welcome again. */
  refuseWith(code: number | null): void;
  /** How new connections are received. */
  manner: GatewayManner;
  /** How often new connections are told to say that they are there, in milliseconds. */
  heartbeatMs: number;
  /** Makes the open connections half-open: nothing comes through any more, not even a goodbye, and neither end is told. */
  freeze(): void;
  /** Connections that identified or resumed and are open. */
  connected(): number;
  /** What the bots that are logged in asked to be told of, as bit sets. */
  intents(): readonly number[];
  /** How often a bot has opened a connection, identified, and resumed. */
  readonly counts: { opened: number; identified: number; resumed: number };
  /** Ends every connection at once, without a word. */
  cut(): void;
}

interface Session {
  readonly id: string;
  readonly intents: number;
  /** Everything this session was told or should have been, by its number. */
  readonly events: { readonly t: string; readonly d: object }[];
  socket: WebSocket | null;
}

const frame = z.object({ op: z.number(), d: z.unknown() });
const identify = z.object({ token: z.string(), intents: z.number() });
const resume = z.object({ token: z.string(), session_id: z.string(), seq: z.number() });

const DISPATCH = 0;
const HEARTBEAT = 1;
const IDENTIFY = 2;
const RESUME = 6;
const INVALID_SESSION = 9;
const HELLO = 10;
const HEARTBEAT_ACK = 11;
const AUTHENTICATION_FAILED = 4004;
const NORMAL_CLOSES: ReadonlySet<number> = new Set([1000, 1001]);

export function createGateway(
  world: World,
  options: { readonly token: string; readonly url: () => string; readonly changes: Changes },
): FakeGateway {
  const { changes } = options;
  const sessions = new Map<string, Session>();
  const sockets = new Set<WebSocket>();
  const frozen = new WeakSet<WebSocket>();
  const counts = { opened: 0, identified: 0, resumed: 0 };
  let refusal: number | null = null;

  function send(socket: WebSocket | null, payload: object): void {
    if (socket === null || socket.readyState !== socket.OPEN || frozen.has(socket)) return;
    socket.send(JSON.stringify(payload));
  }

  function tell(session: Session, t: string, d: object): void {
    session.events.push({ t, d });
    send(session.socket, { op: DISPATCH, t, d, s: session.events.length });
  }

  function begin(socket: WebSocket, intents: number): Session {
    counts.identified++;
    const session: Session = { id: `session-${counts.identified}`, intents, events: [], socket };
    sessions.set(session.id, session);
    const guilds = [...world.guilds.values()];
    tell(session, "READY", {
      v: 10,
      user: userPayload(world.bot),
      guilds: guilds.map((guild) => ({ id: guild.id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: options.url(),
      application: { id: world.bot.id, flags: 0 },
    });
    // A later frame, as on the real wire: the library may mix up events that reach it in one piece with READY.
    setImmediate(() => {
      for (const guild of guilds) {
        tell(session, "GUILD_CREATE", guildPayload(guild, [...world.channels.values()], world.bot));
      }
    });
    return session;
  }

  function takeUp(socket: WebSocket, session: Session, seq: number): void {
    counts.resumed++;
    session.socket = socket;
    for (const [index, event] of session.events.entries()) {
      if (index >= seq) send(socket, { op: DISPATCH, ...event, s: index + 1 });
    }
    tell(session, "RESUMED", {});
  }

  function hear(socket: WebSocket, text: string): Session | undefined {
    const { op, d } = frame.parse(JSON.parse(text));
    if (op === HEARTBEAT) send(socket, { op: HEARTBEAT_ACK });
    if (op !== IDENTIFY && op !== RESUME) return undefined;
    if (refusal !== null) {
      socket.close(refusal);
      return undefined;
    }
    if (op === IDENTIFY) {
      const { token, intents } = identify.parse(d);
      if (token === options.token) return begin(socket, intents);
      socket.close(AUTHENTICATION_FAILED);
      return undefined;
    }
    const { session_id, seq } = resume.parse(d);
    const session = sessions.get(session_id);
    if (session) takeUp(socket, session, seq);
    else send(socket, { op: INVALID_SESSION, d: false });
    return session;
  }

  const gateway: FakeGateway = {
    counts,
    manner: "open",
    heartbeatMs: 41_250,
    connected: () => [...sessions.values()].filter((session) => session.socket !== null).length,
    intents: () => [...sessions.values()].map(({ intents }) => intents),
    accept(socket) {
      counts.opened++;
      sockets.add(socket);
      let session: Session | undefined;
      socket.on("message", (data: Buffer) => {
        session = hear(socket, data.toString()) ?? session;
        changes.notify();
      });
      socket.on("close", (code) => {
        sockets.delete(socket);
        if (session?.socket === socket) {
          session.socket = null;
          if (NORMAL_CLOSES.has(code)) sessions.delete(session.id);
        }
        changes.notify();
      });
      if (gateway.manner === "open")
        send(socket, { op: HELLO, d: { heartbeat_interval: gateway.heartbeatMs } });
      changes.notify();
    },
    dispatch(event, payloadFor) {
      for (const session of sessions.values()) {
        const payload = payloadFor(session.intents);
        if (payload) tell(session, event, payload);
      }
    },
    drop(code) {
      for (const socket of sockets) socket.close(code);
    },
    forgetSessions() {
      sessions.clear();
    },
    refuseWith(code) {
      refusal = code;
    },
    freeze() {
      for (const socket of sockets) {
        socket.pause();
        frozen.add(socket);
      }
    },
    cut() {
      for (const socket of sockets) socket.terminate();
    },
  };
  return gateway;
}
