import { expect, it } from "vitest";
import { NOTHING_SET } from "../../../src/core/settings/settings-store.ts";
import { readSettingsText } from "../../../src/core/settings/settings-text.ts";
import { describeInBrowser } from "../../fakes/browser.ts";
import { openPage, type OpenPage, type OpenPageOptions } from "./open-page.ts";

const LIMITS = { answerTokens: [16, 512], folders: [] } as const;
const DEFAULTS = { persona: "You are Lantern.", answerTokens: 512, temperature: 0.7 };

/** Has the command set what it says, as the bot does, and refuse the rest. */
function obey({ web: { core } }: OpenPage): void {
  core.view = { own: NOTHING_SET, defaults: DEFAULTS, folders: [] };
  core.onCommand = ({ text = "" }) => {
    const request = readSettingsText(text, LIMITS);
    if (request.kind !== "change") return "That cannot be.";
    core.view = { ...core.view, own: { ...core.view.own, ...request.change } };
    return "It is set.";
  };
}

describeInBrowser("the settings of a conversation", (browser) => {
  async function openSettings(options: OpenPageOptions = {}): Promise<OpenPage> {
    const open = await openPage(browser(), options);
    obey(open);
    await open.page.getByRole("button", { name: "Settings of this conversation" }).click();
    await open.page.getByRole("textbox", { name: "Persona" }).waitFor();
    return open;
  }

  it("are chosen with the defaults in sight, and saved and taken back with one step each", async () => {
    await using open = await openSettings();
    const { page, web } = open;
    const persona = page.getByRole("textbox", { name: "Persona" });
    const length = page.getByRole("spinbutton", { name: "Longest answer" });
    expect(await persona.getAttribute("placeholder")).toBe("You are Lantern.");
    expect(await length.getAttribute("placeholder")).toBe("512");
    await page.getByText("0.7 (default)").waitFor();
    expect(await page.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);

    await persona.fill("You are: a pirate.\nSay Arr.");
    await page.getByText("27 / 1,000").waitFor();
    await length.fill("100");
    await page.getByRole("slider", { name: "Temperature" }).fill("0.3");
    await page.getByText("中文", { exact: true }).last().click();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("The settings are saved.").waitFor();
    const set = {
      persona: "You are: a pirate.\nSay Arr.",
      answerTokens: 100,
      temperature: 0.3,
      language: "zh",
    };
    expect(web.core.view.own).toEqual({ ...NOTHING_SET, ...set });
    expect(await page.getByRole("dialog").isVisible()).toBe(false);

    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("The settings are as they were.").waitFor();
    expect(web.core.view.own).toEqual(NOTHING_SET);
    expect(new Set(web.core.commands.map(({ name }) => name))).toEqual(new Set(["settings"]));
  });

  it("go back to the default one by one", async () => {
    await using open = await openSettings();
    const { page, web } = open;
    await page.keyboard.press("Escape");
    web.core.view = { ...web.core.view, own: { ...NOTHING_SET, persona: "Arr", temperature: 1.5 } };
    await page.getByRole("button", { name: "Settings of this conversation" }).click();
    await expect.poll(() => page.getByRole("textbox", { name: "Persona" }).inputValue()).toBe("Arr");
    await page.getByRole("button", { name: "Back to the default: Temperature" }).click();
    await page.getByText("0.7 (default)").waitFor();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("The settings are saved.").waitFor();
    expect(web.core.view.own).toEqual({ ...NOTHING_SET, persona: "Arr" });
    expect(web.core.commands.map(({ text }) => text)).toEqual(["temperature: default"]);
  });

  it("are checked by the bot, which says in place what may be", async () => {
    await using open = await openSettings();
    const { page, web } = open;
    await page.getByRole("spinbutton", { name: "Longest answer" }).fill("9999");
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator(".setting", { hasText: "Longest answer" }).getByText("That cannot be.").waitFor();
    expect(web.core.view.own).toEqual(NOTHING_SET);
  });

  it("say where they stand why one of them could not be set, and keep the others", async () => {
    await using open = await openSettings();
    const { page, web } = open;
    web.core.onCommand = ({ text = "" }) => {
      if (text.startsWith("persona")) return "Not that one.";
      web.core.view = { ...web.core.view, own: { ...NOTHING_SET, answerTokens: 64 } };
      return "It is set.";
    };
    await page.getByRole("textbox", { name: "Persona" }).fill("Arr");
    await page.getByRole("spinbutton", { name: "Longest answer" }).fill("64");
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator(".setting", { hasText: "Persona" }).getByText("Not that one.").waitFor();
    expect(await page.getByRole("textbox", { name: "Persona" }).inputValue()).toBe("Arr");
    expect(await page.getByRole("button", { name: "Save" }).isEnabled()).toBe(true);
  });

  it("lose nothing when the bot is away, or they are closed before they are saved", async () => {
    await using open = await openSettings({ expected: /ERR_CONNECTION_REFUSED/ });
    const { page, web } = open;
    const persona = page.getByRole("textbox", { name: "Persona" });
    await persona.fill("Arr");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Settings of this conversation" }).click();
    await expect.poll(() => persona.inputValue()).toBe("Arr");
    await web.running.close();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("dialog").getByText("The bot cannot be reached; please try again.").waitFor();
    expect(await persona.inputValue()).toBe("Arr");
  });

  it("are in the menu of each conversation, and tell from which folders it answers", async () => {
    await using open = await openPage(browser(), { viewport: { width: 390, height: 844 } });
    const { page, web } = open;
    obey(open);
    web.core.view = { ...web.core.view, folders: [".", "shop"] };
    await open.ask("Hello");
    await open.said("echo: Hello").waitFor();
    await page.getByRole("button", { name: "More for this conversation" }).click();
    await page.getByRole("menuitem", { name: "Settings" }).click();
    await expect
      .poll(() => page.locator(".folders li").allInnerTexts())
      .toEqual(["files in no folder", "shop"]);
    const overflow = await page.evaluate<number>(
      "document.querySelector('dialog[open] .sheet-body').scrollWidth - document.querySelector('dialog[open] .sheet-body').clientWidth",
    );
    expect(overflow).toBe(0);
  });
});

describeInBrowser("the side bar", (browser) => {
  it("leads to how the bot is doing", async () => {
    await using open = await openPage(browser());
    expect(await open.page.getByRole("link", { name: "Status" }).getAttribute("href")).toBe("/status");
  });
});
