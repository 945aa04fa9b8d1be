import { expect, it } from "vitest";
import { describeInBrowser } from "../../fakes/browser.ts";
import { answerWith } from "../../fakes/scripted-conversation.ts";
import { openPage } from "./open-page.ts";

/** About 2,000 tokens of what models write: prose, lists, a table and a long block of code. */
const CHAPTER = [
  "## A part of it\n\nIt *goes on* for a while, with **strong words**, `code` and a [link](https://example.com), ",
  "line after line, as long answers do.\n\n- One thing, and what there is to say of it\n- Another thing\n\n",
  "| name | value |\n|---|---|\n| one | 1 |\n| two | 2 |\n\n",
].join("");
const CODE = `\`\`\`ts\n${'export function add(a: number, b = "x") {\n  return a + 1.5; // why\n}\n\n'.repeat(45)}\`\`\`\n\n`;
const ANSWER = CHAPTER.repeat(8) + CODE + CHAPTER.repeat(8);
const TOKEN_LENGTH = 4;

describeInBrowser("a long answer", (browser) => {
  it("is written smoothly, and nothing moves when it ends", async () => {
    await using open = await openPage(browser(), { viewport: { width: 1280, height: 800 } });
    const { page } = open;
    const replies = open.holdReplies();
    await open.ask("Tell me everything");
    await expect.poll(() => replies.length).toBe(1);
    await page.evaluate(`window.frames60 = []; (function next(last) {
      requestAnimationFrame((now) => { if (last) window.frames60.push(now - last); window.counting !== false && next(now); });
    })()`);
    for (let end = TOKEN_LENGTH; end < ANSWER.length; end += TOKEN_LENGTH) {
      replies[0]?.show(ANSWER.slice(0, end));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const frames = await page.evaluate<number[]>(`(window.counting = false, window.frames60)`);
    const sorted = frames.toSorted((a, b) => a - b);
    const share = (of: number) => sorted[Math.floor(sorted.length * of)] ?? 0;
    if (process.env["SHOW_FIGURES"]) {
      process.stdout.write(
        `${frames.length} frames: p50 ${share(0.5).toFixed(1)}, p95 ${share(0.95).toFixed(1)}, p99 ${share(0.99).toFixed(1)} ms\n`,
      );
    }
    // 60 frames a second are 16.7 ms each; tests may run on a machine that has other things to do.
    expect(share(0.5)).toBeLessThan(20);
    expect(share(0.95)).toBeLessThan(50);

    replies[0]?.show(ANSWER);
    await expect.poll(() => page.locator("figure.code").count()).toBe(1);
    const bottom = () =>
      page.evaluate<number>(
        `document.querySelector(".answer .markdown").lastElementChild.getBoundingClientRect().bottom`,
      );
    await page.waitForFunction(`document.querySelectorAll("table").length === 16`);
    const before = await bottom();
    if (replies[0]) await answerWith(replies[0], ANSWER);
    await page.getByRole("button", { name: "Try again" }).waitFor();
    expect(Math.abs((await bottom()) - before)).toBeLessThan(1);
  });
});
