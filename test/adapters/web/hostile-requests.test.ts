import * as fc from "fast-check";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { rawRequest, sendBytes, standInPage, startWeb, type RunningWeb } from "./running-web.ts";

const RUNS = { seed: 42, numRuns: 300 };
const SECRET = "nobody may read this";
const PAGE_FILES = ["the index.html", "the page.js", "the page.css", "the icon.svg"];
const refusal = z.strictObject({ code: z.string().regex(/^[a-z-]+$/), message: z.string().min(10) });

let web: RunningWeb;
let page: Awaited<ReturnType<typeof standInPage>>;

beforeAll(async () => {
  page = await standInPage();
  await mkdir(join(page.path, "states"));
  for (const name of ["secret.txt", "states/kitchen", ".env", "page.js.map"]) {
    await writeFile(join(page.path, name), SECRET);
  }
  web = await startWeb({ pageDir: page.path });
});

afterAll(async () => {
  await web.running.close();
  await page[Symbol.asyncDispose]();
});

const STEPS = [
  ["..", ".", "", "%2e%2e", "%252e%252e", "%2E.", "..%2f", "..%5c", "..\\", "%c0%ae%c0%ae", "....", "..;"],
  ["%00", "\u{0}", "%", "%zz", "~", "$HOME", "C:", "file:", "//", "%2f", "?", "#", "*", "\u{FF0E}\u{FF0E}"],
  ["secret.txt", "states", "kitchen", ".env", "page.js", "page.js.map", "index.html", "package.json"],
  ["api", "etc", "passwd", "proc", "self", "environ", "__proto__", "constructor", "login", "healthz"],
].flat();
const step = fc.constantFrom(...STEPS);
const separator = fc.constantFrom("/", "//", "\\", "%2f", "%5c", "%252f", "/./", "");
const path = fc
  .array(fc.tuple(separator, fc.oneof({ weight: 6, arbitrary: step }, fc.string({ unit: "binary-ascii" }))), {
    maxLength: 8,
  })
  .map((steps) => `/${steps.flat().join("")}`.replaceAll(/[\r\n ]/g, "_"));

/** A name as somebody might send it who hopes that a file is called by it. */
const hostileName = fc.oneof(
  path,
  path.map((one) => one.slice(1)),
  fc.constantFrom("..", ".", "a/b", "a\\b", "a\u{0}", "con", "a:b", "a%2fb", "ａ", "a".repeat(65), "a\n", ""),
  fc.string({ unit: "binary" }),
);

describe("a path from outside", () => {
  it("never names a file other than those of the page", async () => {
    await fc.assert(
      fc.asyncProperty(path, async (target) => {
        const bytes = `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
        const { status, body } = await sendBytes(web.url, bytes);
        expect(body).not.toContain(SECRET);
        if (status === 200) expect([...PAGE_FILES, '{"ready":true,']).toContain(body.slice(0, 14));
        else expect([400, 404, 405]).toContain(status);
        if (status !== 200) refusal.parse(JSON.parse(body));
      }),
      RUNS,
    );
  });

  it.each(["../", "%2e%2e%2f", "..\\", "%00"])("leads nowhere when it is endless %s", async (part) => {
    const target = `/${part.repeat(1000)}secret.txt`;
    const bytes = `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
    const { status, body } = await sendBytes(web.url, bytes);
    expect([400, 404]).toContain(status);
    expect(body).not.toContain(SECRET);
  });

  it.each([
    "/index.html",
    "/secret.txt",
    "/states/kitchen",
    "/.env",
    "/page.js.map",
    "/PAGE.JS",
    "/page.js/",
  ])("finds nothing at %s, although a file may lie there", async (target) => {
    expect((await rawRequest(web.url + target)).status).toBe(404);
  });
});

describe("a channel's name from outside", () => {
  it("is plain letters, digits, hyphens and underscores, or refused", async () => {
    await fc.assert(
      fc.asyncProperty(hostileName, async (channel) => {
        const before = web.core.received.length;
        const asked = await web.post("/api/chat", { channel, text: "Hello" });
        const body = await asked.text();
        const looked = await fetch(
          `${web.url}/api/history?channel=${encodeURIComponent(wellFormed(channel))}`,
        );
        if (/^[A-Za-z0-9_-]{1,64}$/.test(channel)) {
          expect([asked.status, looked.status]).toEqual([200, 200]);
          expect(web.core.received.at(-1)?.channel).toBe(`web:${channel}`);
          return;
        }
        expect(asked.status).toBe(400);
        expect(refusal.parse(JSON.parse(body)).code).toBe("bad-channel");
        expect([looked.status, refusal.parse(await looked.json()).code]).toEqual([400, "bad-channel"]);
        expect(web.core.received).toHaveLength(before);
      }),
      RUNS,
    );
  });
});

const json = fc.jsonValue({ maxDepth: 4 });
const odd = fc.oneof(
  json,
  fc.constantFrom<unknown>(
    "kitchen",
    "Hello",
    "\u{D800}",
    "\u{DFFF}\u{D800}",
    "\u{0}",
    "\u{202E}",
    1e308,
    {},
    [],
  ),
  fc.string({ unit: "binary", maxLength: 200 }),
);
const field = fc.constantFrom("channel", "text", "__proto__", "constructor", "toString", "0", "");
const anObject = fc.array(fc.tuple(field, odd), { maxLength: 6 }).map(
  // Written by hand, so that fields can come twice and __proto__ is a field like any other.
  (fields) =>
    `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(",")}}`,
);
const deep = fc
  .tuple(
    fc.constantFrom(["[", "]"], ['{"channel":', "}"], ['{"text":[', "]}"]),
    fc.integer({ max: 8000, min: 1 }),
  )
  .map(([[open = "", close = ""], depth]) => open.repeat(depth) + "1" + close.repeat(depth));
const broken = fc
  .tuple(anObject, fc.nat(), fc.string({ unit: "binary", maxLength: 3 }))
  .map(([text, at, noise]) => text.slice(0, at % (text.length + 1)) + noise);
const huge = fc.integer({ min: 60_000, max: 80_000 }).map((size) => `{"channel":"${"a".repeat(size)}"}`);
const hostileBody = fc.oneof(
  json.map((value) => JSON.stringify(value)),
  anObject,
  deep,
  broken,
  huge,
  fc.string({ unit: "binary" }),
);

describe("a body from outside", () => {
  it.each(["chat", "retry", "stop", "reset", "undo", "forget", "warm"])(
    "is taken by /api/%s, or refused with a sentence",
    async (endpoint) => {
      await fc.assert(
        fc.asyncProperty(hostileBody, async (body) => {
          const response = await web.post(`/api/${endpoint}`, null, { body });
          const text = await response.text();
          if (response.status === 200 || response.status === 204) return;
          expect([400, 413]).toContain(response.status);
          refusal.parse(JSON.parse(text));
        }),
        { ...RUNS, numRuns: endpoint === "chat" ? 400 : 100 },
      );
      expect(web.log.lines).toEqual([]);
    },
  );

  it("reaches the core as words and nothing else", () => {
    const { received, commands, expected } = web.core;
    expect(received.length).toBeGreaterThan(0);
    for (const { text, channel } of received) {
      expect(text).toBe(wellFormed(text).trim());
      expect(text).not.toBe("");
      expect(channel).toMatch(/^web:[A-Za-z0-9_-]{1,64}$/);
    }
    for (const channel of [...commands.map((call) => call.channel), ...expected]) {
      expect(channel).toMatch(/^web:[A-Za-z0-9_-]{1,64}$/);
    }
    expect({}).not.toHaveProperty("channel");
  });

  it("is not taken apart when it is a question with half a character in it", async () => {
    const body = String.raw`{"channel":"kitchen","text":"a\ud83cb"}`;
    expect(await (await web.post("/api/chat", null, { body })).text()).toContain("echo: a\u{FFFD}b");
  });
});

/** Without the halves of characters that no bytes stand for. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}
