import { describe, expect, it } from "vitest";
import { describeInBrowser } from "../../fakes/browser.ts";
import { misnested } from "../../bench/markup.ts";
import { BUILT } from "./open-page.ts";
import { startWeb, WELL } from "./running-web.ts";
import { noFigures, sampleFigures } from "./sample-figures.ts";

const PASSWORD = "correct horse 电池";

/** The text of the status page; its markup is what the plots' tests look at. */
async function statusOf(url: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(`${url}/status`, { headers });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toContain("text/html");
  expect(response.headers.get("cache-control")).toBe("no-store");
  return response.text();
}

/** All that the section `id` says, without its plots. */
function words(page: string, id: string): string {
  const [section = ""] = new RegExp(`<section id="${id}">.*?</section>`, "s").exec(page) ?? [];
  return section
    .replaceAll(/<svg.*?<\/svg>/gs, " ")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}

describe("the status page", () => {
  it("shows how all is doing now", async () => {
    await using web = await startWeb({
      figures: sampleFigures(),
      health: () => ({
        ...WELL,
        platforms: {
          web: { state: "connected" },
          telegram: { state: "lost", sentence: "Telegram <cannot> be reached." },
        },
      }),
    });
    const now = words(await statusOf(web.url), "now");
    expect(now).toContain("Web connected");
    expect(now).toContain("Telegram connection lost Telegram &lt;cannot&gt; be reached.");
    expect(now).toContain("Qwen2.5-0.5B-Instruct ready");
    expect(now).toContain("812 MB engine 131 MB bot");
    expect(now).toContain("2 under way 1 in line");
    expect(now).toContain("Running for 1 day 3 hr");
  });

  it("shows the last hour and the last day, in numbers and as plots", async () => {
    await using web = await startWeb({ figures: sampleFigures() });
    const page = await statusOf(web.url);
    expect(words(page, "answers")).toMatch(/Last hour 44 Last day 472$/);
    expect(words(page, "speed")).toMatch(/Last hour \d\d\.\d Last day \d\d\.\d$/);
    expect(words(page, "reuse")).toMatch(/Last hour \d\d % Last day \d\d %$/);
    expect(words(page, "hits")).toMatch(/Last hour \d\d % Last day \d\d %$/);
    expect(words(page, "first-token")).toContain("Last hour half of them within 1 s");
    expect(words(page, "failures")).toBe("Errors Last hour 5 busy 3 model 2 Last day 9 busy 5 model 4");
    const plots = page.match(/<svg.*?<\/svg>/gs) ?? [];
    expect(plots).toHaveLength(16);
    for (const plot of plots) {
      expect(misnested(plot)).toBeNull();
      expect(plot).not.toContain("NaN");
      expect(plot).not.toContain("nothing yet");
    }
  });

  it("says so where nothing has happened yet", async () => {
    await using web = await startWeb({ figures: noFigures() });
    const page = await statusOf(web.url);
    expect(page.match(/nothing yet/g)).toHaveLength(16);
    expect(page).not.toContain("NaN");
    expect(words(page, "failures")).toBe("Errors Last hour 0 none Last day 0 none");
  });

  it("speaks the browser's language", async () => {
    await using web = await startWeb({ figures: sampleFigures() });
    const page = await statusOf(web.url, { "accept-language": "zh-CN,en;q=0.5" });
    expect(page).toContain('<html lang="zh-CN">');
    expect(words(page, "now")).toContain("Web 已连接");
    expect(words(page, "now")).toContain("已运行 1天 3小时");
  });

  it("is not there, nor are the metrics, where nothing is counted", async () => {
    await using web = await startWeb();
    for (const path of ["/status", "/metrics"]) expect((await fetch(web.url + path)).status).toBe(404);
  });
});

describe("the metrics", () => {
  it("are given as they are", async () => {
    await using web = await startWeb({ figures: sampleFigures() });
    const response = await fetch(`${web.url}/metrics`);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/plain"]);
    expect(await response.text()).toBe("lantern_answers_total 1\n");
  });
});

describe("with a password", () => {
  it("nobody sees a figure without it", async () => {
    await using web = await startWeb({ figures: sampleFigures(), password: PASSWORD });
    const page = await fetch(`${web.url}/status`, { redirect: "manual" });
    expect([page.status, page.headers.get("location")]).toEqual([303, "/login"]);
    expect((await fetch(`${web.url}/metrics`)).status).toBe(401);
    expect((await fetch(`${web.url}/status.js`)).status).toBe(401);
  });

  it("Prometheus gets in as it can send it: as a bearer token, or with any name", async () => {
    await using web = await startWeb({ figures: sampleFigures(), password: "secret" });
    for (const authorization of ["Bearer secret", `Basic ${btoa("prometheus:secret")}`]) {
      expect((await fetch(`${web.url}/metrics`, { headers: { authorization } })).status).toBe(200);
    }
  });
});

describeInBrowser("the status page in a browser", (browser) => {
  it("keeps itself up to date, replaces only what has changed, and breaks no rule of its policy", async () => {
    let answering = 2;
    const figures = sampleFigures();
    await using web = await startWeb({
      ...BUILT,
      figures: { ...figures, gauges: () => ({ ...figures.gauges(), active: answering }) },
    });
    const context = await browser().newContext({ locale: "en-US" });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => {
      if (new URL(request.url()).origin !== web.url) complaints.push(`asked for ${request.url()}`);
    });
    await page.clock.install();
    await page.goto(`${web.url}/status`);
    await page.evaluate("document.querySelector('#answers').dataset.seen = 'yes'");
    await page.evaluate("window.plots = document.querySelector('#speed')");
    answering = 3;
    await page.clock.fastForward(3000);
    await page.getByText("3 under way").waitFor();
    // What says the same is the same; what was changed here differs from what came.
    expect(await page.evaluate("window.plots === document.querySelector('#speed')")).toBe(true);
    expect(await page.evaluate("document.querySelector('#answers').dataset.seen === undefined")).toBe(true);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it("says when the bot cannot be reached, and goes on when it is back", async () => {
    await using web = await startWeb({ ...BUILT, figures: sampleFigures() });
    const context = await browser().newContext({ locale: "en-US" });
    const page = await context.newPage();
    await page.clock.install();
    await page.goto(`${web.url}/status`);
    await context.setOffline(true);
    await page.clock.fastForward(3000);
    await page.getByText("cannot be reached").waitFor();
    await context.setOffline(false);
    await page.clock.fastForward(3000);
    await page.getByText("cannot be reached").waitFor({ state: "hidden" });
    await context.close();
  });
});
