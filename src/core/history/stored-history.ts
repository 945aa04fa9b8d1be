import { z } from "zod";
import { storedPerson } from "../database/stored-ids.ts";
import type { Turn } from "../turn.ts";
import type { Exchange } from "./exchange.ts";

/** Counts up when histories are stored in another form; what is read may be of any earlier one. */
const VERSION = 2;

const storedTurns = z.array(
  z.discriminatedUnion("role", [
    z.object({ role: z.literal("user"), speaker: z.string(), text: z.string() }),
    z.object({ role: z.literal("assistant"), text: z.string() }),
  ]),
);

const storedExchange = z.object({
  turns: storedTurns,
  source: z.object({ messageId: z.string(), person: storedPerson }).nullable(),
});

const storedHistory = z.discriminatedUnion("version", [
  z.object({ version: z.literal(1), turns: storedTurns }),
  z.object({ version: z.literal(VERSION), exchanges: z.array(storedExchange) }),
]);

/** What is stored of one channel. */
export function toStored(exchanges: readonly Exchange[]): unknown {
  return { version: VERSION, exchanges };
}

/** The exchanges of what was stored. Throws when it is nothing of ours, or of a version that is not known here. */
export function fromStored(value: unknown): readonly Exchange[] {
  const stored = storedHistory.parse(value);
  return stored.version === 1 ? byQuestion(stored.turns) : stored.exchanges;
}

/** Version 1 did not say where an exchange begins: with somebody who speaks after the bot. */
function byQuestion(turns: readonly Turn[]): readonly Exchange[] {
  const exchanges: Turn[][] = [];
  for (const [index, turn] of turns.entries()) {
    const begins = turn.role === "user" && turns[index - 1]?.role !== "user";
    if (begins || index === 0) exchanges.push([turn]);
    else exchanges.at(-1)?.push(turn);
  }
  return exchanges.map((turns) => ({ turns, source: null }));
}
