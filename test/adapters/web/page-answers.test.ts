import { expect, it } from "vitest";
import { COMMANDS, typedCommand } from "../../../src/adapters/web/page/typed-command.ts";
import { type AnswerOrigin, COMMAND_NAMES, type Ending } from "../../../src/core/chat.ts";
import { describeInBrowser } from "../../fakes/browser.ts";
import { answerWith, FIGURES } from "../../fakes/scripted-conversation.ts";
import { openPage, type OpenPage } from "./open-page.ts";

const GUIDE = { id: "a/1", file: "shop/guide.md", heading: "Opening hours" };
const PLAIN = { id: "b?2", file: "notes.txt", heading: "" };

/** Has every question answered with `text`, in the way that `more` says. */
function answerAs(
  { web: { core } }: OpenPage,
  text: string,
  more: Partial<Ending & { kind: "answered" }>,
): void {
  core.onMessage = (_, reply) => {
    void reply.finish({ kind: "answered", text, notes: [], figures: FIGURES, ...more });
    return "accepted";
  };
}

describeInBrowser("an answer from the documents", (browser) => {
  it("names its sources, and shows each one's words on demand", async () => {
    await using open = await openPage(browser());
    const { page, web } = open;
    web.core.passages = [
      { ...GUIDE, text: "Open from **9**.\n\n- Monday\n- <b>Friday</b>" },
      { ...PLAIN, text: "# no heading\n1. nor a list" },
    ];
    answerAs(open, "From 9.", { cited: { sources: [GUIDE, PLAIN], sentence: "Sources: …" } });
    await open.ask("When?");
    const links = page.getByRole("list", { name: "Sources" }).getByRole("button");
    await expect.poll(() => links.allInnerTexts()).toEqual(["shop/guide.md › Opening hours", "notes.txt"]);

    await links.first().click();
    const dialog = page.getByRole("dialog", { name: "shop/guide.md" });
    await dialog.locator("strong").getByText("9").waitFor();
    expect(await dialog.getByText("Opening hours").isVisible()).toBe(true);
    expect(await dialog.locator("li").allInnerTexts()).toEqual(["Monday", "<b>Friday</b>"]);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    expect(await page.evaluate("document.activeElement.title")).toBe("shop/guide.md › Opening hours");

    await links.nth(1).click();
    const words = page.getByRole("dialog", { name: "notes.txt" });
    await words.getByText("# no heading").waitFor();
    expect(await words.locator(".markdown").innerText()).toBe("# no heading\n1. nor a list");
    await words.getByRole("button", { name: "Close" }).click();
    await words.waitFor({ state: "hidden" });
  });

  it("says in a sentence that a passage is gone, and an Escape there stops no answer", async () => {
    await using open = await openPage(browser(), { expected: /404/ });
    const { page, web } = open;
    answerAs(open, "From 9.", { cited: { sources: [GUIDE], sentence: "Sources: …" } });
    await open.ask("When?");
    await page.locator(".source").waitFor();
    open.holdReplies();
    await open.ask("And then?");
    await page.getByRole("button", { name: "Stop" }).waitFor();
    await page.locator(".source").click();
    await page.getByText("This passage is no longer in the documents.").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    expect(web.core.commands).toEqual([]);
  });

  it("is read on a phone without scrolling sideways", async () => {
    await using open = await openPage(browser(), { viewport: { width: 320, height: 640 } });
    const { page, web } = open;
    const wide = "x".repeat(300);
    const source = { id: "w", file: `${wide}.md`, heading: wide };
    web.core.passages = [{ ...source, text: `${wide}\n\n\`\`\`\n${wide}\n\`\`\`` }];
    answerAs(open, "Yes.", { cited: { sources: [source], sentence: "Source" } });
    await open.ask("Wide?");
    await page.locator(".source").click();
    await page.locator("#passage pre").waitFor();
    for (const part of ["document.documentElement", "document.querySelector('#passage .sheet-body')"]) {
      const [scrolls, width] = await page.evaluate<[number, number]>(
        `[${part}.scrollWidth, ${part}.clientWidth]`,
      );
      expect(scrolls).toBe(width);
    }
  });
});

describeInBrowser("an answer that was there already", (browser) => {
  it("is marked, says so on demand, and is written afresh by trying again", async () => {
    await using open = await openPage(browser());
    const { page, web } = open;
    answerAs(open, "Stored.", { origin: "stored", notes: ["⚡ Answered before; 🔁 writes a fresh one."] });
    web.core.onCommand = (_, reply) => {
      void answerWith(reply, "Fresh.");
      return null;
    };
    await open.ask("When?");
    const mark = page.getByRole("button", { name: "answered before · first word after 0.04 s" });
    await mark.waitFor();
    expect(await page.locator(".note").count()).toBe(0);
    await mark.click();
    await page.getByText("Answered before; “Try again” writes a fresh one").waitFor();
    await page.getByRole("button", { name: "Try again" }).click();
    await open.said("Fresh.").waitFor();
    expect(await page.getByRole("button", { name: "answered before" }).count()).toBe(0);
    expect(web.core.commands.map(({ name }) => name)).toEqual(["retry"]);
  });

  it("has neither mark nor figures where the owner wrote it, or the bot declined", async () => {
    await using open = await openPage(browser());
    for (const origin of ["pinned", "declined"] satisfies AnswerOrigin[]) {
      answerAs(open, `It is ${origin}.`, { origin });
      await open.ask("When?");
      await open.said(`It is ${origin}.`).waitFor();
      await open.page.getByRole("button", { name: "Try again" }).waitFor();
      expect(await open.page.locator(".figures").count()).toBe(0);
    }
  });
});

it("knows every command that the bot knows", () => {
  expect(COMMANDS.toSorted()).toEqual(COMMAND_NAMES.toSorted());
  expect(typedCommand("/help ")).toEqual({ name: "help" });
  expect(typedCommand("/Settings  persona You\nare")).toEqual({ name: "settings", text: "persona You\nare" });
  for (const question of ["/help me", "/etc/hosts", "/", "help", "What is /help", "//help"]) {
    expect(typedCommand(question)).toBeNull();
  }
});

describeInBrowser("a command that is typed", (browser) => {
  it("is carried out, and answered by a quiet sentence that is no part of the conversation", async () => {
    await using open = await openPage(browser());
    const { page, web } = open;
    web.core.onCommand = ({ name, text = "" }) => `did ${name} ${text}`;
    await open.ask("Hello");
    await open.said("echo: Hello").waitFor();
    await open.ask("/settings temperature 0.3");
    await open.said("did settings temperature 0.3").waitFor();
    await open.ask("/sources");
    await open.said("did sources").waitFor();
    await page.getByRole("button", { name: "Try again" }).waitFor(); // the answer is still the newest one
    expect(await page.locator("li.question").count()).toBe(1);
    expect(web.core.commands.map(({ name }) => name)).toEqual(["settings", "sources"]);

    await open.ask("/etc/hosts");
    await open.said("echo: /etc/hosts").waitFor();
  });

  it("answers anew, forgets, and takes that back as the buttons do", async () => {
    await using open = await openPage(browser());
    const { page, web } = open;
    const exchange = [
      { role: "user", speaker: "", text: "Hello" },
      { role: "assistant", text: "Hi there." },
    ] as const;
    web.core.onCommand = ({ name }, reply) => {
      if (name === "retry") void answerWith(reply, "Hi there.");
      web.core.turns = name === "reset" ? [] : [...exchange];
      if (name === "retry") return null;
      return { sentence: `did ${name}`, control: name === "reset" ? "undo" : null };
    };
    await open.ask("/retry");
    await open.said("There is nothing to answer anew right now.").waitFor();
    await open.ask("Hello");
    await open.said("echo: Hello").waitFor();
    await open.ask("/retry");
    await open.said("Hi there.").waitFor();
    await open.ask("/reset");
    await page.getByText("did reset").waitFor();
    await page.getByText("What would you like to know?").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await open.said("Hi there.").waitFor();
    expect(web.core.commands.map(({ name }) => name)).toEqual(["retry", "reset", "undo"]);
  });

  it("need not wait for an answer, and is given back when the bot is away", async () => {
    await using open = await openPage(browser(), { expected: /ERR_CONNECTION_REFUSED/ });
    const { page, web } = open;
    const replies = open.holdReplies();
    await open.ask("Slow");
    await expect.poll(() => replies.length).toBe(1);
    await open.ask("/status");
    await open.said("did status").waitFor();
    if (replies[0]) await answerWith(replies[0], "Done.");
    await open.said("Done.").waitFor();
    await web.running.close();
    await open.ask("/help");
    await page.getByText("The bot is away.").waitFor();
    expect(await page.getByLabel("Your message").inputValue()).toBe("/help");
  });
});
