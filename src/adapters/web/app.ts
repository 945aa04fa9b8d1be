import { Hono } from "hono";
import { fileURLToPath } from "node:url";
import { createChatApi, type ChatApiOptions } from "./chat-api.ts";
import { ownHostOnly, sameOriginOnly } from "./guards.ts";
import type { Health } from "./health.ts";
import { createLogin } from "./login.ts";
import { createPageFiles } from "./page-files.ts";
import { refuse } from "./refuse.ts";
import { securityHeaders } from "./security-headers.ts";
import { createStatusRoutes, type Figures } from "./status-routes.ts";

export interface AppOptions extends Omit<ChatApiOptions, "asksPassword"> {
  /** Null: whoever can reach the server may talk to the bot. */
  readonly password: string | null;
  /** The host that is listened on is a loopback address. */
  readonly loopback: boolean;
  /** Where the built page lies. */
  readonly pageDir: URL | string;
  readonly health: () => Health;
  /** For `/status` and `/metrics`; absent: neither is there. */
  readonly figures?: Figures;
}

/** All that the web side answers. What is asked of it passes the guards from top to bottom. */
export function createApp(options: AppOptions): Hono {
  const { password, pageDir, health, about, figures, clock, log } = options;
  const app = new Hono();
  app.use(securityHeaders);
  // With a password no foreign site gets in, and a reverse proxy on this machine may keep the name it was asked by.
  if (options.loopback && password === null) app.use(ownHostOnly);
  app.get("/healthz", (c) => {
    const { ready, ...particulars } = health();
    c.header("Cache-Control", "no-store");
    return c.json({ ready, ...(password === null && particulars) }, ready ? 200 : 503);
  });
  app.use("/api/*", sameOriginOnly);
  if (password !== null) {
    const { routes, signedInOnly } = createLogin({ password, name: () => about().name, clock, log });
    app.route("/", routes);
    app.use(signedInOnly);
  }
  app.route("/api", createChatApi({ ...options, asksPassword: password !== null }));
  if (figures) app.route("/", createStatusRoutes({ figures, about, health }));
  app.route("/", createPageFiles(typeof pageDir === "string" ? pageDir : fileURLToPath(pageDir), log));
  app.notFound((c) => refuse(c, 404, "not-found"));
  app.onError((error, c) => {
    log.error("A web request failed.", { error, path: c.req.path });
    return refuse(c, 500, "internal");
  });
  return app;
}
