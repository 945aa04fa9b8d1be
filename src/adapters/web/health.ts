import type { AdapterState } from "../../core/chat-adapter.ts";

/** How one way in is doing, as `/healthz` tells it; `sentence` says what is wrong. */
export interface PlatformHealth {
  readonly state: AdapterState["kind"];
  readonly sentence?: string;
}

/** What `GET /healthz` answers: 200 when `ready`, else 503. */
export interface Health {
  /** The model is loaded and every configured platform is connected. */
  readonly ready: boolean;
  readonly model: "loading" | "ready" | "down";
  readonly platforms: Readonly<Record<string, PlatformHealth>>;
}

/** What `GET /api/about` answers: the bot's name, its model's, and whether that is only the demo model. */
export interface About {
  readonly name: string;
  readonly model: string;
  readonly demo: boolean;
}
