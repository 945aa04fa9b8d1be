import { describe, expect, it } from "vitest";
import { parseConfig } from "../src/config.ts";
import { greeting } from "../src/greeting.ts";

describe("the greeting", () => {
  it("says what is off and how to turn it on", () => {
    expect(greeting(parseConfig({}))).toEqual([
      "Discord is off: it needs DISCORD_TOKEN.",
      "Telegram is off: it needs TELEGRAM_TOKEN.",
      "To change that: npm run setup, or the file .env (README.md says how to get tokens).",
    ]);
  });

  it("has nothing to say where everything is on and only some may talk", () => {
    const env = { DISCORD_TOKEN: "d", TELEGRAM_TOKEN: "t", ALLOW: "discord:guild:1" };
    expect(greeting(parseConfig(env))).toEqual([]);
  });

  it("warns when everybody may talk to a bot that everybody can find", () => {
    expect(greeting(parseConfig({ TELEGRAM_TOKEN: "t" })).at(-1)).toContain("ALLOW");
  });
});
