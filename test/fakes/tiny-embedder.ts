import { writeFile } from "node:fs/promises";
import { type GgufTensor, ggufFile } from "./gguf-file.ts";
import { bertMetadata, codesOf } from "./tiny-bert.ts";

export interface TinyEmbedderOptions {
  /** Words of one group mean the same; all others mean nothing. At most 58 groups, in lower case. */
  readonly groups: readonly (readonly string[])[];
  /** What the file says that the model is called. */
  readonly name?: string;
  /** As BERT has it, or XLM-RoBERTa, from which bge-m3 and the multilingual E5 come. */
  readonly tokenizer?: "bert" | "t5";
  /** What stands for a text: the average of its words, or the sign that it begins with. */
  readonly pooling?: "mean" | "first";
}

/**
 * Writes a real embedding model that llama.cpp runs, some 70 KB large: a BERT of one layer that changes nothing, so that a text
 * means the average of its words. Each group has a direction of its own, at right angles to all others.
 */
export async function writeTinyEmbedder(path: string, options: TinyEmbedderOptions): Promise<void> {
  const { groups, name = "tiny embedder", tokenizer = "bert", pooling = "mean" } = options;
  const metadata = {
    ...bertMetadata({ name, layers: 1, positions: POSITIONS, width: WIDTH, hidden: HIDDEN, groups }),
    "bert.pooling_type": pooling === "mean" ? 1 : 2,
    "tokenizer.ggml.model": tokenizer,
    "tokenizer.ggml.add_bos_token": true,
    "tokenizer.ggml.add_eos_token": true,
    "tokenizer.ggml.add_space_prefix": true,
    "tokenizer.ggml.remove_extra_whitespaces": true,
    "tokenizer.ggml.token_type": [3, 2, 3, 3, ...groups.flat().map(() => 1)],
    "tokenizer.ggml.eos_token_id": 3,
  };
  await writeFile(path, ggufFile({ metadata, tensors: tensorsOf(codesOf(groups)) }));
}

const POSITIONS = 64;
const WIDTH = 64;
const HIDDEN = 2;

function tensorsOf(codes: readonly number[]): Record<string, GgufTensor> {
  const zeros = (...shape: readonly number[]): GgufTensor => ({
    shape,
    weights: new Float32Array(shape.reduce((all, size) => all * size, 1)),
  });
  const ones: GgufTensor = { shape: [WIDTH], weights: new Float32Array(WIDTH).fill(1) };
  const norms = ["token_embd_norm", "blk.0.attn_output_norm", "blk.0.layer_output_norm"];
  const squares = ["attn_q", "attn_k", "attn_v", "attn_output"].map((name) => `blk.0.${name}`);
  return {
    "token_embd.weight": {
      shape: [WIDTH, codes.length],
      weights: Float32Array.from(codes.flatMap((code) => direction(code + 1))),
    },
    "position_embd.weight": zeros(WIDTH, POSITIONS),
    ...Object.fromEntries(
      norms.flatMap((name) => [
        [`${name}.weight`, ones],
        [`${name}.bias`, zeros(WIDTH)],
      ]),
    ),
    ...Object.fromEntries(
      squares.flatMap((name) => [
        [`${name}.weight`, zeros(WIDTH, WIDTH)],
        [`${name}.bias`, zeros(WIDTH)],
      ]),
    ),
    "blk.0.ffn_up.weight": zeros(WIDTH, HIDDEN),
    "blk.0.ffn_up.bias": zeros(HIDDEN),
    "blk.0.ffn_down.weight": zeros(HIDDEN, WIDTH),
    "blk.0.ffn_down.bias": zeros(WIDTH),
  };
}

/** A row of a Hadamard matrix: at right angles to all others, and but for the first with an average of 0. */
function direction(row: number): readonly number[] {
  return Array.from({ length: WIDTH }, (_, column) => {
    let sign = 1;
    for (let bits = row & column; bits > 0; bits &= bits - 1) sign = -sign;
    return sign;
  });
}
