import { countTurns, type Exchange } from "./exchange.ts";

/** The newest turns of a channel that are kept. */
export const MAX_TURNS = 400;
/** The UTF-16 units that they hold together, names included. */
export const MAX_LENGTH = 400_000;

/**
 * A channel's exchanges after `exchange` has taken the place of the newest `replaces` turns; one of which only some turns
 * go becomes one with it. No more of them than {@link withinLimits}.
 */
export function withExchange(
  exchanges: readonly Exchange[],
  exchange: Exchange,
  replaces: number,
): readonly Exchange[] {
  let start = exchanges.length;
  let left = replaces;
  for (let last = exchanges[start - 1]; last !== undefined && left > 0; last = exchanges[start - 1]) {
    start--;
    if (left < last.turns.length) {
      const turns = [...last.turns.slice(0, -left), ...exchange.turns];
      const joined = { turns, source: exchange.source ?? last.source };
      return withinLimits([...exchanges.slice(0, start), joined]);
    }
    left -= last.turns.length;
  }
  return withinLimits([...exchanges.slice(0, start), exchange]);
}

/**
 * The newest of `exchanges` that fit into what is kept of a channel: never an answer without its question. The newest of
 * all always stays, however long it is.
 */
export function withinLimits(exchanges: readonly Exchange[]): readonly Exchange[] {
  let turns = 0;
  let length = 0;
  const start = exchanges.findLastIndex((exchange, index) => {
    turns += countTurns([exchange]);
    length += lengthOf(exchange);
    return index < exchanges.length - 1 && (turns > MAX_TURNS || length > MAX_LENGTH);
  });
  return exchanges.slice(start + 1);
}

function lengthOf({ turns }: Exchange): number {
  return turns.reduce(
    (length, turn) => length + turn.text.length + (turn.role === "user" ? turn.speaker.length : 0),
    0,
  );
}
