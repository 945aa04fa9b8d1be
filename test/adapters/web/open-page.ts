import type { Browser, Locator, Page } from "playwright-core";
import { expect } from "vitest";
import type { WebAdapterOptions } from "../../../src/adapters/web/adapter.ts";
import type { Reply } from "../../../src/core/chat.ts";
import { startWeb, type RunningWeb } from "./running-web.ts";
import { takeTab, type TabOptions } from "./tabs.ts";

/** The chat page in a browser, before a core that does what a test says. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  readonly web: RunningWeb;
  /** Types `text` and sends it with the Enter key. */
  ask(text: string): Promise<void>;
  /** Where `text` stands in the conversation. */
  said(text: string): Locator;
  /** Leaves the coming questions unanswered and gives their replies, to be written by the test. */
  holdReplies(): Reply[];
  /** All elements below the newest answer's text, as lower-case tag names, without repetitions, sorted. */
  answerTags(): Promise<readonly string[]>;
}

export interface OpenPageOptions extends TabOptions {
  readonly web?: Partial<WebAdapterOptions>;
  /** What happened before the page was opened. */
  readonly before?: (web: RunningWeb) => void | Promise<void>;
  /** Complaints of the browser that the test brings about on purpose. */
  readonly expected?: RegExp;
}

/** Where the page lies once it is built. */
export const BUILT = { pageDir: new URL("../../../dist/adapters/web/page", import.meta.url) };

/** Opens the built page. At the end, fails if the browser complained, or was asked to talk to anybody else. */
export async function openPage(browser: Browser, options: OpenPageOptions = {}): Promise<OpenPage> {
  const { web: webOptions, before, expected, ...tabOptions } = options;
  const web = await startWeb({ ...BUILT, ...webOptions });
  await before?.(web);
  const tab = await takeTab(browser, tabOptions);
  const { page } = tab;
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.context().on("request", (request) => {
    if (new URL(request.url()).origin !== web.url) complaints.push(`asked for ${request.url()}`);
  });
  await page.goto(web.url);

  return {
    page,
    web,
    async ask(text) {
      await page.getByLabel("Your message").fill(text);
      await page.keyboard.press("Enter");
    },
    said: (text) => page.locator("#thread").getByText(text),
    holdReplies() {
      const replies: Reply[] = [];
      web.core.onMessage = (_, reply) => {
        replies.push(reply);
        return "accepted";
      };
      return replies;
    },
    answerTags: () =>
      page.evaluate<string[]>(
        `[...new Set([...document.querySelectorAll("li.answer:last-child .markdown *")].map((e) => e.localName))].sort()`,
      ),
    async [Symbol.asyncDispose]() {
      await tab[Symbol.asyncDispose]();
      await web.running.close();
      expect(complaints.filter((complaint) => !expected?.test(complaint))).toEqual([]);
    },
  };
}
