import { fewOf } from "../core/conversation/sentence-parts.ts";
import type { OfferFigures, Texts } from "./texts.ts";

/** What the setup says in English. */
export const en: Texts = {
  greeting:
    "This sets up Lantern, step by step. Enter takes what stands in brackets or leaves a thing as it is; Ctrl+C ends, and nothing is written before the end.",
  foundFile: (file) =>
    `${file} is there: its values are the ones that Enter keeps, and its other lines stay.`,
  yesOrNo: (usual) => (usual ? "[Y/n]" : "[y/N]"),
  sayYesOrNo: "Please answer y or n.",
  whichNumber: (usual) => `Number [${usual}]: `,
  sayANumber: (most) => `Please answer with a number from 1 to ${most}.`,
  cannotBeUsed: (why) => `That cannot be used: ${why}`,

  discord:
    "\nDiscord\nA bot of your own: https://discord.com/developers/applications, New Application, then Bot, Reset Token.",
  telegram: "\nTelegram\nA bot of your own: write /newbot to @BotFather, who answers with the token.",
  askToken: (kept) =>
    kept
      ? "Token (hidden; Enter: keep it, -: take it out): "
      : "Token (hidden; Enter: without this platform): ",
  checking: "Asking whether it is right …",
  tokenRefused: "This token is not accepted. Copy it anew, the whole of it.",
  tokenUnclear: (why) => `Nobody can tell whether it is right: ${why}.`,
  takeUnchecked: "Take it all the same?",
  tokenAccepted: (name) => `Right: it is the token of ${name}.`,
  askReadsAll:
    "Shall it read all messages, so that it goes on in a thread without being mentioned each time?\n(That needs Message Content Intent; without, it reads mentions, replies to it and direct messages.)",
  intentMissing:
    "Message Content Intent is not turned on for this bot, and so Discord would not let it in.\nTurn it on at https://discord.com/developers/applications: Bot, Message Content Intent, Save.",
  askIntentAgain: "Look again? (n: without reading all messages)",
  privacyOn:
    "Privacy mode is on: in groups it hears only commands such as /ask and replies to it. To have it hear mentions:\n@BotFather, /setprivacy, Disable; then take the bot out of each group and add it again.",
  privacyOff: "Privacy mode is off: in groups it hears mentions.",

  model: "\nThe model that it thinks with (Qwen2.5-0.5B-Instruct, in different precision)",
  machine: (cpu, cores, features, freeMemory) =>
    `This machine: ${cpu}, ${cores} physical ${cores === 1 ? "core" : "cores"}${features === "" ? "" : ` with ${features}`}, ${freeMemory} of memory free.`,
  measured:
    "Speeds were measured for one answer on a virtual machine with 2 cores of an Intel Xeon with AVX-512; a token is a little less than a word.",
  expected: (expectation) => `${EXPECTED[expectation]} npm run bench measures it.`,
  offer: describeOffer,
  otherModel: (current) => `another one${current === "" ? "" : ` (${current})`}`,
  askModel: "Path to a .gguf file, hf:user/repository/file.gguf or https address: ",

  documents:
    "\nDocuments of your own that it answers from (Markdown, text, HTML, PDF, DOCX, CSV)\nThey are read here and go nowhere else. docs/knowledge.md says more.",
  askDocuments: (current) =>
    `Folder [${current === "" ? "none" : current}]${current === "" ? "" : " (-: none)"}: `,
  documentsFound: (files) =>
    files === 0
      ? "There are no documents in it yet; put some there at any time."
      : `There ${files === 1 ? "is 1 document" : `are ${files} documents`} in it.`,
  noSuchFolder: (path) => `there is no folder ${path}.`,
  closedFolder: (path, why) => `${path} cannot be looked into because ${why}.`,
  folders: (there) =>
    `It has the folders ${fewOf(there, ", ")}${there.includes(".") ? " (. is what lies in none)" : ""}. Which of them may everybody ask about?\n(An admin can set others for a channel: /settings folders.)`,
  askFolders: (current) =>
    `List such as public,guides [${current === "" ? "all" : current}]${current === "" ? "" : " (-: all)"}: `,
  askOnly: "Shall it decline what they do not say, rather than answer from what the model knows?",

  admins:
    "\nWho may manage it everywhere, besides those who manage a channel\nDiscord: Settings, Advanced, Developer Mode; then right-click yourself, Copy User ID. Telegram: @userinfobot tells your number.",
  askAdmins: (current) =>
    `List such as discord:123,telegram:456 [${current === "" ? "nobody" : current}]${current === "" ? "" : " (-: nobody)"}: `,
  systemPrompt: "\nWhat it is told before every conversation",
  askSystemPrompt: (current) =>
    `[${current === "" ? "the usual: a friendly, brief assistant" : current}]${current === "" ? "" : " (-: the usual)"}\n> `,
  tooManyQuotes: "it has every kind of quotation mark in it; do without one of them.",

  web: "\nWeb page",
  askWeb: "Shall there be a web page to chat on?",
  webHere: "for this machine only",
  webOthers: "for others too, with a password (put HTTPS in front of it on the open internet)",
  askPort: (current) => `Port [${current}]: `,
  askPassword: (kept) => `Password, at least 8 characters (hidden${kept ? "; Enter: keep it" : ""}): `,
  askPasswordAgain: "Once more: ",
  passwordNeeded: "others could read along without one.",
  passwordsDiffer: "These were two different ones.",

  nothingToWrite: "\nNothing has changed, so nothing is written.",
  willWrite: (file) => `\nThis will be written to ${file}:`,
  secret: (characters) => `(hidden, ${characters} characters)`,
  nothing: "(nothing)",
  overridden: (name) => `Mind that ${name} is also set in the environment, which counts more than the file.`,
  stillWrong: (problem) => `Mind that the bot will not start like this: ${problem}`,
  askWrite: "Write it?",
  written: (file, kept) => `${file} is written${kept === null ? "." : `; the old one is kept as ${kept}.`}`,
  leftAsItWas: "Nothing was written: everything is as it was.",
  next: (inviteLink, telegramName, page, canBeTuned) =>
    [
      "\nNow: npm start. And when something is amiss: npm run doctor.",
      ...(canBeTuned ? ["It answers faster after: npm run tune (takes half a minute)."] : []),
      ...(inviteLink === null ? [] : [`Invite it to a Discord server: ${inviteLink}`]),
      ...(telegramName === null ? [] : [`Write to it on Telegram: https://t.me/${telegramName}`]),
      ...(page === null ? [] : [`Its page: ${page}`]),
    ].join("\n"),
};

const EXPECTED = {
  faster: "This one has more cores: expect these speeds or more.",
  alike: "Expect about these speeds here.",
  slower: "This one has less to compute with: expect about half.",
  "much-slower": "This processor lacks what makes it fast: expect much less.",
  unknown: "This system does not tell what the processor can do.",
};

function describeOffer({ name, disk, memory, tokensPerSecond, recommended, tooLarge }: OfferFigures): string {
  const speed = tokensPerSecond === null ? "not measured" : `${tokensPerSecond} tokens/s`;
  const remarks = [
    ...(recommended ? ["recommended here"] : []),
    ...(tooLarge ? ["more memory than is free"] : []),
  ];
  const end = remarks.length === 0 ? "" : `  ← ${remarks.join(", ")}`;
  return `${name.padEnd(7)} ${disk.padStart(7)} on disk, ${memory.padStart(7)} of memory, ${speed}${end}`;
}
