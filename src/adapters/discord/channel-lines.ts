/** Lets what happens in a channel take effect in the order in which it happened, though some of it has to be looked up first. */
export interface ChannelLines {
  /** Runs `step` once those that came before it in the channel have ended. Settles as `step` does. */
  run<T>(channelId: string, step: () => T | Promise<T>): Promise<T>;
}

export function createChannelLines(): ChannelLines {
  const tails = new Map<string, Promise<void>>();
  return {
    run(channelId, step) {
      const outcome = (tails.get(channelId) ?? Promise.resolve()).then(step);
      const tail = outcome.then(forget, forget);
      function forget() {
        if (tails.get(channelId) === tail) tails.delete(channelId); // an idle channel costs nothing
      }
      tails.set(channelId, tail);
      return outcome;
    },
  };
}
