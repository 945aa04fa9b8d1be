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
  "bad-id": {
    en: "“id” must name a passage.",
    zh: "“id” 必须是一个段落的编号。",
  },
  "not-json": {
    en: "Send the request as application/json.",
    zh: "请以 application/json 格式发送请求。",
  },
  "too-large": {
    en: "This message is too large; at most 64 KiB can be sent at once.",
    zh: "消息太大，一次最多发送 64 KiB。",
  },
  "cut-off": {
    en: "The request ended before it was complete.",
    zh: "请求在完成之前就中断了。",
  },
  malformed: {
    en: "This is no HTTP request that this bot understands.",
    zh: "机器人无法理解这个 HTTP 请求。",
  },
  "too-slow": {
    en: "The request took too long to arrive.",
    zh: "请求传输时间过长。",
  },
  "headers-too-large": {
    en: "The headers of the request are too large.",
    zh: "请求头过大。",
  },
  "bad-expectation": {
    en: "This bot does not do what the request expects of it.",
    zh: "机器人无法满足该请求的 Expect 要求。",
  },
  "signed-out": {
    en: "Please sign in first; reload the page to do so.",
    zh: "请先登录，刷新页面即可登录。",
  },
  "wrong-password": {
    en: "This is not the password.",
    zh: "密码不正确。",
  },
  "too-many-tries": {
    en: "Too many wrong passwords were tried; please wait a minute.",
    zh: "密码错误次数过多，请一分钟后再试。",
  },
  "too-busy": {
    en: "Too many answers are being written right now; please try again in a moment.",
    zh: "当前正在处理的回答太多，请稍后再试。",
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
  restarting: {
    en: "The bot is being stopped; it answers here once it is back.",
    zh: "机器人正在停止，恢复运行后会在这里回答。",
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
  "no-passage": {
    en: "This passage is no longer in the documents.",
    zh: "文档中已经没有这一段了。",
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
