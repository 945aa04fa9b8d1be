import type { Browser, BrowserContextOptions, Page } from "playwright-core";

/** What a tab is to be like. */
export interface TabOptions extends BrowserContextOptions {
  /** It is to be one that nobody had before, such as for a clock that stands still: that cannot be set going again. */
  readonly untouched?: boolean;
}

/** A tab of a browser, until it is given back. */
export interface Tab extends AsyncDisposable {
  readonly page: Page;
}

/** A new tab is a new process, which takes longer than most tests do. So there is one that they take in turn. */
const idle = new WeakMap<Browser, Page>();

/** An English tab without cookies, storage and listeners. */
export async function takeTab(browser: Browser, options: TabOptions): Promise<Tab> {
  const { untouched = false, viewport, colorScheme, reducedMotion, permissions, ...fixed } = options;
  const isUsual = !untouched && Object.keys(fixed).length === 0;
  const page = (isUsual ? idle.get(browser) : undefined) ?? (await newTab(browser, fixed));
  idle.delete(browser);
  await Promise.all([
    page.setViewportSize(viewport ?? { width: 1280, height: 720 }),
    page.emulateMedia({
      colorScheme: colorScheme ?? "light",
      reducedMotion: reducedMotion ?? "no-preference",
    }),
    page.context().grantPermissions(permissions ?? []),
  ]);
  return {
    page,
    [Symbol.asyncDispose]: () => (isUsual ? giveBack(browser, page) : page.context().close()),
  };
}

async function newTab(browser: Browser, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ locale: "en-US", ...options });
  context.setDefaultTimeout(5000);
  return context.newPage();
}

async function giveBack(browser: Browser, page: Page): Promise<void> {
  const context = page.context();
  try {
    // The next server may come to have this one's port.
    await page.evaluate("localStorage.clear(); sessionStorage.clear()");
    await Promise.all([
      page.goto("about:blank"),
      context.clearCookies(),
      context.clearPermissions(),
      ...context.pages().map((other) => other === page || other.close()),
    ]);
  } catch {
    await context.close(); // whatever is wrong with it, the next test is not to have it
    return;
  }
  for (const event of ["console", "pageerror"]) page.removeAllListeners(event);
  context.removeAllListeners("request");
  idle.set(browser, page);
}
