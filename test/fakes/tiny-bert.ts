import type { GgufValue } from "./gguf-file.ts";

/** The tokens that are no words, in front of them. */
export const SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"] as const;

export interface BertShape {
  readonly name: string;
  readonly layers: number;
  readonly positions: number;
  readonly width: number;
  readonly hidden: number;
  /** Words of one group mean the same. */
  readonly groups: readonly (readonly string[])[];
}

/** What the file of a small BERT says of itself, without what is special to its tokenizer. */
export function bertMetadata({ name, layers, positions, width, hidden, groups }: BertShape) {
  return {
    "general.architecture": "bert",
    "general.name": name,
    "bert.block_count": layers,
    "bert.context_length": positions,
    "bert.embedding_length": width,
    "bert.feed_forward_length": hidden,
    "bert.attention.head_count": 1,
    "bert.attention.layer_norm_epsilon": { float: 1e-12 },
    "bert.attention.causal": false,
    "tokenizer.ggml.token_type_count": 1,
    "tokenizer.ggml.tokens": [...SPECIAL, ...groups.flat().map((word) => `▁${word}`)],
    "tokenizer.ggml.padding_token_id": 0,
    "tokenizer.ggml.unknown_token_id": 1,
    "tokenizer.ggml.bos_token_id": 2,
    "tokenizer.ggml.cls_token_id": 2,
    "tokenizer.ggml.seperator_token_id": 3,
  } satisfies Readonly<Record<string, GgufValue>>;
}

/** What each token stands for: the special ones for themselves, the words of a group for the same. */
export function codesOf(groups: readonly (readonly string[])[]): readonly number[] {
  return [...SPECIAL.keys(), ...groups.flatMap((group, index) => group.map(() => SPECIAL.length + index))];
}
