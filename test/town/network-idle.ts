import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { ClientRequest } from "node:http";
import { z } from "zod";

/** Knows whether requests of this process are on their way. */
export interface Traffic extends Disposable {
  /** Requests that have not been answered, long polls apart. */
  readonly underWay: number;
}

/** Rounds of the event loop in which nothing happened, after which nothing is on its way between two sockets of this machine. */
const QUIET_ROUNDS = 4;

/** The very object, which stands for the request from its beginning to its end. */
const byUndici = z.object({
  request: z.custom<object>((value) => typeof value === "object" && value !== null),
});
const byNode = z.object({ request: z.instanceof(ClientRequest) });

/** Counts the requests that Node's own client and undici make from now on. */
export function watchTraffic(): Traffic {
  const underWay = new Set<object>();

  function undiciBegan(message: unknown) {
    underWay.add(requestIn(message));
  }
  function undiciEnded(message: unknown) {
    underWay.delete(requestIn(message));
  }
  function nodeBegan(message: unknown) {
    const { request } = byNode.parse(message);
    if (request.path.endsWith("/getUpdates")) return;
    underWay.add(request);
    request.once("close", () => underWay.delete(request));
  }
  const listeners = [
    ["undici:request:create", undiciBegan],
    ["undici:request:trailers", undiciEnded],
    ["undici:request:error", undiciEnded],
    ["http.client.request.start", nodeBegan],
  ] as const;
  for (const [channel, listener] of listeners) subscribe(channel, listener);

  return {
    get underWay() {
      return underWay.size;
    },
    [Symbol.dispose]() {
      for (const [channel, listener] of listeners) unsubscribe(channel, listener);
    },
  };
}

function requestIn(message: unknown): object {
  return byUndici.parse(message).request;
}

/** Resolves when `isBusy` has been false for a few rounds of the event loop. */
export async function quiet(isBusy: () => boolean): Promise<void> {
  for (let rounds = 0; rounds < QUIET_ROUNDS; rounds = isBusy() ? 0 : rounds + 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
