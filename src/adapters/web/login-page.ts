import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import type { Language } from "../../core/language.ts";

const STYLE = [
  ":root{color-scheme:light dark;font:1rem/1.6 system-ui,sans-serif}",
  "body{display:grid;place-content:center;min-height:90dvh;margin:0 1.5rem}",
  "form{display:grid;gap:.75rem;width:min(20rem,100%)}",
  "h1{margin:0;font-size:1.4rem}",
  "p{margin:0;color:light-dark(#a32020,#ff9a8d)}",
  "input,button{font:inherit;padding:.6rem .8rem;border:1px solid #8886;border-radius:.6rem}",
  "button{border:0;background:light-dark(#b0500f,#f0a254);color:light-dark(#fff,#241507);cursor:pointer}",
].join("");

const TEXTS = {
  en: { lang: "en", password: "Password", signIn: "Sign in" },
  zh: { lang: "zh-CN", password: "密码", signIn: "登录" },
} as const satisfies Record<Language, object>;

/** Allows the page its one style sheet, and its form to be sent to this server. */
export function loginPolicy(): string {
  const hash = createHash("sha256").update(STYLE).digest("base64");
  return [
    "default-src 'none'",
    `style-src 'sha256-${hash}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** The form that asks for the password, with what was wrong with the last one. It loads nothing and needs no script. */
export function loginPage(name: string, language: Language, problem: string | null) {
  const { lang, password, signIn } = TEXTS[language];
  const alert = problem === null ? "" : html`<p role="alert">${problem}</p>`;
  return html`<!doctype html>
    <html lang="${lang}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${signIn} · ${name}</title>
        <link rel="icon" href="data:," />
        ${raw(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <form method="post" action="/login">
          <h1>${name}</h1>
          ${alert}
          <label for="password">${password}</label>
          <input
            id="password"
            name="password"
            type="password"
            autocomplete="current-password"
            required
            autofocus
          />
          <button type="submit">${signIn}</button>
        </form>
      </body>
    </html>`;
}
