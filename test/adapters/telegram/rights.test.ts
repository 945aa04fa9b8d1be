import { describe, expect, it } from "vitest";
import { fault } from "../../fakes/telegram/faults.ts";
import { startFakeTelegram } from "../../fakes/telegram/fake-telegram.ts";
import { runTelegram, type RunningTelegram } from "./running-telegram.ts";

const manages = ({ core }: RunningTelegram) => core.commands.map(({ person }) => person.managesChannel);

describe("who manages a group", () => {
  it("its administrators do, the anonymous ones included, and others do not", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const [anna, ben] = [telegram.person("Anna"), telegram.person("Ben")];
    const group = telegram.group("Tea", "supergroup");
    group.makesAdmin(anna);

    group.says(anna, "/reset");
    group.says(ben, "/reset");
    group.saysAnonymously("/reset");

    await telegram.until(() => bot.core.commands.length === 3);
    expect(manages(bot)).toEqual([true, false, true]);
    expect(bot.core.commands[2]?.person.id).toBe(`telegram:${group.id}`);
  });

  it("is asked once a minute at most, and never about messages", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const anna = telegram.person("Anna");
    const group = telegram.group("Tea");
    group.makesAdmin(anna);

    group.says(anna, "@LanternBot hi");
    group.says(anna, "/reset");
    await telegram.until(() => bot.core.commands.length === 1);
    group.dismissesAdmin(anna);
    group.says(anna, "/reset");
    await telegram.until(() => bot.core.commands.length === 2);
    expect(telegram.callsOf("getChatMember")).toHaveLength(1);
    await bot.clock.advance(60_000);
    group.says(anna, "/reset");
    await telegram.until(() => bot.core.commands.length === 3);

    expect(manages(bot)).toEqual([true, true, false]);
    expect(telegram.callsOf("getChatMember")).toHaveLength(2);
  });

  it("counts as nobody while Telegram does not say, and is asked again the next time", async () => {
    await using telegram = await startFakeTelegram();
    await using bot = await runTelegram(telegram);
    const anna = telegram.person("Anna");
    const group = telegram.group("Tea");
    group.makesAdmin(anna);
    telegram.faults.next("getChatMember", fault.serverError());

    group.says(anna, "/reset");
    group.says(anna, "/reset");

    await telegram.until(() => bot.core.commands.length === 2);
    expect(manages(bot)).toEqual([false, true]);
  });
});
