import {
  duration,
  grouped,
  list,
  milliseconds,
  ordinal,
  percent,
  speed,
  tokensOf,
} from "./sentence-parts.ts";
import { settingsEn } from "./sentences-settings-en.ts";
import type { Sentences } from "./sentences.ts";

/** The bot's own sentences in English. */
export const en: Sentences = {
  inLine: (ahead, seconds) =>
    `${ahead === 0 ? "Next" : ordinal(ahead + 1)} in line${seconds === null ? "" : `, about ${seconds} s`}…`,
  reading: (done, total) => `Reading… ${percent(done, total)} (${grouped(done)} of ${grouped(total)} tokens)`,
  stopped: "Stopped.",
  restarting: "I am being restarted and had to stop here.",
  cutAtLength: "My longest answer ends here. Say “go on” for more.",
  cutLoop: "I had begun to repeat myself, so I stopped.",
  olderTurnsLeft: "This conversation has become long: I no longer see its oldest messages.",
  demoModel: "This is only the tiny demo model, for a first look. The README says how to get the real one.",
  wasAway: "I was away for a while and answer only now.",
  recovered: "I was interrupted. This is the whole answer; a beginning of it may stand above.",
  storedAnswer: "⚡ Answered before; 🔁 writes a fresh one.",
  citedFrom: (list) => `Sources: ${list}`,
  declined: "I find nothing about that in the documents I have here, so I would rather not guess.",
  emptyMessage: "There is no question in that yet. What would you like to know?",
  messageTooLong: "This message is too long for me. Please send it in shorter pieces.",
  channelBusy: (seconds) =>
    `There is a lot to answer here already. Please ask again in ${seconds === null ? "a moment" : `about ${seconds} s`}.`,
  tooManyQuestions: (seconds) => `That is faster than I can answer. Please ask again in ${seconds} s.`,
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
  notYoursToReset: "Only those who manage this chat can reset it, or take a reset back.",
  didUndo: (turns) => `Back again: ${turns} ${turns === 1 ? "message" : "messages"}.`,
  nothingToUndo: "There is nothing to bring back any more.",
  didForget: (turns) => `Forgotten for good: ${turns} ${turns === 1 ? "message" : "messages"}.`,
  nothingToForget: "I have nothing of yours here.",
  notYoursToRetry: "Only the person who asked, or an admin, can have this answered anew.",
  nothingToRetry: "There is no answer to write again.",
  usedSources: (list) => `My last answer here came from: ${list}`,
  noSources: "There is no document to name for my last answer here.",
  settings: settingsEn,
  greeting: (name) =>
    `Hello! I am ${name}. I think on the computer of whoever set me up, and ask no other service.`,
  help: (commands) => `Just write to me; in a group, mention me or reply to me.\n\n${list(commands)}`,
  hearsLittle:
    "In this group I hear only what is addressed to me: /ask, commands, and replies to my messages.",
  commands: {
    help: "What I can do",
    reset: "Forget this conversation",
    undo: "Take the last reset back",
    forget: "Forget for good what you said here",
    stop: "Stop the answer being written",
    retry: "Answer the last question again",
    status: "How I am doing",
    settings: "How I answer here, and how to change it",
    sources: "Which documents my last answer came from",
  },
  status: (facts) =>
    [
      `Model: ${facts.model}${facts.ready ? "" : " (starting)"}`,
      `This conversation: ${facts.turns} messages${facts.last ? `, ${grouped(tokensOf(facts.last))} tokens` : ""}`,
      `Answers: ${facts.active} under way, ${facts.waiting} waiting${facts.here > 0 ? `, ${facts.here} of them here` : ""}`,
      ...(facts.last
        ? [
            `Last answer: first word after ${milliseconds(facts.last.msToFirstToken)}, ${speed(facts.last.tokensPerSecond)} tokens/s`,
          ]
        : []),
      `Memory: ${facts.residentMegabytes} MB · running for ${duration(facts.uptimeMinutes, "d", "h", "min")}`,
    ].join("\n"),
};
