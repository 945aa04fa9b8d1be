import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, describe, it } from "vitest";

const USUAL_PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** Where this machine has a Chromium: CHROMIUM_PATH, else where one usually is. */
export function findChromium(): string | undefined {
  return [process.env["CHROMIUM_PATH"] ?? "", ...USUAL_PLACES].find(
    (path) => path !== "" && existsSync(path),
  );
}

/**
 * Tests in a real Chromium, which `browser()` gives while they run. Without one on the machine they are skipped, except
 * where CI is set: there a missing browser is a failure.
 */
export function describeInBrowser(name: string, tests: (browser: () => Browser) => void): void {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    const message = "needs Chromium, which was not found; install it or set CHROMIUM_PATH";
    if (process.env["CI"]) {
      it(`${name}: ${message}`, () => {
        throw new Error(message);
      });
    } else {
      it.skip(`${name}: ${message}`, () => undefined);
    }
    return;
  }
  describe(name, () => {
    let launched: Browser | undefined;
    beforeAll(async () => {
      launched = await chromium.launch({ executablePath, args: FLAGS });
    });
    afterAll(() => launched?.close());
    tests(() => {
      if (!launched) throw new Error("The browser is there only while tests run.");
      return launched;
    });
  });
}
