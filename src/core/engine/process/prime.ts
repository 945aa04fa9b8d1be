import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Token } from "./llama.ts";
import type { TokenSequence } from "./token-model.ts";

/**
 * Makes every sequence hold `head`, what all prompts begin with, so that no first question waits for it. It is read
 * once: the other sequences get a copy, by way of a file in `folder`; where there is no folder, they read it as well.
 */
export async function prime(
  sequences: readonly TokenSequence[],
  head: readonly Token[],
  folder: string | null,
): Promise<void> {
  const [first, ...others] = sequences;
  await first?.read(head);
  if (folder === null) {
    await Promise.all(others.map((sequence) => sequence.read(head)));
    return;
  }
  const file = join(folder, "head.tmp");
  try {
    await first?.save(file);
    for (const sequence of others) await sequence.load(file);
  } finally {
    await rm(file, { force: true });
  }
}
