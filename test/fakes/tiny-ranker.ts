import { writeFile } from "node:fs/promises";
import { type GgufTensor, ggufFile } from "./gguf-file.ts";
import { bertMetadata, codesOf, SPECIAL } from "./tiny-bert.ts";

/**
 * Writes a real ranking model that llama.cpp runs, half a megabyte large, whose weights were not learned but set by hand. It
 * scores a passage by the share of the question's words that it says: nearly 1 with all of them, nearly 0 with none. Words
 * of one group mean the same to it; words that are in no group are nothing to it. At most 60 groups, in lower case.
 *
 * It is a BERT of three layers. Each word has a direction of its own, at right angles to all others, that the words of its
 * group share. In the first layer every token learns from the first [SEP] where the question ends, and so whether it belongs
 * to the passage. In the second each word of the question looks for the same word in the passage, and rests on [CLS] where
 * there is none; [CLS] looks for the [SEP] that closes the passage, without which no score is more than nearly 0. In the third
 * [CLS] takes the average of what the question's words have found.
 */
export async function writeTinyRanker(path: string, groups: readonly (readonly string[])[]): Promise<void> {
  await writeFile(path, ggufFile({ metadata: metadataOf(groups), tensors: tensorsOf(groups) }));
}

const LAYERS = 3;
const POSITIONS = 256;
/** The numbers of a direction. */
const CODE = 64;
const WIDTH = 96;
const HIDDEN = 2;
/** Each of these values has two places, the second with the sign turned, so that the average of all stays 0. */
const SINE = 64;
const COSINE = 66;
const END_OF_QUESTION = 68;
const IN_PASSAGE = 70;
const FOUND = 72;
const SHARE_FOUND = 74;

const CLS = SPECIAL.indexOf("[CLS]");
const SEP = SPECIAL.indexOf("[SEP]");

/** Attention as sharp as it has to be among a few hundred tokens, for the square root that scores are divided by. */
const SHARP = 30 * Math.sqrt(WIDTH);

function metadataOf(groups: readonly (readonly string[])[]) {
  return {
    ...bertMetadata({
      name: "tiny ranker",
      layers: LAYERS,
      positions: POSITIONS,
      width: WIDTH,
      hidden: HIDDEN,
      groups,
    }),
    "tokenizer.ggml.model": "bert",
    "tokenizer.ggml.token_type": [...SPECIAL.map(() => 3), ...groups.flat().map(() => 1)],
  };
}

function tensorsOf(groups: readonly (readonly string[])[]): Record<string, GgufTensor> {
  const isWord = (code: number) => code >= SPECIAL.length;
  const codes = codesOf(groups);
  const ownCodes = [...new Set(codes.filter(isWord))];
  /** The length that the first two values leave it with stays through all layers, roughly. */
  const norm = () => vector(() => Math.sqrt((CODE + 2) / WIDTH));

  const tokens = matrix(codes.length, WIDTH, (token, at) =>
    at < CODE ? direction(codes[token] ?? 0, at) : 0,
  );
  const positions = matrix(POSITIONS, WIDTH, (position, at) => {
    const angle = ((position / (POSITIONS - 1)) * 2 - 1) * (Math.PI / 3);
    return value(at, SINE, Math.sin(angle)) + value(at, COSINE, Math.cos(angle));
  });
  const is = (sign: number, at: number) => (at < CODE ? direction(sign, at) / CODE : 0);
  const isAnyWord = (at: number) =>
    at < CODE ? ownCodes.reduce((sum, code) => sum + direction(code, at), 0) / CODE : 0;
  const onlyWords = (row: number, at: number) =>
    row < CODE && at < CODE
      ? ownCodes.reduce((sum, code) => sum + direction(code, row) * direction(code, at), 0) / CODE
      : 0;
  const fromClsToSep = (row: number, at: number) => (row < CODE ? direction(SEP, row) * is(CLS, at) : 0);
  const read = (at: number, from: number) => value(at, from, 0.5);

  return {
    "token_embd.weight": tokens,
    "position_embd.weight": positions,
    "token_embd_norm.weight": norm(),
    "token_embd_norm.bias": vector(() => 0),
    ...layer(0, norm, {
      // So sharp that of two neighbours the first wins.
      queryBias: (row) => (row === 0 ? 70 * SHARP : 0),
      key: (row, at) => (row === 0 ? is(SEP, at) - 0.5 * read(at, SINE) : 0),
      value: (row, at) => (row === 0 ? read(at, SINE) : 0),
      output: (row, at) => (at === 0 ? value(row, END_OF_QUESTION, 1) : 0),
      // A step from 0 to 1 between [SEP] and the token after it.
      up: (_, at) => 8000 * (value(at, SINE, 0.5) - value(at, END_OF_QUESTION, 0.5)),
      upBias: (row) => -10 - row,
      down: (row, at) => value(row, IN_PASSAGE, at === 0 ? 1 : -1),
    }),
    ...layer(1, norm, {
      query: (row, at) => (SHARP / CODE) * (onlyWords(row, at) + fromClsToSep(row, at)),
      queryBias: (row) => (row === CODE ? SHARP : row === CODE + 1 ? 1.5 * SHARP : 0),
      key: (row, at) => {
        if (row < CODE) return row === at ? 1 : 0;
        return row === CODE ? read(at, IN_PASSAGE) : row === CODE + 1 ? is(CLS, at) : 0;
      },
      value: (row, at) => (row === 0 ? read(at, IN_PASSAGE) : 0),
      output: (row, at) => (at === 0 ? value(row, FOUND, 1) : 0),
    }),
    ...layer(2, norm, {
      // Duller, for words that have found something are a little shorter than the others.
      queryBias: (row) => (row === 0 ? 0.4 * SHARP : 0),
      key: (row, at) => (row === 0 ? isAnyWord(at) + 0.5 * is(SEP, at) - 1.2 * read(at, IN_PASSAGE) : 0),
      value: (row, at) => (row === 0 ? read(at, FOUND) : 0),
      output: (row, at) => (at === 0 ? value(row, SHARE_FOUND, 1) : 0),
    }),
    "cls.output.weight": matrix(1, WIDTH, (_, at) => 12 * (read(at, SHARE_FOUND) + read(at, FOUND))),
    "cls.output.bias": { shape: [1], weights: Float32Array.of(-18) },
  };
}

type Weight = (row: number, at: number) => number;

/** What differs from layer to layer; all else is 0. */
interface Layer {
  readonly query?: Weight;
  readonly queryBias: (row: number) => number;
  readonly key: Weight;
  readonly value: Weight;
  readonly output: Weight;
  readonly up?: Weight;
  readonly upBias?: (row: number) => number;
  readonly down?: Weight;
}

function layer(index: number, norm: () => GgufTensor, parts: Layer): Record<string, GgufTensor> {
  const none = () => 0;
  const { query = none, queryBias, key, value, output, up = none, upBias = none, down = none } = parts;
  const tensors = {
    "attn_q.weight": matrix(WIDTH, WIDTH, query),
    "attn_q.bias": vector(queryBias),
    "attn_k.weight": matrix(WIDTH, WIDTH, key),
    "attn_k.bias": vector(none),
    "attn_v.weight": matrix(WIDTH, WIDTH, value),
    "attn_v.bias": vector(none),
    "attn_output.weight": matrix(WIDTH, WIDTH, output),
    "attn_output.bias": vector(none),
    "attn_output_norm.weight": norm(),
    "attn_output_norm.bias": vector(none),
    "ffn_up.weight": matrix(HIDDEN, WIDTH, up),
    "ffn_up.bias": {
      shape: [HIDDEN],
      weights: Float32Array.from({ length: HIDDEN }, (_, row) => upBias(row)),
    },
    "ffn_down.weight": matrix(WIDTH, HIDDEN, down),
    "ffn_down.bias": vector(none),
    "layer_output_norm.weight": norm(),
    "layer_output_norm.bias": vector(none),
  };
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [`blk.${index}.${name}`, tensor]),
  );
}

function matrix(rows: number, columns: number, weight: Weight): GgufTensor {
  const weights = Float32Array.from({ length: rows * columns }, (_, index) =>
    weight(Math.floor(index / columns), index % columns),
  );
  return { shape: [columns, rows], weights };
}

function vector(weight: (row: number) => number): GgufTensor {
  return { shape: [WIDTH], weights: Float32Array.from({ length: WIDTH }, (_, row) => weight(row)) };
}

/** What a value puts at a place, of the two that it has. */
function value(at: number, from: number, amount: number): number {
  return at === from ? amount : at === from + 1 ? -amount : 0;
}

/** One of 63 directions, all at right angles: the rows of a Hadamard matrix after the first. */
function direction(code: number, at: number): number {
  let bits = (code + 1) & at;
  let sign = 1;
  for (; bits > 0; bits &= bits - 1) sign = -sign;
  return sign;
}
