import { describe, expect, it } from "vitest";
import { createManualClock } from "../../fakes/manual-clock.ts";
import { matching, standInPage, startWeb, WELL, type RunningWeb } from "./running-web.ts";

const PASSWORD = "correct horse 电池";
const MINUTE = 60_000;

function signIn(web: RunningWeb, password: string, headers: Record<string, string> = {}): Promise<Response> {
  const body = new URLSearchParams({ password });
  return fetch(`${web.url}/login`, { method: "POST", body, headers, redirect: "manual" });
}

/** The cookie that a browser would send from now on. */
function cookieOf(response: Response): string {
  return response.headers.get("set-cookie")?.split(";")[0] ?? "";
}

function about(web: RunningWeb, headers: Record<string, string>): Promise<Response> {
  return fetch(`${web.url}/api/about`, { headers });
}

describe("with a password", () => {
  it("lets nobody see a page, a file or an endpoint without it", async () => {
    await using page = await standInPage();
    await using web = await startWeb({ password: PASSWORD, host: "0.0.0.0", pageDir: page.path });
    const home = await fetch(`${web.url}/`, { redirect: "manual" });
    expect([home.status, home.headers.get("location")]).toEqual([303, "/login"]);
    for (const path of ["/page.js", "/page.css", "/icon.svg", "/nothing", "/api/about", "/api/nothing"]) {
      const response = await fetch(web.url + path);
      expect([response.status, await response.json()]).toEqual([
        401,
        { code: "signed-out", message: "Please sign in first; reload the page to do so." },
      ]);
      // Basic would make browsers ask with a window of their own.
      expect(response.headers.get("www-authenticate")).toBe("Bearer");
    }
    for (const path of ["chat", "retry", "stop", "reset", "undo", "forget", "warm"]) {
      const response = await web.post(`/api/${path}`, { channel: "kitchen", text: "Hello" });
      expect([response.status, await response.json()]).toMatchObject([401, { code: "signed-out" }]);
    }
    expect([web.core.received, web.core.commands, web.core.expected]).toEqual([[], [], []]);
  });

  it("tells of its health nothing but whether it is well", async () => {
    await using web = await startWeb({ password: PASSWORD });
    const well = await fetch(`${web.url}/healthz`);
    expect([well.status, await well.json()]).toEqual([200, { ready: true }]);
    await using other = await startWeb({ password: PASSWORD, health: () => ({ ...WELL, ready: false }) });
    const unwell = await fetch(`${other.url}/healthz`);
    expect([unwell.status, await unwell.json()]).toEqual([503, { ready: false }]);
  });

  it("asks for it with a form, in the person's language", async () => {
    await using web = await startWeb({ password: PASSWORD });
    const form = await fetch(`${web.url}/login`, { headers: { "accept-language": "zh-CN" } });
    expect([form.status, form.headers.get("cache-control")]).toEqual([200, "no-store"]);
    expect(form.headers.get("content-type")).toContain("text/html");
    const text = await form.text();
    expect(text).toContain('<html lang="zh-CN">');
    expect(text).toContain(">登录</button>");
    expect(text).toContain('method="post" action="/login"');
    expect(text).not.toContain("<script");
    expect(await (await fetch(`${web.url}/login`)).text()).toContain(">Sign in</button>");
  });

  it("shows the bot's name in the form as text", async () => {
    const name = "<b>Lamp</b>";
    const options = { password: PASSWORD, about: () => ({ name, model: "", demo: false }) };
    await using web = await startWeb(options);
    const text = await (await fetch(`${web.url}/login`)).text();
    expect(text).toContain("<h1>&lt;b&gt;Lamp&lt;/b&gt;</h1>");
  });

  it("lets in who knows it, for 30 days", async () => {
    await using page = await standInPage();
    const clock = createManualClock();
    await using web = await startWeb({ password: PASSWORD, pageDir: page.path, clock });
    const response = await signIn(web, PASSWORD);
    expect([response.status, response.headers.get("location")]).toEqual([303, "/"]);
    expect(response.headers.get("set-cookie")).toMatch(
      /^lantern=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    const cookie = cookieOf(response);
    expect(await (await fetch(`${web.url}/`, { headers: { cookie } })).text()).toBe("the index.html");
    expect((await about(web, { cookie })).status).toBe(200);
    const again = await fetch(`${web.url}/login`, { headers: { cookie }, redirect: "manual" });
    expect([again.status, again.headers.get("location")]).toEqual([303, "/"]);
    await clock.advance(30 * 24 * 60 * MINUTE);
    expect((await about(web, { cookie })).status).toBe(401);
  });

  it("keeps the session to https where the request came by it", async () => {
    await using web = await startWeb({ password: PASSWORD });
    for (const [proto, secure] of [
      ["https", true],
      ["HTTPS, http", true],
      ["http", false],
      ["http, https", false],
    ] as const) {
      const response = await signIn(web, PASSWORD, { "x-forwarded-proto": proto });
      expect(response.headers.get("set-cookie")?.includes("; Secure")).toBe(secure);
    }
  });

  it("gives each browser a session of its own, which signing out ends", async () => {
    await using web = await startWeb({ password: PASSWORD });
    const [one, other] = [cookieOf(await signIn(web, PASSWORD)), cookieOf(await signIn(web, PASSWORD))];
    expect(one).not.toBe(other);
    const out = await fetch(`${web.url}/logout`, {
      method: "POST",
      headers: { cookie: one },
      redirect: "manual",
    });
    expect([out.status, out.headers.get("location")]).toEqual([303, "/login"]);
    expect(out.headers.get("set-cookie")).toMatch(/^lantern=; Max-Age=0/);
    expect((await about(web, { cookie: one })).status).toBe(401);
    expect((await about(web, { cookie: other })).status).toBe(200);
  });

  it("knows no session of another run", async () => {
    await using before = await startWeb({ password: PASSWORD });
    const cookie = cookieOf(await signIn(before, PASSWORD));
    await using web = await startWeb({ password: PASSWORD });
    for (const forged of [cookie, "lantern=", "lantern=__proto__", "lantern=x; lantern=y"]) {
      expect((await about(web, { cookie: forged })).status).toBe(401);
    }
  });

  it("takes it from scripts as a bearer token or by Basic, under any name", async () => {
    await using web = await startWeb({ password: PASSWORD });
    const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
    // As curl sends it: the bytes of UTF-8.
    const bearer = `Bearer ${Buffer.from(PASSWORD).toString("latin1")}`;
    for (const authorization of [bearer, basic(`me:${PASSWORD}`), basic(`:${PASSWORD}`)]) {
      expect((await about(web, { authorization })).status).toBe(200);
    }
    for (const authorization of ["Bearer guess", basic("me:guess"), basic(`${PASSWORD}:`)]) {
      const response = await about(web, { authorization });
      expect([response.status, await response.json()]).toEqual([
        401,
        { code: "wrong-password", message: "This is not the password." },
      ]);
    }
    for (const authorization of ["Bearer ", "Basic ?", "Digest x", PASSWORD.slice(0, 7)]) {
      expect(await (await about(web, { authorization })).json()).toMatchObject({ code: "signed-out" });
    }
  });

  it("says what was wrong in the form, and logs where it came from but not what", async () => {
    await using web = await startWeb({ password: PASSWORD });
    const response = await signIn(web, "my other secret", { "accept-language": "zh" });
    expect(response.status).toBe(401);
    const text = await response.text();
    expect(text).toContain('<p role="alert">密码不正确。</p>');
    expect(text).not.toContain("secret");
    expect(response.headers.get("set-cookie")).toBeNull();
    expect(web.log.lines).toEqual([
      {
        level: "warn",
        message: "Somebody gave a wrong password for the web page.",
        fields: { address: "127.0.0.1" },
      },
    ]);
  });

  it("hears ten wrong ones a minute, by whichever way, while who is signed in notices nothing", async () => {
    const clock = createManualClock();
    await using web = await startWeb({ password: PASSWORD, clock });
    const cookie = cookieOf(await signIn(web, PASSWORD));
    for (let tries = 0; tries < 5; tries++) {
      await signIn(web, "guess");
      await about(web, { authorization: "Bearer guess" });
    }
    await clock.advance(15_000);
    const form = await signIn(web, PASSWORD);
    expect([form.status, form.headers.get("retry-after")]).toEqual([429, "45"]);
    expect(await form.text()).toContain("Too many wrong passwords were tried; please wait a minute.");
    const script = await about(web, { authorization: "Bearer guess" });
    expect([script.status, script.headers.get("retry-after"), await script.json()]).toEqual([
      429,
      "45",
      { code: "too-many-tries", message: matching(/^Too many wrong passwords/) },
    ]);
    expect((await about(web, { cookie })).status).toBe(200);
    await clock.advance(45_000);
    expect((await signIn(web, PASSWORD)).status).toBe(303);
  });

  it("takes the form from its own page only", async () => {
    await using web = await startWeb({ password: PASSWORD });
    const foreign = { origin: "https://evil.example" };
    expect((await signIn(web, PASSWORD, foreign)).status).toBe(403);
    const cookie = cookieOf(await signIn(web, PASSWORD, { origin: web.url }));
    const headers = { cookie, ...foreign };
    expect((await fetch(`${web.url}/logout`, { method: "POST", headers })).status).toBe(403);
    expect((await about(web, { cookie })).status).toBe(200);
    // A link on another site leads to the page, and from there to the form.
    const link = { "sec-fetch-site": "cross-site" };
    expect((await fetch(`${web.url}/`, { headers: link })).url).toBe(`${web.url}/login`);
  });

  it("refuses a form that is too large, and one that is none", async () => {
    await using web = await startWeb({ password: PASSWORD });
    expect((await signIn(web, "x".repeat(70_000))).status).toBe(413);
    const none = await fetch(`${web.url}/login`, { method: "POST", body: "\u{0}%%%&&=" });
    expect(none.status).toBe(401);
  });
});

it("has no form where there is no password", async () => {
  await using web = await startWeb();
  expect((await fetch(`${web.url}/login`)).status).toBe(404);
  expect((await signIn(web, "")).status).toBe(404);
});
