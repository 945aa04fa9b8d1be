import { expect, it } from "vitest";
import { describeInBrowser } from "../../fakes/browser.ts";
import { answerWith } from "../../fakes/scripted-conversation.ts";
import { openPage, type OpenPage } from "./open-page.ts";

/** Everything an answer may ever consist of. */
const ALLOWED = new Set(
  "a blockquote br button code del div em figcaption figure h3 h4 h5 h6 hr li ol p path pre span strong svg table tbody td th thead tr ul".split(
    " ",
  ),
);

const EVERYTHING = [
  "# One\n## Two\n### Three\n#### Four\n##### Five\n###### Six",
  "A *soft*, **strong**, ~~gone~~ and `coded` word,\nand a line break; 5 &lt; 6 &amp;&amp; `&lt;`.",
  "- one\n- two\n  1. deep\n  2. deeper\n- [x] done\n- [ ] open",
  "7. seven\n8. eight",
  "> quoted\n>\n> twice",
  "---",
  "| Left | Right |\n|:--|--:|\n| `a` | **b**<br>c |",
  "```python\nprint('<b>')\n```",
  "    indented",
  "[a site](https://example.com/x?a=1&amp;b=2 'title'), <https://example.org>, www.example.net, me@example.com, ![a picture](https://example.com/p.png)",
  "[by name][far]",
  "\\*not soft\\* and \\<b\\>",
  "[far]: https://example.com/far",
].join("\n\n");

const HOSTILE = [
  "<script>window.hit = 1</script>",
  "<img src=x onerror='window.hit=1'>",
  "text <svg onload=window.hit=1> <iframe src='javascript:window.hit=1'></iframe> <style>*{display:none}</style>",
  "<a href='javascript:window.hit=1'>html link</a>",
  "[click](javascript:window.hit=1) [click](JaVaScRiPt:window.hit=1) [click](java\tscript:window.hit=1)",
  "[click](javascript&colon;window.hit=1) [click](&#106;avascript:window.hit=1) [click](&#x6A;avascript:window.hit=1)",
  "[click](data:text/html,<script>window.hit=1</script>) [click](vbscript:x) [click](//example.com) [click](/api/about)",
  "<javascript:window.hit=1> ![p](javascript:window.hit=1) ![p](data:image/svg+xml,<svg/onload=window.hit=1>)",
  "[ref][evil]\n\n[evil]: javascript:window.hit=1",
  '```js"><script>window.hit=1</script>\n</code></pre><script>window.hit=1</script>\n```',
  "| <script>window.hit=1</script> | [x](javascript:window.hit=1) |\n|-|-|\n| <img src=x onerror=window.hit=1> | b |",
  "`<script>window.hit=1</script>` &lt;script&gt;window.hit=1&lt;/script&gt;",
  '[x](https://example.com/"onmouseover=window.hit=1) [x](https://example.com \'a" onclick="window.hit=1\')',
  "<form action=/api/reset><button>press</button></form> <base href=https://evil.example> <meta http-equiv=refresh content=0>",
  "# <b onclick=window.hit=1>head</b>",
  "<!-- <script>window.hit=1</script>",
];

describeInBrowser("Markdown on the page", (browser) => {
  async function answered(open: OpenPage, markdown: string): Promise<void> {
    open.web.core.onMessage = (_, reply) => {
      void answerWith(reply, markdown);
      return "accepted";
    };
    const before = await open.page.locator("li.answer .actions").count();
    await open.ask("go");
    await expect.poll(() => open.page.locator("li.answer .actions").count()).toBe(before + 1);
  }

  const newest = (open: OpenPage) => open.page.locator("li.answer:last-child .markdown");

  it("is shown in all its forms", async () => {
    await using open = await openPage(browser());
    await answered(open, EVERYTHING);
    expect(await open.answerTags()).toEqual([...ALLOWED].toSorted());
    const text = await newest(open).innerText();
    expect(text).toContain("A soft, strong, gone and coded word,\nand a line break; 5 < 6 && &lt;.");
    expect(text).toContain("☑ done");
    expect(text).toContain("*not soft* and <b>");
    expect(await newest(open).locator("ol").last().getAttribute("start")).toBe("7");
    expect(await newest(open).locator("figure span").first().innerText()).toBe("python");
    const links = await newest(open)
      .locator("a")
      .evaluateAll((all: { href: string; rel: string; target: string }[]) =>
        all.map(({ href, rel, target }) => [href, rel, target]),
      );
    expect(links).toEqual(
      [
        "https://example.com/x?a=1&b=2",
        "https://example.org/",
        "http://www.example.net/",
        "mailto:me@example.com",
        "https://example.com/p.png",
        "https://example.com/far",
      ].map((href) => [href, "noopener noreferrer", "_blank"]),
    );
  });

  it("keeps strong words strong between Chinese letters", async () => {
    await using open = await openPage(browser());
    await answered(open, "**注意\uff1a**请先**“保存”**文件,再用 **`npm start`\uff1a**启动。2 ** 3 ** 4");
    expect(await newest(open).locator("strong").allInnerTexts()).toEqual([
      "注意\uff1a",
      "“保存”",
      "npm start\uff1a",
    ]);
    expect(await newest(open).innerText()).toContain("2 ** 3 ** 4");
  });

  it("copies a code block and a whole answer exactly", async () => {
    await using open = await openPage(browser(), { permissions: ["clipboard-read", "clipboard-write"] });
    const { page } = open;
    const markdown = "Run **this**:\n\n```sh\necho '<b>'\n\techo 2\n```\n\nDone.";
    await answered(open, markdown);
    const clipboard = () => page.evaluate<string>("navigator.clipboard.readText()");
    await page.locator("figure").getByRole("button", { name: "Copy" }).click();
    await page.locator("figure").getByRole("button", { name: "Copied" }).waitFor();
    expect(await clipboard()).toBe("echo '<b>'\n\techo 2");
    await page.locator(".actions").getByRole("button", { name: "Copy" }).click();
    await page.locator(".actions").getByRole("button", { name: "Copied" }).waitFor();
    expect(await clipboard()).toBe(markdown);
  });

  it("runs nothing and makes nothing of what a model or a person makes up", async () => {
    await using open = await openPage(browser(), {
      before: ({ core }) => {
        core.turns = HOSTILE.flatMap((text) => [
          { role: "user", speaker: "", text },
          { role: "assistant", text },
        ]);
      },
    });
    const { page } = open;
    await expect.poll(() => page.locator("li.answer").count()).toBe(HOSTILE.length);
    await answered(open, HOSTILE.join("\n\n"));
    expect(await page.locator("li.question p").allTextContents()).toEqual([...HOSTILE, "go"]);
    expect(await page.locator("li.question p *").count()).toBe(0);

    const tags = await page.evaluate<string[]>(
      `[...new Set([...document.querySelectorAll(".markdown *")].map((e) => e.localName))]`,
    );
    expect(tags.filter((tag) => !ALLOWED.has(tag))).toEqual([]);
    const attributes = await page.evaluate<string[]>(
      `[...new Set([...document.querySelectorAll(".markdown *")].flatMap((e) => e.getAttributeNames()))].sort()`,
    );
    expect(attributes).toEqual(
      [
        "aria-hidden",
        "aria-label",
        "class",
        "d",
        "data-copy",
        "href",
        "rel",
        "role",
        "tabindex",
        "target",
        "title",
      ]
        .concat("type", "viewBox")
        .toSorted(),
    );
    const protocols = await page.evaluate<string[]>(
      `[...new Set([...document.querySelectorAll(".markdown a")].map((a) => a.protocol))]`,
    );
    expect(protocols).toEqual(["https:"]);
    // Where it says "click" there must be nothing to click on; try all the same.
    for (const bait of await page.getByText("click", { exact: true }).all()) await bait.click();
    expect(await page.evaluate("window.hit")).toBeUndefined();
    expect(page.url()).toBe(`${open.web.url}/`);
  });

  it("ends up the same whether it came in one piece or letter by letter", async () => {
    await using open = await openPage(browser());
    const { page } = open;
    await answered(open, EVERYTHING);
    const whole = await newest(open).evaluate((element: { outerHTML: string }) => element.outerHTML);
    const replies = open.holdReplies();
    await open.ask("go");
    await expect.poll(() => replies.length).toBe(1);
    // Each step is waited for, so that each of them is really drawn.
    for (let length = 1; length < EVERYTHING.length; length += 7) {
      replies[0]?.show(EVERYTHING.slice(0, length));
      if (length % 5 === 0) await page.evaluate("new Promise(requestAnimationFrame)");
    }
    if (replies[0]) await answerWith(replies[0], EVERYTHING);
    await expect.poll(() => page.locator("li.answer .actions").count()).toBe(2);
    expect(await newest(open).evaluate((element: { outerHTML: string }) => element.outerHTML)).toBe(whole);
  });

  it("does not show marks that are still open, nor touch what stands already", async () => {
    await using open = await openPage(browser());
    const { page } = open;
    const replies = open.holdReplies();
    await open.ask("go");
    await expect.poll(() => replies.length).toBe(1);
    const shows = async (markdown: string, text: string) => {
      replies[0]?.show(markdown);
      await expect.poll(() => newest(open).innerText()).toBe(text);
    };
    await shows("The **", "The");
    await shows("The **first", "The first");
    await shows("The **first*", "The first");
    await shows("The **first** `co", "The first co");
    await shows("The **first** [li", "The first li");
    await shows("The **first** [link](https://exa", "The first link");
    await page.evaluate(`window.first = document.querySelector(".markdown > p")`);
    await shows("The **first** `co`\n\nThe second", "The first co\n\nThe second");
    await shows(
      "The **first** `co`\n\nThe second\n\nThe third\n\n-",
      "The first co\n\nThe second\n\nThe third",
    );
    expect(await page.evaluate(`window.first === document.querySelector(".markdown > p")`)).toBe(true);
    if (replies[0]) await answerWith(replies[0], "Done.");
  });

  it("keeps a selection in a code block that is still growing", async () => {
    await using open = await openPage(browser());
    const { page } = open;
    const replies = open.holdReplies();
    await open.ask("go");
    await expect.poll(() => replies.length).toBe(1);
    replies[0]?.show("```js\nlet a = 1;");
    await open.said("let a = 1;").waitFor();
    await page.evaluate(`(([, name, value]) => getSelection().setBaseAndExtent(name, 1, value.firstChild, 1))(
      document.querySelector("pre code").childNodes)`);
    replies[0]?.show("```js\nlet a = 1;\nlet b = 2;\n```\n\nAnd so on.");
    await open.said("And so on.").waitFor();
    expect(await page.evaluate("getSelection().toString()")).toBe("a = 1");
    if (replies[0]) await answerWith(replies[0], "```js\nlet a = 1;\nlet b = 2;\n```\n\nAnd so on.");
  });

  it("survives what would exhaust a parser", async () => {
    await using open = await openPage(browser());
    for (const bomb of [">".repeat(15_000), "[".repeat(15_000), "*a **b ".repeat(2000), "- ".repeat(5000)]) {
      await answered(open, `${bomb}x`);
      expect(await newest(open).innerText()).toContain("x");
    }
  });
});
