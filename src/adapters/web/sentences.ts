import type { Language } from "../../core/language.ts";

const SENTENCES = {
  "bad-json": {
    en: "The body of the request is not valid JSON.",
    zh: "请求正文不是有效的 JSON。",
  },
  "bad-body": {
    en: "The body of the request must be a JSON object with the fields of this endpoint.",
    zh: "请求正文必须是包含该接口所需字段的 JSON 对象。",
  },
  "bad-channel": {
    en: "“channel” must be 1 to 64 letters, digits, hyphens or underscores.",
    zh: "“channel” 必须是 1 到 64 个字母、数字、连字符或下划线。",
  },
  "bad-text": {
    en: "“text” must be a string that is not empty.",
    zh: "“text” 必须是非空字符串。",
  },
  "not-json": {
    en: "Send the request as application/json.",
    zh: "请以 application/json 格式发送请求。",
  },
  "too-large": {
    en: "This message is too large; at most 64 KiB can be sent at once.",
    zh: "消息太大，一次最多发送 64 KiB。",
  },
  "foreign-origin": {
    en: "Pages of other sites may not use this bot.",
    zh: "不允许其他网站的页面使用这个机器人。",
  },
  "foreign-host": {
    en: "This bot can only be reached as localhost, 127.0.0.1 or [::1].",
    zh: "只能通过 localhost、127.0.0.1 或 [::1] 访问这个机器人。",
  },
  stopping: {
    en: "The bot is stopping; please try again in a moment.",
    zh: "机器人正在停止，请稍后再试。",
  },
  ignored: {
    en: "This message is not answered here.",
    zh: "这里不回答这条消息。",
  },
  history: {
    en: "The conversation cannot be read right now; please try again.",
    zh: "暂时无法读取对话记录，请重试。",
  },
  internal: {
    en: "Something went wrong; please try again.",
    zh: "出了点问题，请重试。",
  },
  "not-found": {
    en: "There is nothing at this address.",
    zh: "这个地址没有内容。",
  },
  "wrong-method": {
    en: "This endpoint does not take requests of this method.",
    zh: "该接口不支持这种请求方法。",
  },
  "no-page": {
    en: "The page has not been built; run “npm run build” first.",
    zh: "页面尚未构建，请先运行 “npm run build”。",
  },
} as const satisfies Record<string, Record<Language, string>>;

/** Why a request is refused by the web side itself, as clients can switch on it. */
export type RefusalCode = keyof typeof SENTENCES;

/** The sentence for people that goes with `code`. */
export function sentenceFor(code: RefusalCode, language: Language): string {
  return SENTENCES[code][language];
}
