import { onTestFinished } from "vitest";
import { chatAdapterContract } from "../contracts/chat-adapter.ts";
import { startFakeDiscord } from "../fakes/discord/server.ts";
import { startFakeTelegram } from "../fakes/telegram/fake-telegram.ts";
import { hurriedClock, startBot } from "./discord/start-bot.ts";
import { launchTelegram } from "./telegram/running-telegram.ts";
import { startWeb } from "./web/running-web.ts";

chatAdapterContract("Discord's", async () => {
  const discord = await startFakeDiscord();
  onTestFinished(() => discord.close());
  const ada = discord.world.addUser("ada");
  const direct = discord.world.directWith(ada);
  return {
    ...startBot(discord, { clock: hurriedClock }),
    says: (text) => void discord.people.say(ada, direct, text),
    answers: () =>
      discord
        .answers(direct)
        .map(({ content }) => content)
        .join("\n"),
  };
});

chatAdapterContract("Telegram's", async () => {
  const telegram = await startFakeTelegram();
  onTestFinished(() => telegram.close());
  const anna = telegram.person("Anna");
  const chat = telegram.privateChat(anna);
  const { adapter: running, ...rest } = launchTelegram(telegram);
  return {
    ...rest,
    running,
    says: (text) => void chat.says(anna, text),
    answers: () => chat.botTexts().join("\n"),
  };
});

chatAdapterContract("the web's", async () => {
  const web = await startWeb();
  let answers = "";
  return {
    ...web,
    says(text) {
      web.post("/api/chat", { channel: "me", text }).then(
        async (response) => (answers += await response.text()),
        () => undefined, // nobody answers any more
      );
    },
    answers: () => answers,
  };
});
