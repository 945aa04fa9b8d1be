import type { ChannelId } from "../../chat.ts";
import type { WarmRequest } from "../language-model.ts";
import { commonPrefix, type Places } from "./places.ts";
import type { Prompts } from "./prompts.ts";

/** What the engine does while nobody waits: forgetting, reading ahead, parking. One thing at a time. */
export interface IdleWork {
  /** Notes a channel to read ahead for; the newest request for a channel counts. */
  warm(request: WarmRequest): void;
  /** Notes a channel to forget. */
  forget(channel: ChannelId): void;
  /** Forgets what was noted, but for channels that are busy: those come later. */
  forgetAll(isBusy: (channel: ChannelId) => boolean): Promise<void>;
  /**
   * Does the next thing, and ends soon after `mayGoOn` is false. Gives the milliseconds until there may be another: 0
   * when there may be one at once, null when there is none.
   */
  doNext(): Promise<number | null>;
}

export interface IdleWorkOptions {
  readonly prompts: Prompts;
  readonly places: Places;
  /** False as soon as real work waits, or the engine is to end. */
  readonly mayGoOn: () => boolean;
}

/** Read ahead in slices as small as this, in tokens: real work waits for one of them at most. */
const SLICE = 32;
/** Channels that can be noted for reading ahead; with more, the oldest are dropped. */
const MAX_WARM = 32;

export function createIdleWork({ prompts, places, mayGoOn }: IdleWorkOptions): IdleWork {
  const toWarm = new Map<ChannelId, WarmRequest>();
  const toForget = new Set<ChannelId>();

  async function forgetAll(isBusy: (channel: ChannelId) => boolean): Promise<void> {
    for (const channel of [...toForget].filter((one) => !isBusy(one))) {
      toForget.delete(channel);
      toWarm.delete(channel);
      prompts.forget(channel);
      await places.forget(channel);
    }
  }

  async function readAhead(request: WarmRequest): Promise<void> {
    const { sequence, release } = await places.take(request.channel);
    const tokens = prompts.buildAhead(request) ?? [];
    let done = commonPrefix(sequence.tokens, tokens);
    // What is there beyond is kept: a draft may have been read that is longer by now, or an answer that is retried.
    if (done < tokens.length) await sequence.trimTo(done);
    while (done < tokens.length && mayGoOn()) {
      await sequence.read(tokens.slice(done, done + SLICE));
      done += SLICE;
    }
    release();
  }

  return {
    warm(request) {
      toWarm.delete(request.channel);
      toWarm.set(request.channel, request);
      for (const oldest of toWarm.keys()) {
        if (toWarm.size <= MAX_WARM) break;
        toWarm.delete(oldest);
      }
    },
    forget: (channel) => void toForget.add(channel),
    forgetAll,
    async doNext() {
      if (toForget.size > 0) {
        await forgetAll(() => false);
        return 0;
      }
      const [request] = toWarm.values();
      if (request) {
        toWarm.delete(request.channel);
        await readAhead(request);
        return 0;
      }
      const ms = places.msUntilParking();
      if (ms === 0) await places.parkOne();
      return ms;
    },
  };
}
