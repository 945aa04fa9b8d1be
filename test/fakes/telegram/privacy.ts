import { messageIn, type ChatState, type SeenMessage, type World } from "./world.ts";

/** Whether Telegram gives a new message to the bot. */
export function reachesBot(world: World, state: ChatState, message: SeenMessage): boolean {
  const { bot } = world;
  if (message.from.id === bot.id) return false;
  // Telegram's own bots stand for people and channels.
  if (message.from.is_bot && message.extra.sender_chat === undefined && !world.hearsBots) return false;
  if (state.chat.type === "private" || !world.privacy) return true;
  const status = state.members.get(bot.id)?.status;
  if (status === "administrator" || status === "creator") return true;
  if (message.text === "" && message.extra.photo === undefined) return true; // service messages
  return messageIn(state, message.replyTo)?.from.id === bot.id || isCommandFor(world, state, message);
}

function isCommandFor({ bot }: World, state: ChatState, message: SeenMessage): boolean {
  const command = message.entities.find(({ type }) => type === "bot_command");
  if (command === undefined) return false;
  const [, name] = message.text.slice(command.offset, command.offset + command.length).split("@");
  if (name !== undefined) return name.toLowerCase() === bot.username.toLowerCase();
  // A command to nobody in particular is for the bot that spoke last.
  return state.messages.findLast(({ from }) => from.is_bot)?.from.id === bot.id;
}
