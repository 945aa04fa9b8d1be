import {
  Client,
  type CloseEvent,
  DefaultRestOptions,
  DiscordAPIError,
  DiscordjsError,
  DiscordjsErrorCodes,
  Events,
  GatewayCloseCodes,
  GatewayIntentBits,
  Options,
  Partials,
} from "discord.js";
import type { Clock } from "../../core/clock.ts";
import type { Log } from "../../core/log.ts";
import { describeFailure, failureFields } from "./failure.ts";
import { withOwnSignal } from "./own-signal.ts";
import { createReconnection, type Reconnection } from "./reconnection.ts";

export interface SessionOptions {
  readonly token: string;
  readonly apiUrl: string | undefined;
  readonly readsAllMessages: boolean;
  readonly hearsTyping: boolean;
  readonly clock: Clock;
  readonly log: Log;
  /** Hears when people can reach the bot and when they no longer can; not after the end. */
  readonly onReachable: (reachable: boolean) => void;
}

/** - `refused`: trying again is useless. - `failed`: a new session may work. `sentence` is for who runs the bot. */
export interface SessionEnd {
  readonly kind: "refused" | "failed";
  readonly sentence: string;
}

/** One login to Discord. It mends its connection itself when that drops. */
export interface Session {
  readonly client: Client;
  /** Logs in. Resolves when the session is over for good, not by {@link close}. */
  run(): Promise<SessionEnd>;
  /** Logs out; resolves once the connection is closed or has had time enough to be. */
  close(): Promise<void>;
}

/** A call without an answer by then is dead. Generous: one that is still to be answered would be made once more for nothing. */
const CALL_WITHIN_MS = 75_000;
/** What a goodbye may take; a peer that has gone silent never answers it. */
const CLOSE_WITHIN_MS = 2_000;
/** Anything else cannot even be sent. */
const LIKE_A_TOKEN = /^(?:Bot +)?[\x21-\x7e]+$/i;

const WRONG_TOKEN =
  "Discord does not accept DISCORD_TOKEN: copy the bot's token anew from https://discord.com/developers/applications " +
  "(Bot, Reset Token), put it into the settings and start again.";
const WRONG_INTENTS =
  "Discord refuses the events that the bot asks for: either turn on Message Content Intent for it at " +
  "https://discord.com/developers/applications (Bot), or take DISCORD_MESSAGE_CONTENT out of the settings; then start again.";

/** Close codes that someone has to do something about. */
const REFUSALS: ReadonlyMap<number, string> = new Map([
  [GatewayCloseCodes.AuthenticationFailed, WRONG_TOKEN],
  [GatewayCloseCodes.DisallowedIntents, WRONG_INTENTS],
  [GatewayCloseCodes.InvalidIntents, WRONG_INTENTS],
]);
/** The bot has come into too many servers for its shards; a new login gets more. */
const SHARDING_REQUIRED: number = GatewayCloseCodes.ShardingRequired;

/** A session that is ready to be run; nothing is sent before. */
export function openSession(options: SessionOptions): Session {
  const { token, clock, log, onReachable } = options;
  const reconnection = createReconnection(clock);
  const closing = new AbortController();
  const client = createClient(options, reconnection.buildStrategy, closing.signal);
  const shardsAway = new Set<number>();
  let over = false;
  reconnection.watch(client);

  function lose(shard: number) {
    shardsAway.add(shard);
    if (!over) onReachable(false);
  }

  function regain(shard: number) {
    shardsAway.delete(shard);
    if (!over && shardsAway.size === 0 && client.isReady()) onReachable(true);
  }

  client.on(Events.ShardReconnecting, lose);
  client.on(Events.ShardReady, regain);
  client.on(Events.ShardResume, regain);
  client.once(Events.ClientReady, () => regain(-1));
  client.on(Events.ShardError, (error) => log.warn("The connection to Discord failed", failureFields(error)));
  client.on(Events.Error, (error) => log.error("A Discord event could not be handled", failureFields(error)));
  client.on(Events.Warn, (message) => log.warn("The Discord library warns", { reason: message }));
  client.rest.on("rateLimited", ({ route, timeToReset, global }) =>
    log.debug("Discord's limit is reached", { route, timeToReset, global }),
  );
  client.rest.on("invalidRequestWarning", ({ count, remainingTime }) =>
    log.warn("Discord refuses many requests of this address", { count, remainingTime }),
  );

  return {
    client,
    async run() {
      if (!LIKE_A_TOKEN.test(token)) return { kind: "refused", sentence: WRONG_TOKEN };
      const end = await new Promise<SessionEnd>((resolve) => {
        client.on(Events.ShardDisconnect, (event) => resolve(endByClose(event)));
        client.login(token).catch((error: unknown) => resolve(endByError(error)));
      });
      over = true;
      return end;
    },
    async close() {
      over = true;
      closing.abort();
      reconnection.end();
      const timeUp = new AbortController();
      const patience = clock.sleep(CLOSE_WITHIN_MS, timeUp.signal).then(
        () => reconnection.cut(),
        () => {},
      );
      await Promise.race([client.destroy(), patience]);
      timeUp.abort();
    },
  };
}

/** None of these is privileged; with them alone Discord delivers the text of direct messages and of mentions only. */
const INTENTS = [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages];
/** Nor are these. */
const TYPING = [GatewayIntentBits.GuildMessageTyping, GatewayIntentBits.DirectMessageTyping];

function createClient(
  { apiUrl, readsAllMessages, hearsTyping }: SessionOptions,
  buildStrategy: Reconnection["buildStrategy"],
  closing: AbortSignal,
): Client {
  return new Client({
    intents: [
      ...INTENTS,
      ...(hearsTyping ? TYPING : []),
      ...(readsAllMessages ? [GatewayIntentBits.MessageContent] : []),
    ],
    // Direct channels are not listed at login, and what comes from unlisted channels is dropped without this.
    partials: [Partials.Channel],
    shards: "auto",
    allowedMentions: { parse: [], repliedUser: false },
    enforceNonce: true,
    failIfNotExists: false,
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      MessageManager: 50, // enough to know a replayed event from a new one
      GuildMemberManager: { maxSize: 200, keepOverLimit: (member) => member.id === member.client.user.id },
      UserManager: { maxSize: 2_000, keepOverLimit: (user) => user.id === user.client.user.id },
      PresenceManager: 0,
      ReactionManager: 0,
      ThreadMemberManager: 0,
      VoiceStateManager: 0,
    }),
    rest: {
      ...(apiUrl !== undefined && { api: apiUrl.replace(/\/+$/, "") }),
      // The library would wait out of sight and out of reach; whoever calls knows better what to do meanwhile.
      rejectOnRateLimit: () => true,
      timeout: CALL_WITHIN_MS,
      retries: 1,
      invalidRequestWarningInterval: 1_000, // ten thousand in ten minutes, and Discord shuts this address out
      // A request without an answer would keep the process alive.
      makeRequest: (url, init) =>
        withOwnSignal([closing, init.signal], (signal) =>
          DefaultRestOptions.makeRequest(url, { ...init, signal }),
        ),
    },
    ws: { buildStrategy },
  });
}

function endByClose({ code }: CloseEvent): SessionEnd {
  const sentence = REFUSALS.get(code);
  if (sentence !== undefined) return { kind: "refused", sentence };
  if (code === SHARDING_REQUIRED) return { kind: "failed", sentence: "Discord wants a new login." };
  return {
    kind: "refused",
    sentence: `Discord refuses the connection (close code ${code}): see whether there is a newer version of the bot.`,
  };
}

function endByError(error: unknown): SessionEnd {
  const refused =
    (error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid) ||
    (error instanceof DiscordAPIError && error.status === 401);
  if (refused) return { kind: "refused", sentence: WRONG_TOKEN };
  return { kind: "failed", sentence: `Discord cannot be reached (${describeFailure(error)}); trying again.` };
}
