import { expect, it } from "vitest";
import { channelId } from "../../../src/core/chat.ts";
import { NOTHING_SET } from "../../../src/core/settings/settings-store.ts";
import type { FakeChat, Saying } from "../../fakes/telegram/chats.ts";
import { startFakeTelegram, type FakeTelegram } from "../../fakes/telegram/fake-telegram.ts";
import { createSettingsCore } from "../settings-core.ts";
import { runTelegram, type RunningTelegram } from "./running-telegram.ts";

type Person = ReturnType<FakeTelegram["person"]>;

/** Says `text` and gives what the bot says to it. */
async function hears(
  bot: RunningTelegram,
  chat: FakeChat,
  person: Person,
  text: string,
  saying?: Saying,
): Promise<string> {
  const command = chat.says(person, text, saying);
  const answer = () => chat.messages.find(({ replyTo }) => replyTo === command.id);
  await bot.passUntil(() => answer() !== undefined);
  return answer()?.text ?? "";
}

it("shows, changes and takes back what counts in a group, for its administrators", async () => {
  await using telegram = await startFakeTelegram({ privacy: true });
  const owner = telegram.person("Owner");
  const { core, settings } = createSettingsCore([`telegram:${owner.id}`]);
  await using bot = await runTelegram(telegram, core);
  const [anna, ben] = [telegram.person("Anna"), telegram.person("Ben")];
  const group = telegram.group("Tea");
  group.makesAdmin(anna);

  expect(await hears(bot, group, ben, "/settings@LanternBot")).toContain("• Temperature: 0.7 (default)");
  expect(await hears(bot, group, ben, "/settings@LanternBot temperature 1")).toContain(
    "Only those who manage",
  );
  expect(await hears(bot, group, anna, "/settings@LanternBot 温度 0.3")).toContain("0.3 (set here)");
  expect(await hears(bot, group, anna, "/settings@LanternBot always on")).toContain("privacy mode off");
  expect(await hears(bot, group, anna, "/settings@LanternBot folders staff")).toContain("ADMINS");
  expect(await hears(bot, group, owner, "/settings@LanternBot folders staff")).toContain("Folders: staff");
  expect(await hears(bot, group, anna, "/settings@LanternBot undo")).toContain("ADMINS");
  expect(await hears(bot, group, owner, "/settings@LanternBot undo")).toBe(
    "Taken back. Folders: all (default).",
  );
  expect(settings.own(channelId("telegram", String(group.id)))).toEqual({
    ...NOTHING_SET,
    temperature: 0.3,
    alwaysOn: true,
  });
});

it("lets a topic inherit from its group, and have settings of its own", async () => {
  await using telegram = await startFakeTelegram();
  const { core, settings } = createSettingsCore([]);
  await using bot = await runTelegram(telegram, core);
  const anna = telegram.person("Anna");
  const forum = telegram.group("Teas", "forum");
  forum.makesAdmin(anna);
  const topic = forum.opensTopic(anna, "Green");

  await hears(bot, forum, anna, "/settings persona You are a pirate.\nYou rhyme.");
  expect(await hears(bot, forum, anna, "/settings", { topic })).toContain(
    "“You are a pirate. You rhyme.” (set in the channel above)",
  );
  await hears(bot, forum, anna, "/settings persona You are a cook.", { topic });
  expect(await hears(bot, forum, anna, "/settings")).toContain("“You are a pirate. You rhyme.” (set here)");
  expect(settings.own(channelId("telegram", String(forum.id), String(topic))).persona).toBe(
    "You are a cook.",
  );
});
