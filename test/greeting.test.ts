import { describe, expect, it } from "vitest";
import { parseConfig } from "../src/config.ts";
import { greeting } from "../src/greeting.ts";

describe("the greeting", () => {
  it("says what is off and how to turn it on", () => {
    expect(greeting(parseConfig({}), null)).toEqual([
      "Discord is off: it needs DISCORD_TOKEN.",
      "Telegram is off: it needs TELEGRAM_TOKEN.",
      "To change that: npm run setup, or the file .env (README.md says how to get tokens).",
    ]);
  });

  it("has nothing to say where everything is on and only some may talk", () => {
    const env = { DISCORD_TOKEN: "d", TELEGRAM_TOKEN: "t", ALLOW: "discord:guild:1" };
    expect(greeting(parseConfig(env), true)).toEqual([]);
  });

  it("warns when everybody may talk to a bot that everybody can find", () => {
    expect(greeting(parseConfig({ TELEGRAM_TOKEN: "t" }), null).at(-1)).toContain("ALLOW");
  });

  it("says how to make it faster where that was not done yet", () => {
    const env = { DISCORD_TOKEN: "d", TELEGRAM_TOKEN: "t", ALLOW: "discord:guild:1" };
    expect(greeting(parseConfig(env), false)).toEqual([
      "It can answer faster on this machine: npm run tune (takes half a minute).",
    ]);
  });
});
