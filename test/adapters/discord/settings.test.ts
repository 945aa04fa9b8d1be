import { afterEach, beforeEach, expect, it } from "vitest";
import { channelId } from "../../../src/core/chat.ts";
import { NOTHING_SET } from "../../../src/core/settings/settings-store.ts";
import { startFakeDiscord, type FakeDiscord } from "../../fakes/discord/server.ts";
import type { FakeChannel, FakeUser } from "../../fakes/discord/world.ts";
import type { MemorySettings } from "../../fakes/memory-settings.ts";
import { createSettingsCore } from "../settings-core.ts";
import { connectBot, hurriedClock, type StartedBot } from "./start-bot.ts";

let discord: FakeDiscord;
let bot: StartedBot;
let settings: MemorySettings;
let ada: FakeUser;
let grace: FakeUser;
let owner: FakeUser;

beforeEach(async () => {
  discord = await startFakeDiscord();
  const { world } = discord;
  ada = world.addUser("ada");
  grace = world.addUser("grace");
  owner = world.addUser("owner");
  for (const user of [ada, owner]) world.join(world.guild, user);
  world.join(world.guild, grace, { moderator: true });
  const made = createSettingsCore([`discord:${owner.id}`]);
  settings = made.settings;
  bot = await connectBot(discord, { clock: hurriedClock, core: made.core });
});

afterEach(async () => {
  await bot[Symbol.asyncDispose]();
  await discord.close();
});

const general = () => discord.world.general;

/** What the person alone sees. */
async function sees(
  user: FakeUser,
  channel: FakeChannel,
  written: Readonly<Record<string, string>> = {},
  locale?: string,
): Promise<string> {
  const given = discord.people.command(user, channel, "settings", { written, ...(locale && { locale }) });
  return discord.until(() => given.answer ?? false);
}

it("shows, changes and takes back what counts in a channel", async () => {
  expect(await sees(ada, general())).toContain("• Temperature: 0.7 (default)");
  expect(await sees(grace, general(), { name: "temperature", value: "0.3" })).toBe(
    "Temperature: 0.3 (set here). /settings undo takes this back.",
  );
  expect(await sees(grace, general(), { name: "length" })).toContain("from 16 to 512");
  expect(await sees(grace, general(), { name: "always", value: "开" }, "zh-CN")).toContain(
    "DISCORD_MESSAGE_CONTENT=true",
  );
  expect(await sees(grace, general(), { name: "undo" })).toBe("Taken back. Always: off (default).");
  expect(settings.own(channelId("discord", general().id))).toEqual({ ...NOTHING_SET, temperature: 0.3 });
  expect(discord.answers(general())).toEqual([]);
});

it("refuses whoever does not manage the server, whatever the menu says, and folders to all but ADMINS", async () => {
  const channel = channelId("discord", general().id);
  expect(await sees(ada, general(), { name: "persona", value: "You are mine." })).toContain("Only those");
  expect(await sees(grace, general(), { name: "folders", value: "staff" })).toContain("ADMINS");
  expect(await sees(ada, discord.world.directWith(ada), { name: "folders", value: "staff" })).toContain(
    "ADMINS",
  );
  expect(settings.own(channel)).toEqual(NOTHING_SET);
  expect(await sees(owner, general(), { name: "folders", value: "staff" })).toContain(
    "Folders: staff (set here)",
  );
  expect(settings.own(channel).folders).toEqual(["staff"]);
});

it("lets a thread inherit from its channel, and have settings of its own", async () => {
  const thread = discord.people.startThread(general(), "sums");
  await sees(grace, general(), { name: "language", value: "zh" });
  expect(await sees(grace, thread)).toContain("Language: Chinese (set in the channel above)");
  expect(await sees(grace, thread, { name: "language", value: "en" })).toContain(
    "Language: English (set here)",
  );
  expect(await sees(grace, general())).toContain("Language: Chinese (set here)");
});
