import { expect, it } from "vitest";
import { describeInBrowser } from "../../fakes/browser.ts";
import { answerWith, FIGURES } from "../../fakes/scripted-conversation.ts";
import { BUILT, openPage } from "./open-page.ts";
import { startWeb } from "./running-web.ts";

describeInBrowser("the last question", (browser) => {
  it("is edited by the arrow up or its button, and answered anew in its place", async () => {
    await using open = await openPage(browser());
    const { page, web } = open;
    web.core.onCommand = ({ text = "" }, reply) => {
      void answerWith(reply, `anew: ${text}`);
      return null;
    };
    await open.ask("What is a lam");
    await open.said("echo: What is a lam").waitFor();
    await page.keyboard.press("ArrowUp");
    const field = page.getByLabel("Your question, to be changed");
    expect(await field.inputValue()).toBe("What is a lam");
    await page.keyboard.type("p");
    await page.keyboard.press("Enter");
    await open.said("anew: What is a lamp").waitFor();
    expect(await page.locator("#thread > li").count()).toBe(2);
    expect(await page.locator("li.question p").innerText()).toBe("What is a lamp");
    expect(web.core.commands).toMatchObject([{ name: "retry", text: "What is a lamp" }]);

    await page.locator("li.question").hover();
    await page.getByRole("button", { name: "Edit this question and ask again" }).click();
    await field.fill("Something else");
    await page.keyboard.press("Escape");
    expect(await page.locator("li.question p").innerText()).toBe("What is a lamp");
    expect(web.core.commands).toHaveLength(1);
  });

  it("stays as it was where it cannot be asked anew, and the new words are given back", async () => {
    await using open = await openPage(browser());
    const { page, web } = open;
    web.core.onCommand = () => "There is nothing to retry.";
    await open.ask("Old");
    await open.said("echo: Old").waitFor();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.type("er");
    await page.keyboard.press("Enter");
    await page.getByText("There is nothing to retry.").waitFor();
    expect(await page.locator("li.question p").innerText()).toBe("Old");
    await open.said("echo: Old").waitFor();
    expect(await page.getByLabel("Your message").inputValue()).toBe("Older");
  });

  it("is shown as it now reads on a page that is loaded while it is answered", async () => {
    await using open = await openPage(browser());
    const { page, web } = open;
    await open.ask("Old");
    await open.said("echo: Old").waitFor();
    web.core.turns = [
      { role: "user", speaker: "", text: "Old" },
      { role: "assistant", text: "echo: Old" },
    ];
    let finish: () => void = () => undefined;
    web.core.onCommand = (_, reply) => {
      reply.show("It");
      finish = () => {
        web.core.turns = [
          { role: "user", speaker: "", text: "New" },
          { role: "assistant", text: "It is." },
        ];
        void answerWith(reply, "It is.");
      };
      return null;
    };
    await page.keyboard.press("ArrowUp");
    await page.getByLabel("Your question, to be changed").fill("New");
    await page.keyboard.press("Enter");
    await open.said("It").waitFor();
    await page.reload();
    await page.locator("li.question p").getByText("New").waitFor();
    finish();
    await open.said("It is.").waitFor();
    expect(await page.locator("#thread > li").count()).toBe(2);
  });
});

describeInBrowser("the page", (browser) => {
  it("tells all figures of an answer on demand", async () => {
    await using open = await openPage(browser());
    const { page } = open;
    const replies = open.holdReplies();
    await open.ask("Hello");
    await expect.poll(() => replies.length).toBe(1);
    const figures = { ...FIGURES, tokensRead: 12, tokensReused: 800, msInLine: 1500, turnsLeftOut: 2 };
    await replies[0]?.finish({ kind: "answered", text: "Hi.", notes: [], figures });
    await page.getByRole("button", { name: "first word after 0.04 s · 50 tokens/s" }).click();
    const all = (await page.locator("dl.all-figures").innerText()).replaceAll("\n", " ");
    expect(all.replaceAll(/ +/g, " ")).toBe(
      "First word 0.04 s Speed 50 tokens/s Read 12 of 812 tokens Cached 800 tokens Written 8 tokens In line 1.5 s Left out 2 older messages",
    );
  });

  it("colours code while it is written, and copies it plainly", async () => {
    await using open = await openPage(browser(), { permissions: ["clipboard-read", "clipboard-write"] });
    const { page } = open;
    const replies = open.holdReplies();
    await open.ask("Code");
    await expect.poll(() => replies.length).toBe(1);
    const code = "def f():\n    return 'a'  # yes\n\nprint(f())";
    for (let end = 12; end < code.length; end += 7) replies[0]?.show(`\`\`\`python\n${code.slice(0, end)}`);
    await page.locator(".code-keyword").getByText("return").waitFor();
    if (replies[0]) await answerWith(replies[0], `\`\`\`python\n${code}\n\`\`\``);
    await page.locator(".code-comment").getByText("# yes").waitFor();
    expect(await page.locator("pre code").innerText()).toBe(code);
    await page.locator("figure").getByRole("button", { name: "Copy" }).click();
    await expect.poll(() => page.evaluate("navigator.clipboard.readText()")).toBe(code);
  });

  it("keeps the colours that were chosen, and is never seen in others", async () => {
    await using open = await openPage(browser(), { colorScheme: "light" });
    const { page } = open;
    const paper = () => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    const light = await paper();
    await page.getByRole("radio", { name: "Dark" }).click();
    const dark = await paper();
    expect(dark).not.toBe(light);
    await page.reload();
    expect(await paper()).toBe(dark);
    await page.getByRole("radio", { name: "Dark" }).press("ArrowLeft");
    expect(await paper()).toBe(light);
    await page.getByRole("radio", { name: "As the system" }).click();
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await paper()).toBe(dark);
  });

  it("speaks the language that was chosen, and so does the bot", async () => {
    await using open = await openPage(browser());
    const { page, web } = open;
    await page.getByLabel("Your message").fill("half");
    await page.getByRole("button", { name: "中文" }).click();
    await page.getByText("想聊点什么？").waitFor();
    expect(await page.getByLabel("你的消息").inputValue()).toBe("half");
    await page.keyboard.press("Enter");
    await expect.poll(() => web.core.received[0]?.locale).toBe("zh-CN");
    await page.getByRole("button", { name: "English" }).click();
    await page.getByLabel("Your message").waitFor();
  });

  it("says calmly that the bot is away, keeps what is typed, and comes back by itself", async () => {
    await using open = await openPage(browser(), { expected: /ERR_CONNECTION_REFUSED/ });
    const { page, web } = open;
    await open.ask("Hello");
    await open.said("echo: Hello").waitFor();
    await web.running.close();
    await open.ask("Still there?");
    await page.getByText("The bot is away. Nothing is lost; this page comes back by itself.").waitFor();
    await page.getByLabel("Your message").fill("And now?");
    await page.keyboard.press("Enter");
    expect(await page.getByLabel("Your message").inputValue()).toBe("And now?");
    await open.said("echo: Hello").waitFor();

    await using next = await startWeb({ ...BUILT, port: Number(new URL(web.url).port) });
    await page.getByText("The bot is away.").waitFor({ state: "hidden" });
    await page.keyboard.press("Enter");
    await open.said("echo: And now?").waitFor();
    expect(next.core.received.map(({ text }) => text)).toEqual(["And now?"]);
  });

  it("signs out, where one had to sign in", async () => {
    await using open = await openPage(browser(), { web: { password: "open sesame" } });
    const { page } = open;
    await page.getByLabel("Password").fill("open sesame");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Password").waitFor();
    await using free = await openPage(browser());
    await free.page.getByText("Qwen2.5-0.5B-Instruct").waitFor();
    expect(await free.page.getByRole("button", { name: "Sign out" }).count()).toBe(0);
  });

  it("moves nothing for who does not like it", async () => {
    await using open = await openPage(browser(), { reducedMotion: "reduce" });
    expect(
      await open.page.evaluate("getComputedStyle(document.getElementById('side')).transitionDuration"),
    ).toBe("0s");
  });
});
