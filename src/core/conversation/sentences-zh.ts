import { duration, grouped, list, milliseconds, percent, speed, tokensOf } from "./sentence-parts.ts";
import { settingsZh } from "./sentences-settings-zh.ts";
import type { Sentences } from "./sentences.ts";

/** The bot's own sentences in Chinese. */
export const zh: Sentences = {
  inLine: (ahead, seconds) =>
    `${ahead === 0 ? "下一个就轮到你" : `正在排队，第 ${ahead + 1} 位`}${seconds === null ? "" : `，大约还要 ${seconds} 秒`}……`,
  reading: (done, total) =>
    `正在阅读…… ${percent(done, total)}（${grouped(done)} / ${grouped(total)} 个词元）`,
  stopped: "已停止。",
  restarting: "我正在重启，只能先写到这里。",
  cutAtLength: "已达到回答的长度上限。想继续的话，请说“继续”。",
  cutLoop: "我开始重复自己的话了，所以先停在这里。",
  olderTurnsLeft: "对话已经很长，最早的消息我已经看不到了。",
  demoModel: "这只是一个极小的演示模型，供初次体验。如何换成真正的模型，请看 README。",
  wasAway: "我刚才不在，现在才来回答。",
  recovered: "我中途被打断了。这里是完整的回答，上面可能还留着它的开头。",
  storedAnswer: "⚡ 之前回答过；🔁 可以重新写一遍。",
  citedFrom: (list) => `来源：${list}`,
  declined: "我手头的文档里没有找到相关内容，所以不想乱猜。",
  emptyMessage: "这里还没有问题。你想知道什么？",
  messageTooLong: "这条消息太长了，请分成几段发送。",
  channelBusy: (seconds) =>
    `这里等待回答的消息已经很多，请${seconds === null ? "稍后" : `过大约 ${seconds} 秒`}再问。`,
  tooManyQuestions: (seconds) => `问题来得太快，我答不过来了，请过 ${seconds} 秒再问。`,
  notAllowed: (id) => `我不能在这里说话。运行我的人可以用这个编号放行：${id}`,
  noAnswer: "我没有想出合适的话，请换个方式再问一次。",
  modelFailed: "我的思路中断了，请稍后再问。",
  stillStarting: "我还在准备中，请稍后再问。",
  historyUnreadable: "我现在读不到我们的对话记录，所以没有回答。",
  historyUnwritable: "这次对话没能保存，之后我不会记得它。",
  somethingWrong: "我这边出了问题，请再问一次。",
  shuttingDown: "我正在重启，请一分钟后再问。",
  nothingToStop: "现在没有可以停止的回答。",
  didStop: "已停止。",
  notYoursToStop: "只有提问的人或管理员可以停止这个回答。",
  didReset: (turns) => (turns === 0 ? "没有需要忘记的内容。" : `已忘记 ${turns} 条消息。`),
  notYoursToReset: "只有管理这里的人可以重置对话，或撤销重置。",
  didUndo: (turns) => `已恢复 ${turns} 条消息。`,
  nothingToUndo: "没有可以恢复的内容了。",
  didForget: (turns) => `已彻底忘记 ${turns} 条消息。`,
  nothingToForget: "这里没有保存你的内容。",
  notYoursToRetry: "只有提问的人或管理员可以让我重新回答。",
  nothingToRetry: "没有可以重新回答的问题。",
  usedSources: (list) => `我在这里的上一个回答参考了：${list}`,
  noSources: "我在这里的上一个回答没有可以列出的文档。",
  settings: settingsZh,
  greeting: (name) => `你好！我是 ${name}，在搭建者自己的电脑上思考，不调用别的服务。`,
  help: (commands) => `直接给我发消息即可；在群里请 @我 或回复我。\n\n${list(commands)}`,
  hearsLittle: "在这个群里，我只能看到发给我的消息：/ask、其他命令，以及对我的回复。",
  commands: {
    help: "我能做什么",
    reset: "忘记这段对话",
    undo: "撤销上一次重置",
    forget: "彻底忘记你在这里说过的话",
    stop: "停止正在写的回答",
    retry: "重新回答上一个问题",
    status: "我的运行状况",
    settings: "查看和修改我在这里的回答方式",
    sources: "上一个回答参考了哪些文档",
  },
  status: (facts) =>
    [
      `模型：${facts.model}${facts.ready ? "" : "（启动中）"}`,
      `本对话：${facts.turns} 条消息${facts.last ? `，${grouped(tokensOf(facts.last))} 个词元` : ""}`,
      `回答：${facts.active} 个进行中，${facts.waiting} 个等待${facts.here > 0 ? `，其中这里 ${facts.here} 个` : ""}`,
      ...(facts.last
        ? [
            `上次回答：首字 ${milliseconds(facts.last.msToFirstToken)}，每秒 ${speed(facts.last.tokensPerSecond)} 个词元`,
          ]
        : []),
      `内存：${facts.residentMegabytes} MB · 已运行 ${duration(facts.uptimeMinutes, "天", "小时", "分钟")}`,
    ].join("\n"),
};
