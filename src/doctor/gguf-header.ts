import { open } from "node:fs/promises";
import { ModelError } from "../core/errors.ts";
import { checkGgufFile } from "../models/gguf-file.ts";
import { createGgufReader, type GgufReader, HeaderCutOff } from "./gguf-reader.ts";
import { tensorBytes } from "./tensor-bytes.ts";

/** What the beginning of a GGUF file tells about the model. */
export interface GgufHeader {
  /** Such as `qwen2`; null when it does not say. */
  readonly architecture: string | null;
  readonly hasChatTemplate: boolean;
  /** It can say how well a passage answers a question. */
  readonly hasRankingHead: boolean;
  /** What the window takes for each token, in half precision; null when it does not say. */
  readonly bytesPerToken: number | null;
  /** The file cannot be whole with fewer bytes. */
  readonly leastBytes: number;
}

/** The word lists of large models take some 10 MB. */
const FIRST_LOOK_BYTES = 16 * 2 ** 20;
const LONGEST_HEADER_BYTES = 256 * 2 ** 20;
/** The name of what makes a score of what a model has read. */
const RANKING_HEAD = /^cls(?:\.output)?\.weight$/;

/**
 * Reads the beginning of the model file at `path`. Throws {@link ModelError} `not-a-model` when it is none or ends in the
 * middle of it, and the file system's errors.
 */
export async function readGgufHeader(path: string): Promise<GgufHeader> {
  await checkGgufFile(path);
  await using file = await open(path, "r");
  const { size } = await file.stat();
  for (let length = Math.min(size, FIRST_LOOK_BYTES); ; length = Math.min(size, length * 4)) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
    try {
      return parseHeader(createGgufReader(buffer.subarray(0, bytesRead)));
    } catch (error) {
      if (!(error instanceof HeaderCutOff)) throw error;
      if (length === size || length >= LONGEST_HEADER_BYTES) {
        throw new ModelError(
          "not-a-model",
          `${path} is cut off; delete it and get it again, or let MODEL name another file.`,
          { cause: error },
        );
      }
    }
  }
}

function parseHeader(reader: GgufReader): GgufHeader {
  reader.skip(8); // magic and version, which were checked
  const tensors = reader.count();
  const entries = reader.count();
  const about = new Map<string, string | number>();
  for (let entry = 0; entry < entries; entry++) {
    const name = reader.text();
    const value = reader.value();
    if (value !== null) about.set(name, value);
  }
  let end = 0;
  let hasRankingHead = false;
  for (let tensor = 0; tensor < tensors; tensor++) {
    hasRankingHead = RANKING_HEAD.test(reader.text()) || hasRankingHead;
    const sizes = Array.from({ length: reader.uint32() }, () => reader.count());
    const elements = sizes.reduce((product, size) => product * size, 1);
    const bytes = tensorBytes(reader.uint32(), elements);
    end = Math.max(end, reader.count() + bytes);
  }
  const alignment = numberIn(about, "general.alignment") ?? 32;
  const architecture = about.get("general.architecture");
  return {
    architecture: typeof architecture === "string" ? architecture : null,
    hasChatTemplate: about.has("tokenizer.chat_template"),
    hasRankingHead,
    bytesPerToken: typeof architecture === "string" ? bytesPerToken(about, architecture) : null,
    leastBytes: Math.ceil(reader.at() / alignment) * alignment + end,
  };
}

/** A key and a value of two bytes each in every layer. */
function bytesPerToken(about: ReadonlyMap<string, string | number>, architecture: string): number | null {
  const of = (name: string) => numberIn(about, `${architecture}.${name}`);
  const heads = of("attention.head_count");
  const width = of("embedding_length");
  const layers = of("block_count");
  if (heads === null || width === null || layers === null) return null;
  const keyLength = of("attention.key_length") ?? width / heads;
  const valueLength = of("attention.value_length") ?? keyLength;
  return layers * (of("attention.head_count_kv") ?? heads) * (keyLength + valueLength) * 2;
}

function numberIn(about: ReadonlyMap<string, string | number>, name: string): number | null {
  const value = about.get(name);
  return typeof value === "number" ? value : null;
}
