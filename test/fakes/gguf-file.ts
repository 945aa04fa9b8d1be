/** A model as a GGUF file holds it, all weights in full precision. */
export interface GgufContents {
  readonly metadata: Readonly<Record<string, GgufValue>>;
  readonly tensors: Readonly<Record<string, GgufTensor>>;
}

/** A whole number is written as an unsigned one of 32 bits; what has to be a float is said to be one. */
export type GgufValue =
  string | number | boolean | { readonly float: number } | readonly string[] | readonly number[];

export interface GgufTensor {
  /** As llama.cpp names them: the length of a row first. */
  readonly shape: readonly number[];
  readonly weights: Float32Array;
}

const VERSION = 3;
const ALIGNMENT = 32;
const UINT32 = 4;
const INT32 = 5;
const FLOAT32 = 6;
const BOOL = 7;
const TEXT = 8;
const LIST = 9;
/** The type of weights in full precision. */
const F32 = 0;

/** The bytes of the file. */
export function ggufFile({ metadata, tensors }: GgufContents): Buffer {
  const entries = Object.entries(metadata);
  const named = Object.entries(tensors);
  let end = 0;
  const places = named.map(([name, { shape, weights }]) => {
    const place = [text(name), uint32(shape.length), ...shape.map(count), uint32(F32), count(end)];
    end += padded(weights.byteLength);
    return Buffer.concat(place);
  });
  const header = Buffer.concat([
    Buffer.from("GGUF", "latin1"),
    uint32(VERSION),
    count(named.length),
    count(entries.length),
    ...entries.flatMap(([key, value]) => [text(key), typed(value)]),
    ...places,
  ]);
  const file = Buffer.alloc(padded(header.length) + end);
  header.copy(file);
  let at = padded(header.length);
  for (const [, { weights }] of named) {
    Buffer.from(weights.buffer, weights.byteOffset, weights.byteLength).copy(file, at);
    at += padded(weights.byteLength);
  }
  return file;
}

function typed(value: GgufValue): Buffer {
  if (typeof value === "string") return Buffer.concat([uint32(TEXT), text(value)]);
  if (typeof value === "number") return Buffer.concat([uint32(UINT32), uint32(value)]);
  if (typeof value === "boolean") return Buffer.concat([uint32(BOOL), Buffer.from([Number(value)])]);
  if ("float" in value) {
    const bytes = Buffer.alloc(4);
    bytes.writeFloatLE(value.float);
    return Buffer.concat([uint32(FLOAT32), bytes]);
  }
  const items = value.map((item) => (typeof item === "string" ? text(item) : uint32(item)));
  const type = typeof value[0] === "string" ? TEXT : INT32;
  return Buffer.concat([uint32(LIST), uint32(type), count(items.length), ...items]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([count(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function count(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

/** The bytes that `length` bytes take in a file, where everything begins at a multiple of 32. */
export function padded(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}
