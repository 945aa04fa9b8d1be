import type { CommandName } from "../chat.ts";
import type { Language } from "../language.ts";

/** Everything that the bot says in its own words, each one plain sentence or a short list. */
export interface Sentences {
  /** Before an answer. `ahead`: how many others wait before this one; `seconds` until its turn, null when not known. */
  readonly inLine: (ahead: number, seconds: number | null) => string;
  /** `done` of `total` tokens are read. */
  readonly reading: (done: number, total: number) => string;
  /** Below an answer. */
  readonly stopped: string;
  readonly restarting: string;
  readonly cutAtLength: string;
  readonly cutLoop: string;
  readonly olderTurnsLeft: string;
  readonly demoModel: string;
  /** Instead of an answer. */
  readonly emptyMessage: string;
  readonly messageTooLong: string;
  readonly channelBusy: string;
  readonly notAllowed: (id: string) => string;
  readonly noAnswer: string;
  readonly modelFailed: string;
  readonly stillStarting: string;
  readonly historyUnreadable: string;
  readonly historyUnwritable: string;
  readonly somethingWrong: string;
  readonly shuttingDown: string;
  /** What commands say. */
  readonly nothingToStop: string;
  readonly didStop: string;
  readonly notYoursToStop: string;
  readonly didReset: (turns: number) => string;
  readonly notYoursToReset: string;
  readonly nothingToRetry: string;
  readonly greeting: (name: string) => string;
  readonly help: (commands: Readonly<Partial<Record<CommandName, string>>>) => string;
  readonly commands: Readonly<Record<Exclude<CommandName, "start">, string>>;
  readonly status: (facts: StatusFacts) => string;
}

export interface StatusFacts {
  readonly model: string;
  readonly ready: boolean;
  /** Of this channel. */
  readonly turns: number;
  readonly active: number;
  readonly waiting: number;
  /** Of the engine's process. */
  readonly residentMegabytes: number;
  readonly uptimeMinutes: number;
  /** Of this channel's last answer, where there was one since the start. */
  readonly last: { readonly msToFirstToken: number | null; readonly tokensPerSecond: number } | null;
}

const en: Sentences = {
  inLine: (ahead, seconds) =>
    `${ahead === 0 ? "Next" : ordinal(ahead + 1)} in line${seconds === null ? "" : `, about ${seconds} s`}…`,
  reading: (done, total) => `Reading… ${percent(done, total)} (${grouped(done)} of ${grouped(total)} tokens)`,
  stopped: "Stopped.",
  restarting: "I am being restarted and had to stop here.",
  cutAtLength: "My longest answer ends here. Say “go on” for more.",
  cutLoop: "I had begun to repeat myself, so I stopped.",
  olderTurnsLeft: "This conversation has become long: I no longer see its oldest messages.",
  demoModel: "This is only the tiny demo model, for a first look. The README says how to get the real one.",
  emptyMessage: "Yes? Write your question after my name.",
  messageTooLong: "This message is too long for me. Please send it in shorter pieces.",
  channelBusy: "There is a lot to answer here already. Please ask again in a moment.",
  notAllowed: (id) => `I may not talk here. Whoever runs me can allow it with: ${id}`,
  noAnswer: "I found no words for that. Please ask in another way.",
  modelFailed: "My thinking broke down. Please ask again in a moment.",
  stillStarting: "I am still getting ready. Please ask again in a moment.",
  historyUnreadable: "I cannot read our conversation at the moment, so I did not answer.",
  historyUnwritable: "I could not save this exchange, so I will not remember it.",
  somethingWrong: "Something went wrong on my side. Please ask again.",
  shuttingDown: "I am being restarted. Please ask again in a minute.",
  nothingToStop: "There is nothing to stop.",
  didStop: "Stopped.",
  notYoursToStop: "Only the person who asked, or an admin, can stop this answer.",
  didReset: (turns) =>
    turns === 0
      ? "There was nothing to forget."
      : `Forgotten: ${turns} ${turns === 1 ? "message" : "messages"}.`,
  notYoursToReset: "Only those who manage this channel can reset it.",
  nothingToRetry: "There is no answer to write again.",
  greeting: (name) =>
    `Hello! I am ${name}. I run on the computer of whoever set me up, and nothing leaves it.`,
  help: (commands) => `Just write to me; in a group, mention me or reply to me.\n\n${list(commands)}`,
  commands: {
    help: "What I can do",
    reset: "Forget this conversation",
    stop: "Stop the answer being written",
    retry: "Answer the last question again",
    status: "How I am doing",
  },
  status: (facts) =>
    [
      `Model: ${facts.model}${facts.ready ? "" : " (starting)"}`,
      `This conversation: ${facts.turns} messages`,
      `Answers: ${facts.active} under way, ${facts.waiting} waiting`,
      ...(facts.last
        ? [
            `Last answer: first word after ${milliseconds(facts.last.msToFirstToken)}, ${speed(facts.last.tokensPerSecond)} tokens/s`,
          ]
        : []),
      `Memory: ${facts.residentMegabytes} MB · running for ${duration(facts.uptimeMinutes, "d", "h", "min")}`,
    ].join("\n"),
};

const zh: Sentences = {
  inLine: (ahead, seconds) =>
    `${ahead === 0 ? "下一个就轮到你" : `正在排队，第 ${ahead + 1} 位`}${seconds === null ? "" : `，大约还要 ${seconds} 秒`}……`,
  reading: (done, total) =>
    `正在阅读…… ${percent(done, total)}（${grouped(done)} / ${grouped(total)} 个词元）`,
  stopped: "已停止。",
  restarting: "我正在重启,只能先写到这里。",
  cutAtLength: "已达到回答的长度上限。想继续的话,请说“继续”。",
  cutLoop: "我开始重复自己的话了,所以先停在这里。",
  olderTurnsLeft: "对话已经很长,最早的消息我已经看不到了。",
  demoModel: "这只是一个极小的演示模型,供初次体验。如何换成真正的模型,请看 README。",
  emptyMessage: "在的。请把问题写在我的名字后面。",
  messageTooLong: "这条消息太长了,请分成几段发送。",
  channelBusy: "这里等待回答的消息已经很多,请稍后再问。",
  notAllowed: (id) => `我不能在这里说话。运行我的人可以用这个编号放行:${id}`,
  noAnswer: "我没有想出合适的话,请换个方式再问一次。",
  modelFailed: "我的思路中断了,请稍后再问。",
  stillStarting: "我还在准备中,请稍后再问。",
  historyUnreadable: "我现在读不到我们的对话记录,所以没有回答。",
  historyUnwritable: "这次对话没能保存,之后我不会记得它。",
  somethingWrong: "我这边出了问题,请再问一次。",
  shuttingDown: "我正在重启,请一分钟后再问。",
  nothingToStop: "现在没有可以停止的回答。",
  didStop: "已停止。",
  notYoursToStop: "只有提问的人或管理员可以停止这个回答。",
  didReset: (turns) => (turns === 0 ? "没有需要忘记的内容。" : `已忘记 ${turns} 条消息。`),
  notYoursToReset: "只有管理这个频道的人可以重置。",
  nothingToRetry: "没有可以重新回答的问题。",
  greeting: (name) => `你好!我是 ${name},运行在搭建者自己的电脑上,数据不会离开那里。`,
  help: (commands) => `直接给我发消息即可;在群里请 @我 或回复我。\n\n${list(commands)}`,
  commands: {
    help: "我能做什么",
    reset: "忘记这段对话",
    stop: "停止正在写的回答",
    retry: "重新回答上一个问题",
    status: "我的运行状况",
  },
  status: (facts) =>
    [
      `模型:${facts.model}${facts.ready ? "" : "(启动中)"}`,
      `本对话:${facts.turns} 条消息`,
      `回答:${facts.active} 个进行中,${facts.waiting} 个等待`,
      ...(facts.last
        ? [
            `上次回答:首字 ${milliseconds(facts.last.msToFirstToken)},每秒 ${speed(facts.last.tokensPerSecond)} 个词元`,
          ]
        : []),
      `内存:${facts.residentMegabytes} MB · 已运行 ${duration(facts.uptimeMinutes, "天", "小时", "分钟")}`,
    ].join("\n"),
};

const BY_LANGUAGE: Readonly<Record<Language, Sentences>> = { en, zh };

/** The bot's sentences in `language`. */
export function sentencesIn(language: Language): Sentences {
  return BY_LANGUAGE[language];
}

function list(commands: Readonly<Partial<Record<CommandName, string>>>): string {
  return Object.entries(commands)
    .map(([name, does]) => `/${name} – ${does}`)
    .join("\n");
}

function ordinal(place: number): string {
  const endings = { one: "st", two: "nd", few: "rd", other: "th", zero: "th", many: "th" };
  return `${place}${endings[new Intl.PluralRules("en", { type: "ordinal" }).select(place)]}`;
}

/** 1,480: the same in both languages. */
function grouped(count: number): string {
  return count.toLocaleString("en");
}

/** Not 100% before all of it is done. */
function percent(done: number, total: number): string {
  return `${total === 0 ? 100 : Math.floor((done / total) * 100)}%`;
}

function milliseconds(ms: number | null): string {
  return ms === null ? "–" : `${Math.round(ms)} ms`;
}

function speed(tokensPerSecond: number): string {
  return tokensPerSecond.toFixed(tokensPerSecond < 10 ? 1 : 0);
}

function duration(minutes: number, day: string, hour: string, minute: string): string {
  if (minutes < 60) return `${minutes} ${minute}`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} ${hour} ${minutes % 60} ${minute}`;
  return `${Math.floor(minutes / (24 * 60))} ${day} ${Math.floor(minutes / 60) % 24} ${hour}`;
}
