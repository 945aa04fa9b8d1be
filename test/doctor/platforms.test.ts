import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { discordCheck, telegramCheck } from "../../src/doctor/checks/platforms.ts";
import { fault } from "../fakes/telegram/faults.ts";
import { type FakeTelegram, startFakeTelegram } from "../fakes/telegram/fake-telegram.ts";
import { type DiscordDesk, openDiscordDesk } from "./discord-desk.ts";
import { findingOf, resultsOf, situationIn } from "./situation.ts";

describe("checking Discord", () => {
  let desk: DiscordDesk;
  beforeEach(async () => {
    desk = await openDiscordDesk();
  });
  afterEach(() => desk[Symbol.asyncDispose]());

  const look = (settings: Record<string, string> = {}) =>
    findingOf(
      discordCheck(
        situationIn("/x", { DISCORD_TOKEN: desk.token, DISCORD_API_URL: desk.apiUrl, ...settings }),
      ),
    );

  it("finds the bot and tells how it is invited", async () => {
    expect(await look()).toMatch(/^ok: the token is that of Lantern.*client_id=123456789012345678&/);
  });

  it("finds a wrong token, without repeating it", async () => {
    const found = await look({ DISCORD_TOKEN: "some.other.token" });
    expect(found).toMatch(/^bad: .*DISCORD_TOKEN.*Reset Token/s);
    expect(found).not.toContain("some.other.token");
  });

  it("takes a token that cannot even be sent for a wrong one", async () => {
    const found = await look({ DISCORD_TOKEN: "令牌" });
    expect(found).toMatch(/^bad: it does not accept/);
    expect(found).not.toContain("令牌");
  });

  it("finds that the intent is asked for and not turned on", async () => {
    const settings = { DISCORD_MESSAGE_CONTENT: "true" };
    expect(await look(settings)).toMatch(/^bad: .*Message Content Intent/);
    desk.messageContent = true;
    expect(await look(settings)).toMatch(/^ok: .*reads all messages/);
  });

  it("tells when a setting does nothing without the intent", async () => {
    expect(await look({ GROUP_CONTEXT: "10" })).toMatch(/^warning: .*GROUP_CONTEXT=10 does nothing/);
  });

  it.each([
    [500, "it answered with status 500"],
    [429, "it asks for a pause"],
  ])("cannot tell when Discord answers %i", async (status, why) => {
    desk.status = status;
    expect(await look()).toMatch(new RegExp(`^bad: nobody can tell whether the token is right: ${why}`));
  });

  it("cannot tell when nobody answers", async () => {
    await desk[Symbol.asyncDispose]();
    expect(await look()).toMatch(/^bad: nobody can tell .*ECONNREFUSED.*DISCORD_API_URL/);
    desk = await openDiscordDesk();
  });

  it("is content without a token", async () => {
    expect(await findingOf(discordCheck(situationIn("/x")))).toBe("ok: it is off, since it has no token.");
  });
});

describe("checking Telegram", () => {
  let fake: FakeTelegram;
  beforeEach(async () => {
    fake = await startFakeTelegram();
  });
  afterEach(() => fake.close());

  const look = (settings: Record<string, string> = {}) =>
    findingOf(
      telegramCheck(
        situationIn("/x", { TELEGRAM_TOKEN: fake.token, TELEGRAM_API_URL: fake.apiUrl, ...settings }),
      ),
    );

  it("finds the bot", async () => {
    expect(await look()).toMatch(/^ok: the token is that of @LanternBot; privacy mode is off/);
  });

  it("explains privacy mode where it is on", async () => {
    fake.world.privacy = true;
    expect(await look()).toMatch(/^warning: .*privacy mode is on.*\/setprivacy.*add it again/s);
    expect(await look({ GROUP_CONTEXT: "5" })).toContain("GROUP_CONTEXT=5 does nothing");
  });

  it.each(["700000001:AAother-token", "no-token", "1:a/../../x"])(
    "finds the wrong token %s, without repeating it",
    async (token) => {
      const found = await look({ TELEGRAM_TOKEN: token });
      expect(found).toMatch(/^bad: it does not accept TELEGRAM_TOKEN/);
      expect(found).not.toContain(token);
    },
  );

  it("does not take what is no Telegram for a verdict", async () => {
    fake.faults.next("getMe", fault.nonsense());
    expect(await look()).toMatch(/^bad: nobody can tell/);
    fake.faults.next("getMe", fault.cut());
    const found = await look();
    expect(found).toMatch(/^bad: nobody can tell/);
    expect(found).not.toContain(fake.token);
  });

  it("lets itself be given up while nobody answers", async () => {
    fake.faults.next("getMe", fault.hang());
    const check = {
      ...telegramCheck(situationIn("/x", { TELEGRAM_TOKEN: fake.token, TELEGRAM_API_URL: fake.apiUrl })),
      limitMs: 30,
    };
    const [result] = await resultsOf(check);
    expect(result?.says).toContain("no answer within");
  });
});
