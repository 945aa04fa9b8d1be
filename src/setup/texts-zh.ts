import { fewOf } from "../core/conversation/sentence-parts.ts";
import type { OfferFigures, Texts } from "./texts.ts";

/** What the setup says in Chinese. */
export const zh: Texts = {
  greeting:
    "下面一步一步设置 Lantern。直接按回车表示采用方括号里的值，或保持原样；按 Ctrl+C 随时退出，最后确认之前不会写入任何内容。",
  foundFile: (file) => `${file} 已存在：按回车会保留其中的值，其余各行不变。`,
  yesOrNo: (usual) => (usual ? "[Y/n]" : "[y/N]"),
  sayYesOrNo: "请回答 y（是）或 n（否）。",
  whichNumber: (usual) => `编号 [${usual}]：`,
  sayANumber: (most) => `请输入 1 到 ${most} 之间的编号。`,
  cannotBeUsed: (why) => `这个值不能用：${why}`,

  discord:
    "\nDiscord\n创建自己的机器人：https://discord.com/developers/applications → New Application → Bot → Reset Token。",
  telegram: "\nTelegram\n创建自己的机器人：给 @BotFather 发送 /newbot，它会回复令牌。",
  askToken: (kept) =>
    kept ? "令牌（输入不显示；回车：保留，-：删除）：" : "令牌（输入不显示；回车：不使用这个平台）：",
  checking: "正在验证……",
  tokenRefused: "这个令牌无效，请重新完整复制。",
  tokenUnclear: (why) => `无法验证令牌：${why}。`,
  takeUnchecked: "仍然使用它吗？",
  tokenAccepted: (name) => `验证通过：这是 ${name} 的令牌。`,
  askReadsAll:
    "要让它读取所有消息吗？这样在子区里不必每次都提及它。\n（需要 Message Content Intent；否则它只读取提及、对它的回复和私信。）",
  intentMissing:
    "这个机器人没有开启 Message Content Intent，Discord 会拒绝它连接。\n请在 https://discord.com/developers/applications 的 Bot 页面开启 Message Content Intent 并保存。",
  askIntentAgain: "再检查一次吗？（n：不读取所有消息）",
  privacyOn:
    "隐私模式已开启：在群里它只能收到 /ask 之类的命令和对它的回复。要让它收到提及：\n@BotFather → /setprivacy → Disable，然后把机器人移出每个群再重新加入。",
  privacyOff: "隐私模式已关闭：在群里它能收到提及。",

  model: "\n用哪个模型（Qwen2.5-0.5B-Instruct，精度不同）",
  machine: (cpu, cores, features, freeMemory) =>
    `本机：${cpu}，${cores} 个物理核心${features === "" ? "" : `，支持 ${features}`}，可用内存 ${freeMemory}。`,
  measured:
    "速度是在一台虚拟机上（Intel Xeon 的 2 个核心，带 AVX-512）对单个回答测得的；一个词元约合一到两个汉字。",
  expected: (expectation) => `${EXPECTED[expectation]}可用 npm run bench 实测。`,
  offer: describeOffer,
  otherModel: (current) => `其他模型${current === "" ? "" : `（${current}）`}`,
  askModel: ".gguf 文件路径、hf:user/repository/file.gguf 或 https 地址：",

  documents:
    "\n用来回答问题的文档（Markdown、文本、HTML、PDF、DOCX、CSV）\n文档只在本机读取，不会发送到别处。详见 docs/knowledge.md。",
  askDocuments: (current) =>
    `文件夹 [${current === "" ? "无" : current}]${current === "" ? "" : "（-：无）"}：`,
  documentsFound: (files) => (files === 0 ? "里面还没有文档，可以随时放进去。" : `里面有 ${files} 个文档。`),
  noSuchFolder: (path) => `没有文件夹 ${path}。`,
  closedFolder: (path, why) => `无法查看 ${path}：${why}。`,
  folders: (there) =>
    `其中的文件夹：${fewOf(there, "、")}${there.includes(".") ? "（. 指不在任何文件夹里的文件）" : ""}。哪些可以供所有人提问？\n（管理员可以用 /settings folders 为某个频道另行指定。）`,
  askFolders: (current) =>
    `形如 public,guides [${current === "" ? "全部" : current}]${current === "" ? "" : "（-：全部）"}：`,
  askOnly: "文档里没有的，要让它拒绝回答，而不是凭模型自己的知识回答吗？",

  admins:
    "\n除频道管理者外，谁可以在任何地方管理它\nDiscord：设置 → 高级 → 开发者模式，然后右键自己 → 复制用户 ID。Telegram：@userinfobot 会告诉你编号。",
  askAdmins: (current) =>
    `形如 discord:123,telegram:456 [${current === "" ? "无" : current}]${current === "" ? "" : "（-：无）"}：`,
  systemPrompt: "\n每次对话之前告诉它的话（系统提示词）",
  askSystemPrompt: (current) =>
    `[${current === "" ? "默认：友好、简洁的助手" : current}]${current === "" ? "" : "（-：默认）"}\n> `,
  tooManyQuotes: "里面用了所有种类的引号，请去掉其中一种。",

  web: "\n网页",
  askWeb: "要开启聊天网页吗？",
  webHere: "只供本机使用",
  webOthers: "也供他人使用，需要密码（放到公网时，请在前面加上 HTTPS）",
  askPort: (current) => `端口 [${current}]：`,
  askPassword: (kept) => `密码，至少 8 个字符（输入不显示${kept ? "；回车：保留" : ""}）：`,
  askPasswordAgain: "再输入一次：",
  passwordNeeded: "没有密码，任何人都能读到对话。",
  passwordsDiffer: "两次输入不一致。",

  nothingToWrite: "\n没有改动，所以什么也没有写入。",
  willWrite: (file) => `\n将写入 ${file}：`,
  secret: (characters) => `（已隐藏，${characters} 个字符）`,
  nothing: "（空）",
  overridden: (name) => `注意：环境变量里也设置了 ${name}，它优先于文件。`,
  stillWrong: (problem) => `注意：这样机器人无法启动：${problem}`,
  askWrite: "写入吗？",
  written: (file, kept) => `已写入 ${file}${kept === null ? "。" : `；旧文件保留为 ${kept}。`}`,
  leftAsItWas: "什么也没有写入，一切保持原样。",
  next: (inviteLink, telegramName, page, canBeTuned) =>
    [
      "\n接下来：npm start。遇到问题时：npm run doctor。",
      ...(canBeTuned ? ["运行 npm run tune（约半分钟）之后，它回答得更快。"] : []),
      ...(inviteLink === null ? [] : [`邀请它加入 Discord 服务器：${inviteLink}`]),
      ...(telegramName === null ? [] : [`在 Telegram 上给它发消息：https://t.me/${telegramName}`]),
      ...(page === null ? [] : [`它的网页：${page}`]),
    ].join("\n"),
};

const EXPECTED = {
  faster: "本机核心更多，预计达到或超过这些速度。",
  alike: "预计本机速度大致相同。",
  slower: "本机计算能力较弱，预计约为一半。",
  "much-slower": "本机处理器缺少加速指令，预计慢得多。",
  unknown: "系统没有说明处理器的能力。",
};

function describeOffer({ name, disk, memory, tokensPerSecond, recommended, tooLarge }: OfferFigures): string {
  const speed = tokensPerSecond === null ? "未测量" : `${tokensPerSecond} 词元/秒`;
  const remarks = [...(recommended ? ["本机推荐"] : []), ...(tooLarge ? ["超过可用内存"] : [])];
  const end = remarks.length === 0 ? "" : `  ← ${remarks.join("，")}`;
  return `${name.padEnd(7)} 磁盘 ${disk.padStart(7)}，内存 ${memory.padStart(7)}，${speed}${end}`;
}
