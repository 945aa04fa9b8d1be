import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Token } from "./llama.ts";
import type { TokenSequence } from "./token-model.ts";

/**
 * Makes every sequence hold `head`, what all prompts begin with, so that no first question waits for it. It is read
 * once: the other sequences get a copy, by way of a file in `folder`. Where there is no folder, or none that can be
 * written to, which `onProblem` then hears, they read it as well.
 */
export async function prime(
  sequences: readonly TokenSequence[],
  head: readonly Token[],
  folder: string | null,
  onProblem: (error: unknown) => void,
): Promise<void> {
  const [first, ...others] = sequences;
  await first?.read(head);
  if (first && folder !== null) await copy(first, others, join(folder, "head.tmp")).catch(onProblem);
  await Promise.all(
    others.filter(({ tokens }) => tokens.length === 0).map((sequence) => sequence.read(head)),
  );
}

async function copy(from: TokenSequence, to: readonly TokenSequence[], file: string): Promise<void> {
  try {
    await from.save(file);
    for (const sequence of to) await sequence.load(file);
  } finally {
    await rm(file, { force: true });
  }
}
