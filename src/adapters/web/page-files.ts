import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Hono } from "hono";
import type { Log } from "../../core/log.ts";
import { refuse } from "./refuse.ts";

/** The only files that are ever served, by the paths they are served at. */
const FILES = {
  "/": { name: "index.html", type: "text/html; charset=utf-8" },
  "/page.js": { name: "page.js", type: "text/javascript; charset=utf-8" },
  "/page.css": { name: "page.css", type: "text/css; charset=utf-8" },
  "/status.js": { name: "status.js", type: "text/javascript; charset=utf-8" },
  "/status.css": { name: "status.css", type: "text/css; charset=utf-8" },
  "/icon.svg": { name: "icon.svg", type: "image/svg+xml" },
} as const;

/** The chat page out of `directory`, as the build leaves it there. Each file is read once, when it is first asked for. */
export function createPageFiles(directory: string, log: Log): Hono {
  const page = new Hono();
  for (const [path, { name, type }] of Object.entries(FILES)) {
    let loading: Promise<{ content: Uint8Array<ArrayBuffer>; etag: string }> | undefined;
    page.get(path, async (c) => {
      try {
        const { content, etag } = await (loading ??= load(join(directory, name)));
        // Asked about each time: after an upgrade no browser may run last week's script.
        const headers = { "Cache-Control": "no-cache", ETag: etag, "Content-Type": type };
        if (c.req.header("if-none-match") === etag) return c.body(null, 304, headers);
        return c.body(content, 200, headers);
      } catch (error) {
        loading = undefined;
        log.error("A file of the chat page cannot be read; it is made by “npm run build”.", { error });
        return refuse(c, 500, "no-page");
      }
    });
  }
  return page;
}

async function load(path: string) {
  const content = Uint8Array.from(await readFile(path));
  const etag = `"${createHash("sha256").update(content).digest("base64url").slice(0, 27)}"`;
  return { content, etag };
}
