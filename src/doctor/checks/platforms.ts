import { bad, type Check, type Finding, ok, warning } from "../check.ts";
import { checkDiscordToken, inviteLink } from "../discord-token.ts";
import type { Situation } from "../situation.ts";
import { checkTelegramToken } from "../telegram-token.ts";

const OFF = "it is off, since it has no token.";

/** Whether Discord takes the token and lets the bot read what the settings want it to read. */
export function discordCheck({ config }: Pick<Situation, "config">): Check {
  const { discord, groupContext } = config;
  return {
    name: "Discord",
    async examine(signal) {
      if (discord === null) return ok(OFF);
      const verdict = await checkDiscordToken(discord, signal);
      if (verdict.kind === "unclear") return notReached("Discord", verdict.why);
      if (verdict.kind === "refused") {
        return bad(
          "it does not accept DISCORD_TOKEN.",
          "Copy it anew at https://discord.com/developers/applications (Bot, Reset Token): the whole of it.",
        );
      }
      const { name, messageContent, applicationId } = verdict;
      const says = `the token is that of ${name}`;
      if (discord.readsAllMessages && messageContent === false) {
        return bad(
          `${says}, but Message Content Intent is not turned on for it, and with DISCORD_MESSAGE_CONTENT=true Discord lets nobody in.`,
          "Turn it on at https://discord.com/developers/applications (Bot), or set DISCORD_MESSAGE_CONTENT=false.",
        );
      }
      if (groupContext > 0 && !discord.readsAllMessages) {
        return warning(
          `${says}; GROUP_CONTEXT=${groupContext} does nothing on Discord without DISCORD_MESSAGE_CONTENT=true.`,
          "Turn on Message Content Intent (Bot) and set DISCORD_MESSAGE_CONTENT=true, or GROUP_CONTEXT=0.",
        );
      }
      const reads = discord.readsAllMessages ? "it reads all messages" : "it reads what is meant for it";
      const invite = applicationId === null ? "" : `; it is invited by ${inviteLink(applicationId)}`;
      return ok(`${says}, and ${reads}${invite}.`);
    },
  };
}

/** Whether Telegram takes the token, and what the bot hears in groups. */
export function telegramCheck({ config }: Pick<Situation, "config">): Check {
  const { telegram, groupContext } = config;
  return {
    name: "Telegram",
    async examine(signal) {
      if (telegram === null) return ok(OFF);
      const verdict = await checkTelegramToken(telegram, signal);
      if (verdict.kind === "unclear") return notReached("Telegram", verdict.why);
      if (verdict.kind === "refused") {
        return bad("it does not accept TELEGRAM_TOKEN.", "Ask @BotFather for it anew: /mybots, API Token.");
      }
      const says = `the token is that of @${verdict.username}`;
      if (verdict.readsGroups) return ok(`${says}; privacy mode is off, so it hears mentions in groups.`);
      const context = groupContext > 0 ? `, and GROUP_CONTEXT=${groupContext} does nothing` : "";
      return warning(
        `${says}; privacy mode is on, so in groups it hears only commands such as /ask and replies to it${context}.`,
        "If it shall hear mentions: @BotFather, /setprivacy, Disable; then take it out of each group and add it again.",
      );
    },
  };
}

function notReached(platform: string, why: string): readonly Finding[] {
  return bad(
    `nobody can tell whether the token is right: ${why}.`,
    `See whether this machine reaches ${platform} (network, firewall, DNS), and ${platform.toUpperCase()}_API_URL if it is set.`,
  );
}
