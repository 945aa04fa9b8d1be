import { z } from "zod";
import type { Turn } from "../turn.ts";

/** Counts up when histories are stored in another form. */
const VERSION = 1;

const storedTurn = z.discriminatedUnion("role", [
  z.object({ role: z.literal("user"), speaker: z.string(), text: z.string() }),
  z.object({ role: z.literal("assistant"), text: z.string() }),
]);

const storedHistory = z.object({ version: z.literal(VERSION), turns: z.array(storedTurn) });

/** What is stored of one channel. */
export function toStored(turns: readonly Turn[]): z.input<typeof storedHistory> {
  return { version: VERSION, turns: [...turns] };
}

/** The turns of what was stored. Throws when it is nothing of ours, or of a version that is not known here. */
export function fromStored(value: unknown): readonly Turn[] {
  return storedHistory.parse(value).turns;
}
