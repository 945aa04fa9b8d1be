import { getConnInfo } from "@hono/node-server/conninfo";
import { Hono, type Context, type MiddlewareHandler } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { auth as basicAuthOf } from "hono/utils/basic-auth";
import type { Clock } from "../../core/clock.ts";
import type { Log } from "../../core/log.ts";
import { readText } from "./body.ts";
import { sameOriginOnly } from "./guards.ts";
import { languageOf } from "./locale.ts";
import { loginPage, loginPolicy } from "./login-page.ts";
import { createPasswordCheck, type PasswordVerdict } from "./password-check.ts";
import { refuse, refuseFor } from "./refuse.ts";
import { sentenceFor } from "./sentences.ts";
import { createSessions, SESSION_SECONDS } from "./sessions.ts";

const COOKIE = "lantern";
/** What people open themselves: without a password they get the form. */
const PAGES: ReadonlySet<string> = new Set(["/", "/status"]);

export interface LoginOptions {
  readonly password: string;
  /** What the bot calls itself. */
  readonly name: () => string;
  readonly clock: Clock;
  readonly log: Log;
}

/** The way in past the password. */
export interface Login {
  /** `GET` and `POST /login`, for browsers with or without JavaScript, and `POST /logout`. */
  readonly routes: Hono;
  /** Lets through whoever has signed in, or sends the password along: as a bearer token, or with any name by Basic. */
  readonly signedInOnly: MiddlewareHandler;
}

export function createLogin({ password, name, clock, log }: LoginOptions): Login {
  const sessions = createSessions(clock);
  const check = createPasswordCheck(password, clock);

  function hasSession(c: Context): boolean {
    const token = getCookie(c, COOKIE);
    return token !== undefined && sessions.holds(token);
  }

  function judge(c: Context, given: string): PasswordVerdict {
    const address = getConnInfo(c).remote.address ?? "";
    const verdict = check(given, address);
    if (verdict.kind === "wrong") log.warn("Somebody gave a wrong password for the web page.", { address });
    return verdict;
  }

  function showForm(c: Context, status: 200 | 401 | 413 | 429, problem: Problem | null) {
    const language = languageOf(c.req.header("accept-language"));
    c.header("Content-Security-Policy", loginPolicy());
    c.header("Cache-Control", "no-store");
    return c.html(
      loginPage(name(), language, problem === null ? null : sentenceFor(problem, language)),
      status,
    );
  }

  const routes = new Hono();
  routes.get("/login", (c) => (hasSession(c) ? c.redirect("/", 303) : showForm(c, 200, null)));
  routes.post("/login", sameOriginOnly, async (c) => {
    const form = await readText(c.req.raw);
    if (!form.ok) return showForm(c, 413, "too-large");
    const verdict = judge(c, new URLSearchParams(form.value).get("password") ?? "");
    switch (verdict.kind) {
      case "wait":
        c.header("Retry-After", String(verdict.seconds));
        return showForm(c, 429, "too-many-tries");
      case "wrong":
        return showForm(c, 401, "wrong-password");
      case "right":
        setCookie(c, COOKIE, sessions.begin(), { ...cookieFor(c), maxAge: SESSION_SECONDS });
        return c.redirect("/", 303);
    }
  });
  routes.post("/logout", sameOriginOnly, (c) => {
    const token = deleteCookie(c, COOKIE, cookieFor(c));
    if (token !== undefined) sessions.end(token);
    return c.redirect("/login", 303);
  });

  return {
    routes,
    async signedInOnly(c, next) {
      if (hasSession(c)) return next();
      const given = passwordIn(c.req.raw);
      if (given === undefined) {
        c.header("Cache-Control", "no-store");
        return PAGES.has(c.req.path) ? c.redirect("/login", 303) : challenge(c, "signed-out");
      }
      const verdict = judge(c, given);
      switch (verdict.kind) {
        case "wait":
          return refuseFor(c, verdict.seconds, 429, "too-many-tries");
        case "wrong":
          return challenge(c, "wrong-password");
        case "right":
          return next();
      }
    },
  };
}

type Problem = "too-large" | "too-many-tries" | "wrong-password";

/** Never names Basic, for which browsers would ask with a window of their own. */
function challenge(c: Context, code: "signed-out" | "wrong-password") {
  c.header("WWW-Authenticate", "Bearer");
  return refuse(c, 401, code);
}

function passwordIn(request: Request): string | undefined {
  const bearer = /^bearer +(.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  // Bytes of a header arrive one character each.
  if (bearer !== undefined) return Buffer.from(bearer, "latin1").toString("utf8");
  return basicAuthOf(request)?.password;
}

function cookieFor(c: Context) {
  // Only a reverse proxy can have taken the request by https; who lies about it harms their own cookie alone.
  const secure = c.req.header("x-forwarded-proto")?.split(",")[0]?.trim().toLowerCase() === "https";
  return { httpOnly: true, sameSite: "Strict", path: "/", secure } as const;
}
