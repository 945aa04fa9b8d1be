import { createHash } from "node:crypto";
import type { ChatFrame } from "../token-model.ts";
import { FORMAT_VERSION } from "./header.ts";
import type { ModelFingerprint } from "./model-fingerprint.ts";

/** All that a state depends on besides the words in it. */
export interface IdentityParts {
  readonly model: ModelFingerprint;
  readonly frame: ChatFrame;
  readonly contextTokens: number;
  /** A state does not load into a context with another number of sequences. */
  readonly sequences: number;
  /** Version of the library that writes and reads states. */
  readonly release: string;
}

/** A digest of the parts and of our own format: states of unequal identities are strangers to each other. */
export function parkingIdentity({ model, frame, contextTokens, sequences, release }: IdentityParts): string {
  const { start, afterSystem, afterQuestion, afterAnswer } = frame;
  const parts = [
    FORMAT_VERSION,
    [model.bytes, model.sum],
    [start, afterSystem, afterQuestion, afterAnswer],
    contextTokens,
    sequences,
    release,
  ];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
