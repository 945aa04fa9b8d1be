import { createHash } from "node:crypto";
import { z } from "zod";
import { parkedMemory } from "./parked-memory.ts";

/** Raised with every change of what the files hold or mean, the settings of the model's context included. */
export const FORMAT_VERSION = 1;

/** Letters of a SHA-256 as hex. */
const SUM_LENGTH = 64;

const header = z.object({
  version: z.literal(FORMAT_VERSION),
  owner: z.string(),
  identity: z.string(),
  /** The state's file, in the same folder. */
  state: z.string(),
  /** Size and SHA-256 of that file. */
  bytes: z.number().int().positive(),
  sum: z.string(),
  /** What a sequence must hold once the state is loaded. */
  tokens: z.array(z.number().int()).readonly(),
  memory: parkedMemory,
});

/** The small file beside a state: whose it is, how the state's file must look, and what must come of loading it. */
export type Header = z.infer<typeof header>;

/** One line with the sum of the rest, then the header as JSON. */
export function encodeHeader(content: Omit<Header, "version">): string {
  const json = JSON.stringify({ version: FORMAT_VERSION, ...content });
  return `${sumOf(json)}\n${json}`;
}

/** Null when a single letter is not as it was written, or when another version wrote it. */
export function parseHeader(text: string): Header | null {
  const json = text.slice(SUM_LENGTH + 1);
  if (text.slice(0, SUM_LENGTH + 1) !== `${sumOf(json)}\n`) return null;
  return header.safeParse(JSON.parse(json)).data ?? null; // our own JSON, as the sum says
}

/** A digest of what was parked: equal ones need not be written again. */
export function contentOf({ tokens, memory }: Pick<Header, "tokens" | "memory">): string {
  return sumOf(JSON.stringify([tokens, memory]));
}

function sumOf(json: string): string {
  return createHash("sha256").update(json).digest("hex");
}
