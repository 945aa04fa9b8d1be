import { z } from "zod";
import { channelId } from "../../../../../src/core/chat.ts";
import { openParking } from "../../../../../src/core/engine/process/parking/parking.ts";
import type { TokenSequence } from "../../../../../src/core/engine/process/token-model.ts";
import { aToken } from "../tokens.ts";
import { createPaperSequence } from "./paper-sequence.ts";

/**
 * A program that parks growing conversations in turns until it is killed, and says so when it has parked each once. Its arguments:
 * the folder, the tokens of two conversations as JSON, and a model's file; without one it takes paper sequences.
 */
async function main(folder: string, talks: string, modelPath: string | undefined): Promise<void> {
  const parking = await openParking({
    folder,
    identity: "this model",
    maxBytes: 2 ** 30,
    onProblem: complain,
  });
  const sequences = await openSequences(modelPath);
  const tokens = z.array(z.array(z.number())).parse(JSON.parse(talks));
  for (let round = 1; ; round++) {
    for (const [index, sequence] of sequences.entries()) {
      const next = tokens[index]?.[sequence.tokens.length];
      if (next === undefined) await sequence.trimTo(1);
      else await sequence.read([aToken(next)]);
      const memory = { answers: [], windowKey: null, windowExchanges: sequence.tokens.length };
      await parking.park(channelId("web", `talk-${index}`), sequence, memory);
    }
    if (round === 1) process.send?.("all are parked");
  }
}

async function openSequences(modelPath: string | undefined): Promise<readonly TokenSequence[]> {
  if (modelPath === undefined) return [createPaperSequence(1_000_000), createPaperSequence(1_000_000)];
  // Only here, because the library takes longer to load than all the rest.
  const { openLlama } = await import("../../../../../src/core/engine/process/llama.ts");
  const model = await openLlama({ modelPath, contextTokens: 512, sequences: 2, threads: 1 });
  return model.sequences;
}

function complain(error: unknown): void {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
}

const [folder = "", talks = "", modelPath] = process.argv.slice(2);
await main(folder, talks, modelPath);
