import { z } from "zod";
import { isLoopbackHost } from "./adapters/web/loopback.ts";
import type { AccessRules } from "./core/conversation/access.ts";
import type { PersonId } from "./core/chat.ts";
import type { Sampling } from "./core/engine/language-model.ts";
import { ConfigError } from "./core/errors.ts";
import { DEFAULT_HUB_URL } from "./models/hub.ts";
import { type ModelName, parseModelName } from "./models/model-name.ts";
import type { ModelSource } from "./models/model-source.ts";
import { address, listOf, number, onOrOff, setting, token, whole, wholeNumber } from "./setting-forms.ts";

export const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const;

/** A platform's token and, where it is not the public one, the address of its API. */
export interface PlatformAccess {
  readonly token: string;
  readonly apiUrl: string | undefined;
}

export interface DiscordAccess extends PlatformAccess {
  /** The privileged intent for the text of all messages is asked for. */
  readonly readsAllMessages: boolean;
  /** Who types is heard, so that the channel can be read ahead. */
  readonly hearsTyping: boolean;
}

export interface WebAccess {
  readonly host: string;
  readonly port: number;
  /** Asked for before anything is shown; null only where nobody but this machine can reach the page. */
  readonly password: string | null;
}

/** The owner's documents. */
export interface KnowledgeAccess {
  readonly dir: string;
  /** The folders that a channel may use for which no others are set, as {@link ChannelSettings.folders}; null: all. */
  readonly folders: readonly string[] | null;
  /** Nothing is answered that the documents do not say. */
  readonly only: boolean;
  /** What is said then; null: a sentence of the bot's own. */
  readonly declining: string | null;
  /** Tokens of passages that are put before a question. */
  readonly tokens: number;
  /** Finds passages by their meaning; null: by their words alone. */
  readonly embeddingModel: ModelSource | null;
  /** Scores passages anew that were found; null: they keep the order that they are found in. */
  readonly rankingModel: ModelSource | null;
}

/** All settings, checked. `.env.example` says what each is for. */
export interface Config {
  readonly model: ModelSource;
  readonly modelsDir: string;
  readonly dataDir: string;
  readonly discord: DiscordAccess | null;
  readonly telegram: PlatformAccess | null;
  /** Null: no web page. */
  readonly web: WebAccess | null;
  readonly access: AccessRules;
  /** Of one person. */
  readonly questionsPerMinute: number;
  /** So many unaddressed messages of a group are put before the next question. */
  readonly groupContext: number;
  /** Null: nothing is answered from documents. */
  readonly knowledge: KnowledgeAccess | null;
  /** The owner's own answers; the file need not be there. */
  readonly faqFile: string;
  /** How long an answer to a first question is given again; 0: never. */
  readonly frequentAnswersHours: number;
  readonly systemPrompt: string;
  readonly contextTokens: number;
  readonly maxAnswerTokens: number;
  readonly sampling: Sampling;
  /** Null: as many as the machine has physical cores. */
  readonly threads: number | null;
  readonly parallel: number;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** Where model files of the hub come from; a mirror speaks the same protocol. */
  readonly hubUrl: string;
}

const DEFAULT_SYSTEM_PROMPT =
  "You are Lantern, a friendly and helpful assistant. Answer briefly, in the language of the question.";

/** What is fetched is checked by its sum only where one is known, so nobody on the way may change it. */
function isSafeHub(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" || /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}

const ADMIN = /^(?:discord|telegram):\d+$/;
const ORIGIN = /^(?:discord:(?:guild|channel|user):\d+|telegram:(?:chat|user):-?\d+)$/;

/** A path below KNOWLEDGE_DIR that leads nowhere else; `.` for what lies in no folder. */
const FOLDER = /^(?:\.|(?!\.{1,2}(?:\/|$))[^/\\]+(?:\/(?!\.{1,2}(?:\/|$))[^/\\]+)*)$/;

const schema = z.object({
  MODEL: z.string().optional(),
  MODELS_DIR: setting(z.string().default("models")),
  DATA_DIR: setting(z.string().default("data")),
  DISCORD_TOKEN: token,
  DISCORD_API_URL: address,
  DISCORD_MESSAGE_CONTENT: onOrOff(false),
  DISCORD_TYPING: onOrOff(true),
  TELEGRAM_TOKEN: token,
  TELEGRAM_API_URL: address,
  WEB_HOST: setting(z.string().trim().default("127.0.0.1")),
  WEB_PORT: whole(7860, 0, 65_535),
  WEB_PASSWORD: setting(z.string().min(8, "must have at least 8 characters").optional()),
  ADMINS: listOf(ADMIN, "discord:123,telegram:456"),
  ALLOW: listOf(ORIGIN, "discord:guild:123,discord:user:456,telegram:chat:-789"),
  QUESTIONS_PER_MINUTE: whole(20, 1, 1000),
  GROUP_CONTEXT: whole(0, 0, 50),
  KNOWLEDGE_DIR: setting(z.string().optional()),
  KNOWLEDGE_FOLDERS: listOf(FOLDER, "public,guides/german"),
  KNOWLEDGE_ONLY: onOrOff(false),
  KNOWLEDGE_DECLINE: setting(z.string().trim().max(1000, "must have at most 1000 characters").optional()),
  KNOWLEDGE_TOKENS: whole(600, 100, 65_536),
  EMBEDDING_MODEL: setting(z.string().optional()),
  RANKING_MODEL: setting(z.string().optional()),
  FAQ_FILE: setting(z.string().default("faq.md")),
  FREQUENT_ANSWERS_HOURS: whole(168, 0, 8760),
  SYSTEM_PROMPT: setting(z.string().trim().default(DEFAULT_SYSTEM_PROMPT)),
  CONTEXT_TOKENS: whole(2048, 256, 131_072),
  MAX_ANSWER_TOKENS: whole(512, 1, 65_536),
  TEMPERATURE: number(0.7, 0, 2),
  TOP_P: number(0.9, 0.01, 1),
  TOP_K: whole(20, 1, 1000),
  REPEAT_PENALTY: number(1.1, 1, 2),
  THREADS: setting(wholeNumber(1, 256).optional()),
  PARALLEL: whole(4, 1, 64),
  LOG_LEVEL: setting(z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(", ")}`).default("info")),
  HF_ENDPOINT: setting(
    z
      .url({ protocol: /^https?$/, error: "must be an https address" })
      .refine(isSafeHub, "must be an https address")
      .optional(),
  ),
});

/** Reads the settings out of an environment. Throws one {@link ConfigError} that names every setting that is wrong. */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const model = parseModelName(env["MODEL"]);
  const embedding = parseOtherModel(env, "EMBEDDING_MODEL");
  const ranking = parseOtherModel(env, "RANKING_MODEL");
  const parsed = schema.safeParse(env);
  const problems = [
    ...[model, embedding, ranking].flatMap((name) => ("problem" in name ? [name.problem] : [])),
    ...(parsed.error?.issues ?? []).map(({ path, message }) => `${path.join(".")} ${message}.`),
    ...(parsed.data ? conflictsIn(parsed.data) : []),
  ];
  if (
    problems.length > 0 ||
    !parsed.data ||
    "problem" in model ||
    "problem" in embedding ||
    "problem" in ranking
  )
    throw new ConfigError(problems);

  const set = parsed.data;
  const discord = platform(set.DISCORD_TOKEN, set.DISCORD_API_URL);
  return {
    model: model.source,
    modelsDir: set.MODELS_DIR,
    dataDir: set.DATA_DIR,
    discord: discord && {
      ...discord,
      readsAllMessages: set.DISCORD_MESSAGE_CONTENT,
      hearsTyping: set.DISCORD_TYPING,
    },
    telegram: platform(set.TELEGRAM_TOKEN, set.TELEGRAM_API_URL),
    web:
      set.WEB_PORT === 0
        ? null
        : { host: set.WEB_HOST, port: set.WEB_PORT, password: set.WEB_PASSWORD ?? null },
    access: { allow: set.ALLOW, admins: set.ADMINS.filter(isPersonId) },
    questionsPerMinute: set.QUESTIONS_PER_MINUTE,
    groupContext: set.GROUP_CONTEXT,
    knowledge:
      set.KNOWLEDGE_DIR === undefined
        ? null
        : {
            dir: set.KNOWLEDGE_DIR,
            folders: set.KNOWLEDGE_FOLDERS.length === 0 ? null : set.KNOWLEDGE_FOLDERS,
            only: set.KNOWLEDGE_ONLY,
            declining: set.KNOWLEDGE_DECLINE ?? null,
            tokens: set.KNOWLEDGE_TOKENS,
            embeddingModel: embedding.source,
            rankingModel: ranking.source,
          },
    faqFile: set.FAQ_FILE,
    frequentAnswersHours: set.FREQUENT_ANSWERS_HOURS,
    systemPrompt: set.SYSTEM_PROMPT,
    contextTokens: set.CONTEXT_TOKENS,
    maxAnswerTokens: set.MAX_ANSWER_TOKENS,
    sampling: {
      temperature: set.TEMPERATURE,
      topP: set.TOP_P,
      topK: set.TOP_K,
      repeatPenalty: set.REPEAT_PENALTY,
    },
    threads: set.THREADS ?? null,
    parallel: set.PARALLEL,
    logLevel: set.LOG_LEVEL,
    hubUrl: set.HF_ENDPOINT ?? DEFAULT_HUB_URL,
  };
}

function conflictsIn(set: z.infer<typeof schema>): string[] {
  const most = Math.floor((set.CONTEXT_TOKENS * 3) / 4);
  const noRoom =
    set.MAX_ANSWER_TOKENS > most
      ? [
          `MAX_ANSWER_TOKENS is ${set.MAX_ANSWER_TOKENS}, but with CONTEXT_TOKENS=${set.CONTEXT_TOKENS} it may be at most ${most}, to leave room for the question.`,
        ]
      : [];
  const reachable = set.WEB_PORT !== 0 && !isLoopbackHost(set.WEB_HOST);
  const open =
    reachable && set.WEB_PASSWORD === undefined
      ? [
          `WEB_PASSWORD is missing: with WEB_HOST=${set.WEB_HOST} others can reach the page, so it needs a password.`,
        ]
      : [];
  const nothingToSay =
    set.KNOWLEDGE_ONLY && set.KNOWLEDGE_DIR === undefined
      ? ["KNOWLEDGE_ONLY is true, but KNOWLEDGE_DIR does not say where the documents are."]
      : [];
  return [...noRoom, ...open, ...nothingToSay];
}

/** Named as MODEL names one; but none is fetched unasked. */
function parseOtherModel(
  env: Readonly<Record<string, string | undefined>>,
  setting: "EMBEDDING_MODEL" | "RANKING_MODEL",
): ModelName | { readonly source: null } {
  const text = env[setting];
  if ((text?.trim() ?? "") === "") return { source: null };
  const name = parseModelName(text);
  return "problem" in name ? { problem: name.problem.replace(/^MODEL/, setting) } : name;
}

function platform(token: string | undefined, apiUrl: string | undefined): PlatformAccess | null {
  return token === undefined ? null : { token, apiUrl };
}

function isPersonId(text: string): text is PersonId {
  return ADMIN.test(text);
}
