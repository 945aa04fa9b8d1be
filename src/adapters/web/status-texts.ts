import type { AdapterState } from "../../core/chat-adapter.ts";
import type { Language } from "../../core/language.ts";
import type { Health } from "./health.ts";

/** The words of the status page in one language. */
export interface StatusTexts {
  /** For the document. */
  readonly lang: string;
  readonly title: string;
  readonly toChat: string;
  readonly unreachable: string;
  readonly platforms: string;
  readonly platform: Readonly<Record<AdapterState["kind"], string>>;
  readonly model: string;
  readonly modelState: Readonly<Record<Health["model"], string>>;
  readonly demo: string;
  readonly memory: string;
  readonly engine: string;
  readonly bot: string;
  readonly work: string;
  readonly active: string;
  readonly waiting: string;
  readonly running: string;
  readonly hour: string;
  readonly day: string;
  readonly now: string;
  /** So long ago. */
  readonly ago: (amount: number, unit: "min" | "h") => string;
  readonly nothing: string;
  readonly answers: string;
  readonly speed: string;
  readonly firstToken: string;
  readonly firstTokenHint: string;
  /** A number of seconds. */
  readonly seconds: (amount: number) => string;
  readonly within: (time: string) => string;
  readonly beyond: (time: string) => string;
  readonly half: (time: string) => string;
  readonly reuse: string;
  readonly reuseHint: string;
  readonly hits: string;
  readonly hitsHint: string;
  readonly line: string;
  readonly peakHint: string;
  readonly failures: string;
  readonly none: string;
}

export const STATUS_TEXTS: Readonly<Record<Language, StatusTexts>> = {
  en: {
    lang: "en",
    title: "Status",
    toChat: "To the chat",
    unreachable: "The bot cannot be reached; these are the last figures it gave.",
    platforms: "Platforms",
    platform: {
      connecting: "connecting",
      connected: "connected",
      stopped: "stopped",
      lost: "connection lost",
      refused: "refused",
    },
    model: "Model",
    modelState: { loading: "loading", ready: "ready", down: "being restarted" },
    demo: "demo",
    memory: "Memory",
    engine: "engine",
    bot: "bot",
    work: "At work",
    active: "under way",
    waiting: "in line",
    running: "Running for",
    hour: "Last hour",
    day: "Last day",
    now: "now",
    ago: (amount, unit) => `−${amount} ${unit}`,
    nothing: "nothing yet",
    answers: "Answers",
    speed: "Tokens per second",
    firstToken: "Time to first token",
    firstTokenHint: "answers, by the seconds from the question to the first token, the wait in line included",
    seconds: (amount) => `${amount} s`,
    within: (time) => `within ${time}`,
    beyond: (time) => `after more than ${time}`,
    half: (time) => `half of them ${time}`,
    reuse: "Reuse of what was read",
    reuseHint: "of all prompt tokens, those that did not have to be read again",
    hits: "Frequent answers",
    hitsHint:
      "of the first questions of conversations, those to which a stored or a pinned answer was at hand",
    line: "Under way and in line",
    peakHint: "the most at any moment",
    failures: "Errors",
    none: "none",
  },
  zh: {
    lang: "zh-CN",
    title: "运行状态",
    toChat: "返回聊天",
    unreachable: "无法连接到机器人，以下是最后一次的数据。",
    platforms: "平台",
    platform: {
      connecting: "正在连接",
      connected: "已连接",
      stopped: "已停止",
      lost: "连接已断开",
      refused: "被拒绝",
    },
    model: "模型",
    modelState: { loading: "正在加载", ready: "就绪", down: "正在重启" },
    demo: "演示",
    memory: "内存",
    engine: "引擎",
    bot: "机器人",
    work: "当前任务",
    active: "回答中",
    waiting: "排队中",
    running: "已运行",
    hour: "最近一小时",
    day: "最近一天",
    now: "现在",
    ago: (amount, unit) => `−${amount} ${unit === "min" ? "分" : "时"}`,
    nothing: "暂无数据",
    answers: "回答",
    speed: "每秒词元数",
    firstToken: "首个词元用时",
    firstTokenHint: "从提问到首个词元的秒数（含排队）对应的回答数",
    seconds: (amount) => `${amount} 秒`,
    within: (time) => `不超过 ${time}`,
    beyond: (time) => `超过 ${time}`,
    half: (time) => `半数${time}`,
    reuse: "已读内容的复用率",
    reuseHint: "提示词元中无需重新读取的比例",
    hits: "常见问题命中率",
    hitsHint: "对话的首个问题中，直接由已存或预设答案回答的比例",
    line: "回答中与排队中",
    peakHint: "各时段内的最大值",
    failures: "错误",
    none: "无",
  },
};
