import fc from "fast-check";
import { expect, it } from "vitest";
import { openPage } from "../adapters/web/open-page.ts";
import { describeInBrowser } from "../fakes/browser.ts";
import { answerWith } from "../fakes/scripted-conversation.ts";
import { bombs, hostileText } from "./generators.ts";

/** What an answer may consist of: nothing that loads, runs or takes input. */
const ALLOWED =
  "a blockquote br button code del div em figcaption figure h3 h4 h5 h6 hr li ol p path pre span strong svg table tbody td th thead tr ul".split(
    " ",
  );

describeInBrowser("hostile text on the page", (browser) => {
  it("becomes nothing but harmless elements and safe links, in a history of it", async () => {
    const texts = fc.sample(hostileText, { seed: 42, numRuns: 300 }).filter((text) => text.trim() !== "");
    await using open = await openPage(browser(), {
      before: ({ core }) => {
        core.turns = texts.flatMap((text) => [
          { role: "user", speaker: "", text },
          { role: "assistant", text },
        ]);
      },
    });
    const { page } = open;
    await expect.poll(() => page.locator("li.answer").count(), { timeout: 10_000 }).toBe(texts.length);

    const tags = await page.evaluate<string[]>(
      `[...new Set([...document.querySelectorAll(".markdown *")].map((e) => e.localName))]`,
    );
    expect(tags.filter((tag) => !ALLOWED.includes(tag))).toEqual([]);
    const protocols = await page.evaluate<string[]>(
      `[...new Set([...document.querySelectorAll(".markdown a")].map((a) => a.protocol))].sort()`,
    );
    expect(protocols.filter((protocol) => !["http:", "https:", "mailto:"].includes(protocol))).toEqual([]);
    expect(await page.locator("li.question p *").count()).toBe(0);
    const isWide = await page.evaluate<boolean>("document.documentElement.scrollWidth > innerWidth");
    expect(isWide).toBe(false);
  });

  it("leaves the page alive when it is a bomb, streamed and whole", async () => {
    await using open = await openPage(browser());
    const replies = open.holdReplies();
    await open.ask("go");
    await expect.poll(() => replies.length).toBe(1);
    const [reply] = replies;
    if (reply === undefined) throw new Error("no reply");
    for (const [, text] of bombs(8_000)) {
      for (const share of [1 / 3, 2 / 3, 1]) reply.show(text.slice(0, text.length * share));
      await open.page.evaluate("new Promise(requestAnimationFrame)");
    }
    await answerWith(reply, `${bombs(8_000).at(-1)?.[1] ?? ""}\n\nStill here.`);
    await open.said("Still here.").waitFor();
  });
});
