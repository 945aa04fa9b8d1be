const en = {
  locale: "en",
  hello: "What would you like to know?",
  promise: "Runs on your own machine, without a cloud.",
  examples: [
    "Write a poem about spring",
    "Implement quicksort in Python",
    "Explain what machine learning is",
  ],
  placeholder: "Ask something…",
  question: "Your message",
  hint: "Enter sends, Shift + Enter starts a new line, Esc stops",
  send: "Send",
  stop: "Stop",
  newChat: "New chat",
  forget: "Forget",
  forgetLong: "Forget this conversation",
  forgetAsk: "Forget everything said in this conversation? This cannot be undone.",
  forgetYes: "Forget it",
  forgetNo: "Keep it",
  conversation: "Conversation",
  you: "You",
  copy: "Copy",
  copied: "Copied",
  retry: "Try again",
  code: "Code",
  table: "Table",
  toLatest: "Go to the newest words",
  writing: "Writing…",
  stopped: "Stopped",
  demo: "This is the small demo model. It knows a handful of phrases; set MODEL in .env for a real one.",
  tooLong: (limit: string) => `A message may have ${limit} characters at most; please shorten it.`,
  waiting: (ahead: string) => `Waiting for a free place, ${ahead} ahead of you…`,
  reading: (done: string, total: string) => `Reading ${done} of ${total} tokens…`,
  firstWord: (seconds: string) => `first word after ${seconds} s`,
  speed: (rate: string) => `${rate} tokens/s`,
  details: (read: string, reused: string, written: string) =>
    `${read} tokens read, ${reused} already known, ${written} written`,
  unreachable: "The bot cannot be reached; please try again.",
  reconnecting: "The connection was lost. Waiting for the bot…",
  unexpected: "The bot gave an answer that this page does not understand; please reload the page.",
  lookUp: (incident: string) => `In the log: ${incident}`,
};

/** Every text of the page. */
export type Texts = typeof en;

const zh: Texts = {
  locale: "zh-CN",
  hello: "想聊点什么？",
  promise: "运行在你自己的机器上，不经过任何云端。",
  examples: ["帮我写一首关于春天的诗", "用Python实现快速排序算法", "解释什么是机器学习?"],
  placeholder: "输入你的问题…",
  question: "你的消息",
  hint: "Enter 发送，Shift + Enter 换行，Esc 停止",
  send: "发送",
  stop: "停止",
  newChat: "新对话",
  forget: "清除",
  forgetLong: "清除这段对话",
  forgetAsk: "要清除这段对话的全部内容吗？此操作无法撤销。",
  forgetYes: "清除",
  forgetNo: "保留",
  conversation: "对话",
  you: "你",
  copy: "复制",
  copied: "已复制",
  retry: "重试",
  code: "代码",
  table: "表格",
  toLatest: "回到最新内容",
  writing: "正在回答…",
  stopped: "已停止",
  demo: "这是小型演示模型，只会少量固定问答；在 .env 中设置 MODEL 即可使用真正的模型。",
  tooLong: (limit) => `一条消息最多 ${limit} 个字符，请缩短后再发送。`,
  waiting: (ahead) => `正在排队，前面还有 ${ahead} 个回答…`,
  reading: (done, total) => `正在阅读 ${done} / ${total} 个词元…`,
  firstWord: (seconds) => `首字 ${seconds} 秒`,
  speed: (rate) => `每秒 ${rate} 词元`,
  details: (read, reused, written) => `读入 ${read} 个词元，沿用 ${reused} 个，写出 ${written} 个`,
  unreachable: "无法连接到机器人，请重试。",
  reconnecting: "连接已断开，正在等待机器人…",
  unexpected: "页面无法理解机器人的回复，请刷新页面。",
  lookUp: (incident) => `日志编号：${incident}`,
};

/** The texts in the browser's language: Chinese where it is Chinese, else English. */
export const texts: Texts = /^zh\b/i.test(navigator.language) ? zh : en;

/** A number as people of that language write it, with at most `digits` decimals. */
export function formatNumber(value: number, digits = 0): string {
  return new Intl.NumberFormat(texts.locale, { maximumFractionDigits: digits }).format(value);
}
