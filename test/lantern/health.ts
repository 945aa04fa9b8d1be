import { z } from "zod";

const healthSchema = z.object({ platforms: z.record(z.string(), z.object({ state: z.string() })) });

/** What `/healthz` of the bot at `url` says: its status, and the state of each platform. */
export async function healthOf(url: string) {
  const response = await fetch(`${url}/healthz`);
  const { platforms } = healthSchema.parse(await response.json());
  return {
    status: response.status,
    ...Object.fromEntries(Object.entries(platforms).map(([name, { state }]) => [name, state])),
  };
}

export const WELL = { status: 200, telegram: "connected", discord: "connected", web: "connected" };
/** When both are away. */
export const LOST = { status: 503, telegram: "lost", discord: "lost", web: "connected" };
