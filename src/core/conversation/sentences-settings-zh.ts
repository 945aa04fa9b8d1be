import { MAX_PERSONA } from "../settings/settings-store.ts";
import { fewOf, grouped } from "./sentence-parts.ts";
import type { SettingsSentences } from "./sentences-settings.ts";

const folderName = (folder: string) => (folder === "." ? "不在文件夹里的文件" : folder);

/** What `/settings` says in Chinese. */
export const settingsZh: SettingsSentences = {
  title: "这里现在的设置：",
  values: {
    persona: (text) => `人设：“${text}”`,
    answerTokens: (tokens) => `长度：最多 ${grouped(tokens)} 个词元`,
    temperature: (temperature) => `温度：${temperature}`,
    language: (language) => `语言：${language === null ? "跟随提问" : { en: "英文", zh: "中文" }[language]}`,
    alwaysOn: (on) => `常开：${on ? "开，所有消息我都会回答" : "关"}`,
    folders: (folders) => `文件夹：${folders === null ? "全部" : fewOf(folders.map(folderName), "、", "无")}`,
  },
  from: { own: "（在这里设置）", parent: "（沿用上级频道）", bot: "（默认）" },
  howTo: "修改：/settings 温度 0.3；恢复默认：/settings 温度 默认；撤销上一次修改：/settings 撤销",
  allowed: {
    persona: () =>
      `请在后面写出我的人设，最多 ${grouped(MAX_PERSONA)} 个字符，例如：/settings 人设 你是一个海盗。`,
    answerTokens: ({ answerTokens: [least, most] }) =>
      `长度请填 ${least} 到 ${grouped(most)} 之间的整数（词元数），或者“默认”。`,
    temperature: () => "温度请填 0 到 2 之间的数，例如 0.3，或者“默认”。",
    language: () => "语言可以是：中文、英文、自动。",
    alwaysOn: () => "可以填：开、关、默认。",
    folders: ({ folders }) =>
      `文件夹可以填：全部、无、默认，或者下列名称（用逗号隔开）：${fewOf(folders, "、")}。`,
  },
  unknown: "我不知道你指的是哪个设置。可以设置的有：人设、长度、温度、语言、常开、文件夹。",
  noDocuments: "我没有任何文档，所以没有文件夹可选。",
  changed: (line) => `${line}。用 /settings 撤销 可以收回这次修改。`,
  unchanged: (line) => `${line}，和之前一样。`,
  undone: (lines) => `已撤销。${lines.join("；")}。`,
  nothingToUndo: "没有可以撤销的修改。",
  unwritable: "没能保存，所以什么都没有改变。",
  notYours: "只有管理这里的人可以修改这里的设置。",
  onlyAdmins: "只有 ADMINS 里列出的人可以选择文件夹，因为这决定了谁能看到哪些文档。",
  alwaysNeeds: {
    discord: (there) =>
      there ? "" : "，但要先看得到消息：需要 DISCORD_MESSAGE_CONTENT=true，并打开 Message Content Intent",
    telegram: (there) =>
      there ? "" : "，但要先看得到消息：需要关闭隐私模式（@BotFather，/setprivacy），或者让我当管理员",
    direct: "；私聊里本来就是这样，不会有变化",
  },
};
