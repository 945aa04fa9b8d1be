import type { Token } from "../../../../src/core/engine/process/llama.ts";

/** A token for tests; its number means what the test says. */
export function aToken(value: number): Token {
  return value as Token; // oxlint-disable-line typescript/no-unsafe-type-assertion -- the library makes them in native code only
}
