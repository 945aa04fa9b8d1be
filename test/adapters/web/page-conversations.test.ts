import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import type { Turn } from "../../../src/core/turn.ts";
import { describeInBrowser } from "../../fakes/browser.ts";
import { answerWith } from "../../fakes/scripted-conversation.ts";
import { openPage, type OpenPage } from "./open-page.ts";

/** Keeps what is said, per channel, as the bot does. */
function remember({ web: { core } }: OpenPage): Map<string, Turn[]> {
  const said = new Map<string, Turn[]>();
  core.onMessage = ({ channel, text }, reply) => {
    const turns = said.get(channel) ?? [];
    said.set(channel, turns);
    turns.push({ role: "user", speaker: "", text }, { role: "assistant", text: `echo: ${text}` });
    void answerWith(reply, `echo: ${text}`);
    return "accepted";
  };
  core.history = (channel) => Promise.resolve(said.get(channel) ?? []);
  return said;
}

/** Asks each of `questions` in a conversation of its own. */
async function talk(open: OpenPage, ...questions: readonly string[]): Promise<void> {
  for (const question of questions) {
    await open.page.getByRole("button", { name: "New chat" }).click();
    await open.ask(question);
    await open.said(`echo: ${question}`).waitFor();
  }
}

describeInBrowser("the conversations", (browser) => {
  it("stand in the side bar, the newest first, and are opened by a click", async () => {
    await using open = await openPage(browser());
    const { page } = open;
    const rows = page.locator("#chats .row-title");
    await page.getByText("What you talk about will be listed here.").waitFor();
    remember(open);
    await talk(open, "First", "Second");
    expect(await rows.allInnerTexts()).toEqual(["Second", "First"]);
    await page.getByRole("heading", { level: 3, name: "Today" }).waitFor();

    await page.getByRole("button", { name: "First", exact: true }).click();
    await open.said("echo: First").waitFor();
    expect(await page.locator("#thread > li").count()).toBe(2);
    expect(await page.title()).toBe("First · Lantern");
    await open.ask("And more");
    await open.said("echo: And more").waitFor();
    expect(await rows.allInnerTexts()).toEqual(["First", "Second"]);
    await page.reload();
    await open.said("echo: And more").waitFor();
    expect(await page.locator("[aria-current] .row-title").innerText()).toBe("First");
  });

  it("keep a draft each, and go on while another is on the screen", async () => {
    await using open = await openPage(browser());
    const { page } = open;
    remember(open);
    await talk(open, "First");
    const replies = open.holdReplies();
    await open.ask("Slow");
    await expect.poll(() => replies.length).toBe(1);
    await page.getByLabel("Your message").fill("half a thou");
    await page.getByRole("button", { name: "New chat" }).click();
    expect(await page.getByLabel("Your message").inputValue()).toBe("");
    replies[0]?.show("Slowly");
    await page.getByRole("button", { name: "First", exact: true }).click();
    await open.said("Slowly").waitFor();
    expect(await page.getByLabel("Your message").inputValue()).toBe("half a thou");
    await page.getByRole("button", { name: "Stop" }).waitFor();
    if (replies[0]) await answerWith(replies[0], "Slowly.");
  });

  it("are renamed in place, and exported as Markdown", async () => {
    await using open = await openPage(browser());
    const { page } = open;
    remember(open);
    await talk(open, "What is a lantern?");
    const more = page.getByRole("button", { name: "More for “What is a lantern?”" });
    await more.click();
    await page.keyboard.press("Enter"); // the first entry
    await page.keyboard.type("Light: an/introduction");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Light: an/introduction" }).waitFor();

    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "More for this conversation" }).click();
    await page.getByRole("menuitem", { name: "Export as Markdown" }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe("Light an introduction.md");
    expect(await readFile(await file.path(), "utf8")).toBe(
      "# Light: an/introduction\n\n> What is a lantern?\n\necho: What is a lantern?\n",
    );
  });

  it("are deleted here and at the bot, and come back with an undo", async () => {
    await using open = await openPage(browser());
    const { page, web } = open;
    const said = remember(open);
    web.core.onCommand = ({ name, channel }) => {
      const turns = said.get(channel);
      if (name === "reset") said.delete(channel);
      else if (turns === undefined) said.set(channel, [{ role: "user", speaker: "", text: "Back" }]);
      return name === "reset" ? { sentence: "Forgotten.", control: "undo" } : "They are back.";
    };
    await talk(open, "Mine", "Other");
    await page.getByRole("button", { name: "More for “Other”" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await page.getByText("“Other” was deleted.").waitFor();
    await page.getByText("What would you like to know?").waitFor();
    expect(await page.locator(".row-title").allInnerTexts()).toEqual(["Mine"]);
    expect(web.core.commands).toMatchObject([{ name: "reset", channel: web.core.received[1]?.channel }]);

    await open.ask("In between"); // which takes nothing away from it
    await open.said("echo: In between").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("The conversation is back.").waitFor();
    await page.locator("li.question").getByText("Back").waitFor();
    expect(await page.locator(".row-title").allInnerTexts()).toEqual(["In between", "Other", "Mine"]);
    expect(web.core.commands[1]).toMatchObject({ name: "undo", channel: web.core.received[1]?.channel });
  });

  it("stay when the bot could not delete them", async () => {
    await using open = await openPage(browser(), { expected: /503/ });
    const { page, web } = open;
    remember(open);
    await talk(open, "Mine");
    await web.running.stopIntake();
    await page.getByRole("button", { name: "More for this conversation" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await page.getByText("The bot is stopping; please try again in a moment.").waitFor();
    expect(await page.locator(".row-title").allInnerTexts()).toEqual(["Mine"]);
  });

  it("are searched by Ctrl and K, in titles and in what was said", async () => {
    await using open = await openPage(browser());
    const { page } = open;
    remember(open);
    await talk(open, "Tell me of lanterns", "Weather");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("ECHO: tell");
    await expect.poll(() => page.locator(".row mark").allInnerTexts()).toEqual(["echo: Tell"]);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await open.said("echo: Tell me of lanterns").waitFor();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("nowhere to be found");
    await page.locator("#chats").getByText("Nothing found.").waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.locator(".row").count()).toBe(2);
    expect(await page.evaluate("document.activeElement.id")).toBe("text");
  });

  it("are shared by the tabs of a browser, each with its own on the screen", async () => {
    await using open = await openPage(browser());
    const { page, web } = open;
    remember(open);
    await talk(open, "First");
    const second = await page.context().newPage();
    await second.goto(web.url);
    await second.getByRole("button", { name: "New chat" }).click();
    await second.getByLabel("Your message").fill("From the second tab");
    await second.keyboard.press("Enter");
    await second.locator("#thread").getByText("echo: From the second tab").waitFor();
    await expect
      .poll(() => page.locator(".row-title").allInnerTexts())
      .toEqual(["From the second tab", "First"]);
    await open.said("echo: First").waitFor();
    await open.ask("Still here");
    await open.said("echo: Still here").waitFor();
    await expect.poll(() => second.locator(".row-title").count()).toBe(2);
  });

  it("of the first version of the page are still there, under their first questions", async () => {
    await using open = await openPage(browser());
    const { page } = open;
    const said = remember(open);
    said.set("web:new", [{ role: "user", speaker: "", text: "The newer one" }]);
    said.set("web:old", [{ role: "user", speaker: "", text: "The older one" }]);
    await page.evaluate(`sessionStorage.clear(); localStorage.setItem("lantern.chats", JSON.stringify({ version: 1, chats: [
      { name: "new", startedAt: 1e12 + 1, draft: "a draft" }, { name: "old", startedAt: 1e12, draft: "" } ] }))`);
    await page.reload();
    await page.locator("li.question").getByText("The newer one").waitFor();
    expect(await page.getByLabel("Your message").inputValue()).toBe("a draft");
    await expect
      .poll(() => page.locator(".row-title").allInnerTexts())
      .toEqual(["The newer one", "The older one"]);
  });

  it("are in a drawer on a phone, which closes when one is opened", async () => {
    await using open = await openPage(browser(), { viewport: { width: 390, height: 844 } });
    const { page } = open;
    remember(open);
    expect(await page.locator("#side").isVisible()).toBe(false);
    await talk(open, "First", "Second");
    await page.getByRole("button", { name: "Show conversations" }).click();
    expect(await page.evaluate("document.getElementById('main').inert")).toBe(true);
    await page.getByRole("button", { name: "First", exact: true }).click();
    await open.said("echo: First").waitFor();
    await expect.poll(() => page.locator("#side").isVisible()).toBe(false);
    await page.getByRole("button", { name: "Show conversations" }).click();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.locator("#side").isVisible()).toBe(false);
  });
});
