import { expect, it } from "vitest";
import { describeInBrowser } from "../../fakes/browser.ts";
import { answerWith, FIGURES } from "../../fakes/scripted-conversation.ts";
import { BUILT, openPage } from "./open-page.ts";
import { startWeb } from "./running-web.ts";

describeInBrowser("the chat page", (browser) => {
  it("shows an answer while it is written, and then what it cost", async () => {
    await using open = await openPage(browser());
    const { page } = open;
    const replies = open.holdReplies();
    await open.ask("What is a lantern?");
    expect(await page.getByRole("listitem").first().innerText()).toContain("What is a lantern?");
    await expect.poll(() => replies.length).toBe(1);

    const answer = page.locator("li.answer");
    replies[0]?.show("A **lam");
    await answer.getByText("A lam").waitFor();
    expect(await answer.getAttribute("aria-busy")).toBe("true");
    expect(await open.answerTags()).toEqual(["p", "strong"]); // the open mark is closed, not shown
    replies[0]?.show("A **lamp** with a handle.");
    await answer.getByText("A lamp with a handle.").waitFor();
    expect(await page.getByRole("button", { name: "Try again" }).count()).toBe(0);

    await replies[0]?.finish({
      kind: "answered",
      text: "A **lamp** with a handle.",
      notes: ["Older messages have left the window."],
      figures: { ...FIGURES, msToFirstToken: 183, tokensPerSecond: 41.3 },
    });
    await page.getByRole("button", { name: "first word after 0.18 s · 41 tokens/s" }).waitFor();
    await page.getByText("Older messages have left the window.").waitFor();
    expect(await answer.getAttribute("aria-busy")).toBe("false");
    // Screen readers hear the finished answer once, not every piece of it.
    expect(await page.locator("#announcer").textContent()).toBe("A lamp with a handle.");
    await page.getByRole("button", { name: "Try again" }).waitFor();
  });

  it("says what the bot does only when that lasts", async () => {
    await using open = await openPage(browser(), { untouched: true });
    const { page } = open;
    const replies = open.holdReplies();
    await open.ask("A long text");
    await expect.poll(() => replies.length).toBe(1);
    await page.clock.install();
    replies[0]?.working({ kind: "waiting", ahead: 2, sentence: "In line…" });
    await page.locator(".progress").waitFor();
    expect(await page.locator(".progress").innerText()).toBe("");
    replies[0]?.working({ kind: "reading", done: 640, total: 1480, sentence: "Reading…" });
    await expect
      .poll(async () => {
        await page.clock.runFor(300);
        return page.locator(".progress").innerText();
      })
      .toBe("Reading 640 of 1,480 tokens…");
    if (replies[0]) await answerWith(replies[0], "Read.");
    await expect.poll(() => page.locator(".progress").isVisible()).toBe(false);
  });

  it("takes back what an engine that starts over had written", async () => {
    await using open = await openPage(browser());
    const replies = open.holdReplies();
    await open.ask("Hello");
    await expect.poll(() => replies.length).toBe(1);
    replies[0]?.show("# A wrong beginning\n\nwith two blocks");
    await open.page.getByText("with two blocks").waitFor();
    replies[0]?.show("A right one");
    await expect.poll(() => open.page.locator(".markdown").innerText()).toBe("A right one");
    if (replies[0]) await answerWith(replies[0], "A right one.");
  });

  it("stops an answer by button and by the Escape key", async () => {
    await using open = await openPage(browser());
    const { page, web } = open;
    const replies = open.holdReplies();
    web.core.onCommand = ({ name }) => {
      const ending = { kind: "stopped", text: "A la", notes: [], figures: FIGURES } as const;
      if (name === "stop") void replies.at(-1)?.finish(ending);
      return "Stopped.";
    };
    await open.ask("First");
    await expect.poll(() => replies.length).toBe(1);
    replies[0]?.show("A la");
    await open.said("A la").waitFor();
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByText(/^Stopped · /).waitFor();
    await page.getByRole("button", { name: "Send" }).waitFor();

    await open.ask("Second");
    await expect.poll(() => replies.length).toBe(2);
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByText(/^Stopped · /).count()).toBe(2);
    expect(web.core.commands.map(({ name }) => name)).toEqual(["stop", "stop"]);
  });

  it("has the last question answered anew, in place", async () => {
    await using open = await openPage(browser());
    const { page, web } = open;
    web.core.onCommand = (_, reply) => {
      void answerWith(reply, "Another answer.");
      return null;
    };
    await open.ask("Hello");
    await open.said("echo: Hello").waitFor();
    await page.getByRole("button", { name: "Try again" }).click();
    await open.said("Another answer.").waitFor();
    expect(await page.locator("#thread > li").count()).toBe(2);
    expect(web.core.commands.map(({ name }) => name)).toEqual(["retry"]);
  });

  it("keeps the old answer when there can be no new one", async () => {
    await using open = await openPage(browser());
    const { page, web } = open;
    web.core.onCommand = () => "There is nothing to retry.";
    await open.ask("Hello");
    await open.said("echo: Hello").waitFor();
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("There is nothing to retry.").waitFor();
    await open.said("echo: Hello").waitFor();
  });

  it("shows a failure as one sentence, and asks the same question again on demand", async () => {
    await using open = await openPage(browser());
    const { page, web } = open;
    const answers = web.core.onMessage;
    web.core.onMessage = (_, reply) => {
      void reply.finish({
        kind: "failed",
        text: "A l",
        code: "model",
        sentence: "It broke.",
        incident: "k3f9",
      });
      return "refused";
    };
    await open.ask("Hello");
    await page.getByRole("alert").filter({ hasText: "It broke. In the log: k3f9" }).waitFor();
    web.core.onMessage = answers;
    await page.getByRole("button", { name: "Try again" }).click();
    await open.said("echo: Hello").waitFor();
    expect(await page.getByText("It broke.").count()).toBe(0);
    expect(web.core.received.map(({ text }) => text)).toEqual(["Hello", "Hello"]);
    expect(await page.locator("#thread > li").count()).toBe(2);
  });

  it("gives the text back when it was too long for the model", async () => {
    await using open = await openPage(browser());
    open.web.core.onMessage = (_, reply) => {
      void reply.finish({ kind: "failed", text: "", code: "too-long", sentence: "Too long.", incident: "" });
      return "refused";
    };
    await open.ask("word ".repeat(2000).trim());
    await open.page.getByText("Too long.").waitFor();
    expect(await open.page.getByLabel("Your message").inputValue()).toHaveLength(9999);
    expect(await open.page.getByRole("button", { name: "Try again" }).count()).toBe(0);
  });

  it("refuses a text of more than 16,000 characters without sending it, and keeps it", async () => {
    await using open = await openPage(browser());
    await open.ask("x".repeat(16_001));
    await open.page.getByText("at most; please shorten it").waitFor();
    expect(await open.page.getByLabel("Your message").inputValue()).toHaveLength(16_001);
    await open.page.getByLabel("Your message").fill("short");
    expect(await open.page.locator("#problem").innerText()).toBe("");
    expect(open.web.core.received).toEqual([]);
  });

  it("says so when the bot is stopping, and when it is gone", async () => {
    await using open = await openPage(browser(), { expected: /503|ERR_CONNECTION_REFUSED/ });
    const { page, web } = open;
    await web.running.stopIntake();
    await open.ask("Hello");
    await page.getByText("The bot is stopping; please try again in a moment.").waitFor();
    await web.running.close();
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("The bot cannot be reached; please try again.").waitFor();
  });

  it("starts a new chat, which the bot knows by another name, and takes an answer under way no further", async () => {
    await using open = await openPage(browser());
    const { page, web } = open;
    const replies = open.holdReplies();
    await open.ask("First");
    await expect.poll(() => replies.length).toBe(1);
    replies[0]?.show("Half an");
    await open.said("Half an").waitFor();
    await page.getByRole("button", { name: "New chat" }).click();
    await page.getByText("What would you like to know?").waitFor();
    replies[0]?.show("Half an answer");
    await open.ask("Second");
    await expect.poll(() => replies.length).toBe(2);
    if (replies[1]) await answerWith(replies[1], "To the second.");
    await open.said("To the second.").waitFor();
    expect(await page.locator("#thread > li").count()).toBe(2);
    const [first, second] = web.core.received.map(({ channel }) => channel);
    expect(first).toMatch(/^web:[0-9a-f]{32}$/);
    expect(second).not.toBe(first);
    expect(replies[0]?.lost.aborted).toBe(false);
  });

  it("lets the bot know that a question is coming, when it is opened and now and then while one is typed", async () => {
    await using open = await openPage(browser(), { untouched: true });
    const { page, web } = open;
    await expect.poll(() => web.core.expected.length).toBe(1);
    await page.clock.install();
    await page.reload();
    const typed = async () => {
      await page.clock.fastForward(5000);
      await page.keyboard.type("What is");
    };
    await typed();
    await expect.poll(() => web.core.expected.length).toBe(3);
    await page.keyboard.type(" a lantern");
    await typed();
    await expect.poll(() => web.core.expected.length).toBe(4);
    await page.keyboard.press("Enter");
    await expect.poll(() => web.core.received.length).toBe(1);
    expect(new Set(web.core.expected)).toEqual(new Set([web.core.received[0]?.channel]));
  });

  it("shows the history after a reload, and keeps what was typed and not sent", async () => {
    await using open = await openPage(browser());
    const { page, web } = open;
    await open.ask("你好");
    await open.said("echo: 你好").waitFor();
    await page.getByLabel("Your message").fill("a half-written thou");
    web.core.turns = [
      { role: "user", speaker: "", text: "你好 <b>" },
      { role: "assistant", text: "你好! **我是小灯**" },
    ];
    await page.reload();
    await page.getByText("你好! 我是小灯").waitFor();
    expect(await page.locator("li.question").innerText()).toContain("你好 <b>");
    expect(await page.getByLabel("Your message").inputValue()).toBe("a half-written thou");
    await page.keyboard.press("Enter");
    await expect.poll(() => web.core.received.length).toBe(2);
    expect(web.core.received[1]?.channel).toBe(web.core.received[0]?.channel);
    expect(web.core.received[1]?.text).toBe("a half-written thou");
  });

  it("takes up an answer that was under way when the page was reloaded", async () => {
    await using open = await openPage(browser());
    const { page, web } = open;
    const replies = open.holdReplies();
    await open.ask("Hello");
    await expect.poll(() => replies.length).toBe(1);
    replies[0]?.show("A la");
    await open.said("A la").waitFor();
    await page.reload();
    await page.locator("li.question").getByText("Hello").waitFor();
    await open.said("A la").waitFor();
    await page.getByRole("button", { name: "Stop" }).waitFor();
    web.core.turns = [
      { role: "user", speaker: "", text: "Hello" },
      { role: "assistant", text: "A lamp." },
    ];
    if (replies[0]) await answerWith(replies[0], "A lamp.");
    await open.said("A lamp.").waitFor();
    await page.getByRole("button", { name: "Send" }).waitFor();
    expect(await page.locator("#thread > li").count()).toBe(2);
  });

  it("shows a question that a restart has interrupted once, loaded anew or not", async () => {
    for (const reload of [false, true]) {
      await using open = await openPage(browser(), { expected: /ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE/ });
      const { page, web } = open;
      open.holdReplies();
      const question = `Tell me all of this: ${"and this ".repeat(20)}please`;
      await open.ask(question);
      await expect.poll(() => web.core.received.length).toBe(1);
      await web.running.close();
      await page.getByText("The connection was lost. Waiting for the bot…").waitFor();

      await using next = await startWeb({ ...BUILT, port: Number(new URL(web.url).port) });
      const reply = next.running.replyAt(web.core.received[0]?.place ?? "", []);
      reply?.show("There is");
      if (reload) await page.reload();
      await open.said("There is").waitFor();
      await page.locator("li.question").getByText("Tell me all of this").waitFor();
      next.core.turns = [
        { role: "user", speaker: "", text: question },
        { role: "assistant", text: "There is much." },
      ];
      if (reply) await answerWith(reply, "There is much.");
      await open.said("There is much.").waitFor();
      await page.getByRole("button", { name: "Send" }).waitFor();
      expect(await page.locator("#thread > li").count()).toBe(2);
      expect(await page.locator("li.question").innerText()).toContain(question);
      expect(next.core.received).toEqual([]);
    }
  });

  it("asks for the password first, with JavaScript or without", async () => {
    for (const javaScriptEnabled of [true, false]) {
      const options = { web: { password: "open sesame" }, javaScriptEnabled };
      await using open = await openPage(browser(), { ...options, expected: /401/ });
      const { page } = open;
      await page.getByLabel("Password").fill("guess");
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByText("This is not the password.").waitFor();
      await page.getByLabel("Password").fill("open sesame");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Lantern", exact: true }).first().waitFor();
      expect(new URL(page.url()).pathname).toBe("/");
      if (!javaScriptEnabled) continue;
      await open.ask("Hello");
      await open.said("echo: Hello").waitFor();

      await page.context().clearCookies(); // as if the session had ended
      await open.ask("Are you there?");
      await page.getByText("Please sign in first; reload the page to do so.").waitFor();
      await page.reload();
      await page.getByLabel("Password").fill("open sesame");
      await page.keyboard.press("Enter");
      await expect.poll(() => page.getByLabel("Your message").inputValue()).toBe("Are you there?");
    }
  });

  it("says that the history cannot be read instead of showing an empty page as if all was well", async () => {
    await using open = await openPage(browser(), {
      expected: /500/,
      before: ({ core }) => void (core.history = () => Promise.reject(new Error("disk"))),
    });
    await open.page.getByText("Something went wrong; please try again.").waitFor();
  });

  it("greets with examples that are asked by a click, in the browser's language", async () => {
    for (const [locale, examples] of [
      ["zh-CN", ["帮我写一首关于春天的诗", "用Python实现快速排序算法", "解释什么是机器学习?"]],
      [
        "de-DE",
        ["Write a poem about spring", "Implement quicksort in Python", "Explain what machine learning is"],
      ],
    ] as const) {
      await using open = await openPage(browser(), { locale });
      const { page, web } = open;
      expect(await page.locator("#examples button").allInnerTexts()).toEqual(examples);
      await page.getByRole("button", { name: examples[1] }).click();
      await open.said(`echo: ${examples[1]}`).waitFor();
      expect(web.core.received).toMatchObject([
        { text: examples[1], locale: locale === "zh-CN" ? "zh-CN" : "en" },
      ]);
      expect(await page.locator("html").getAttribute("lang")).toBe(locale === "zh-CN" ? "zh-CN" : "en");
      expect(await page.getByText(examples[0]).isVisible()).toBe(false);
    }
  });

  it("says plainly when it is only the demo model that answers", async () => {
    const about = () => ({ name: "Lamp", model: "lamp-tiny", demo: true });
    await using open = await openPage(browser(), { web: { about } });
    await open.page.getByText("This is the small demo model.").waitFor();
    expect(await open.page.title()).toBe("Lamp");
    await using real = await openPage(browser());
    await real.page.getByText("Qwen2.5-0.5B-Instruct").waitFor();
    expect(await real.page.getByText("This is the small demo model.").isVisible()).toBe(false);
  });

  it("can be used with the keyboard alone", async () => {
    await using open = await openPage(browser());
    const { page, web } = open;
    expect(await focused(open)).toBe("text");
    await page.keyboard.type("one");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("two");
    await page.keyboard.press("Enter");
    await open.said("echo: one").waitFor();
    expect(web.core.received[0]?.text).toBe("one\ntwo");
    expect(await focused(open)).toBe("text");
    await page.keyboard.press("Shift+Tab"); // to the figures
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter");
    await expect.poll(() => web.core.commands.map(({ name }) => name)).toEqual(["retry"]);
  });

  it("does not send while a word is being composed", async () => {
    await using open = await openPage(browser());
    const { page, web } = open;
    await page.getByLabel("Your message").fill("ni hao");
    const composing = { key: "Enter", bubbles: true, cancelable: true };
    await page.getByLabel("Your message").dispatchEvent("keydown", { ...composing, isComposing: true });
    await page.getByLabel("Your message").dispatchEvent("keydown", { ...composing, keyCode: 229 });
    expect(await page.getByLabel("Your message").inputValue()).toBe("ni hao");
    await page.keyboard.press("Enter");
    await expect.poll(() => web.core.received.length).toBe(1);
  });

  it("lets the composer grow with its text, up to a limit", async () => {
    await using open = await openPage(browser(), { viewport: { width: 800, height: 600 } });
    const field = open.page.getByLabel("Your message");
    const height = async () => (await field.boundingBox())?.height ?? 0;
    const one = await height();
    await field.fill("1\n2\n3\n4");
    const four = await height();
    expect(four).toBeGreaterThan(2.5 * one);
    await field.fill("line\n".repeat(200));
    expect(await height()).toBeLessThanOrEqual(241);
    await field.fill("");
    expect(await height()).toBe(one);
  });

  it("fits a phone of 320 pixels without scrolling sideways", async () => {
    await using open = await openPage(browser(), { viewport: { width: 320, height: 640 } });
    const { page, web } = open;
    web.core.onMessage = (_, reply) => {
      const wide = "x".repeat(300);
      void answerWith(
        reply,
        `${wide}\n\n\`\`\`js\n${wide}\n\`\`\`\n\n|a|b|\n|-|-|\n|${wide}|${"word ".repeat(60)}|\n\n# ${wide}`,
      );
      return "accepted";
    };
    await open.ask(`https://example.com/${"y".repeat(300)}`);
    await page.getByRole("button", { name: "Try again" }).waitFor();
    for (const element of ["document.documentElement", "document.getElementById('scroller')"]) {
      const [scrolls, width] = await page.evaluate<[number, number]>(
        `[${element}.scrollWidth, ${element}.clientWidth]`,
      );
      expect(scrolls).toBe(width);
    }
    for (const button of await page.locator("button:visible").all()) {
      const box = await button.boundingBox();
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(320);
    }
  });

  it("has a light and a dark side, both easy to read", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      await using open = await openPage(browser(), { colorScheme });
      const [paper, ink, soft] = await open.page.evaluate<[number[], number[], number[]]>(
        `[[document.body, "backgroundColor"], [document.body, "color"], [document.getElementById("hint"), "color"]]
          .map(([element, property]) => getComputedStyle(element)[property].match(/\\d+/g).map(Number))`,
      );
      expect(luminance(paper) > 0.5).toBe(colorScheme === "light");
      expect(contrast(paper, ink)).toBeGreaterThan(10);
      expect(contrast(paper, soft)).toBeGreaterThan(4.5);
    }
  });

  it("keeps the newest words in sight, unless the person has scrolled up", async () => {
    await using open = await openPage(browser(), { viewport: { width: 800, height: 500 } });
    const { page } = open;
    const replies = open.holdReplies();
    await open.ask("Tell me a long story");
    await expect.poll(() => replies.length).toBe(1);
    const distance = () =>
      page.evaluate<number>(
        `(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight)(document.getElementById("scroller"))`,
      );
    let story = "";
    for (let chapter = 1; chapter <= 20; chapter++) {
      replies[0]?.show((story += `## Chapter ${chapter}\n\nIt went on and on.\n\n`));
      await page.getByText(`Chapter ${chapter}`, { exact: true }).waitFor();
      expect(await distance()).toBeLessThan(2);
    }
    await page.mouse.move(400, 200);
    await page.mouse.wheel(0, -300);
    await page.getByRole("button", { name: "Go to the newest words" }).waitFor();
    const before = await distance();
    replies[0]?.show((story += "The end."));
    await page.getByText("The end.").waitFor();
    expect(await distance()).toBeGreaterThanOrEqual(before);
    await page.getByRole("button", { name: "Go to the newest words" }).click();
    expect(await distance()).toBeLessThan(2);
    await page.getByRole("button", { name: "Go to the newest words" }).waitFor({ state: "hidden" });
  });

  it("gives screen readers landmarks, and every button a name", async () => {
    await using open = await openPage(browser());
    await open.ask("Hello");
    await open.said("echo: Hello").waitFor();
    const { page } = open;
    await page.getByRole("heading", { level: 1, name: "Hello" }).waitFor();
    await page.getByRole("complementary", { name: "Conversations" }).waitFor();
    await page.getByRole("main").waitFor();
    await page.getByRole("list", { name: "Conversation" }).waitFor();
    const speakers = await page.locator("#thread h2").allTextContents();
    expect(speakers).toEqual(["You", "Lantern"]);
    const unnamed = await page.evaluate<number>(
      `[...document.querySelectorAll("button")].filter((b) => !b.hidden && !(b.ariaLabel ?? b.textContent)).length`,
    );
    expect(unnamed).toBe(0);
  });
});

function focused({ page }: { page: { evaluate<T>(script: string): Promise<T> } }): Promise<string> {
  return page.evaluate<string>("document.activeElement.id");
}

/** Relative luminance as WCAG defines it. */
function luminance(rgb: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = rgb.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: readonly number[], b: readonly number[]): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (lighter + 0.05) / (darker + 0.05);
}
