import { createApplicationRoutes } from "./application-routes.ts";
import type { Changes } from "./changes.ts";
import { createInteractionRoutes } from "./interaction-routes.ts";
import { createMessageRoutes } from "./message-routes.ts";
import type { People } from "./people.ts";
import type { Route } from "./route.ts";
import type { World } from "./world.ts";

/** The part of Discord's REST API that the bot uses. */
export function createRoutes(
  world: World,
  options: {
    readonly people: People;
    readonly gatewayUrl: () => string;
    readonly changes: Changes;
    readonly now: () => number;
  },
): readonly Route[] {
  return [
    {
      method: "GET",
      path: /^\/gateway\/bot$/,
      answer: () => ({
        status: 200,
        body: {
          url: options.gatewayUrl(),
          shards: 1,
          session_start_limit: { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 },
        },
      }),
    },
    ...createMessageRoutes(world, options),
    ...createApplicationRoutes(world, options),
    ...createInteractionRoutes(world, options),
  ];
}
