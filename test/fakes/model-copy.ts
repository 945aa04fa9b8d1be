import { readFile, writeFile } from "node:fs/promises";
import { GgmlType, type GgufTensorInfo, readGgufFileInfo } from "node-llama-cpp";
import { padded } from "./gguf-file.ts";

/** Weights that share a scale. */
const BLOCK = 32;
const SCALE_BYTES = 2;

/** Writes a block of weights as another type. */
type Write = (weights: readonly number[]) => Buffer;
const TYPES = {
  F16: { type: GgmlType.F16, write: asF16 },
  Q4_0: { type: GgmlType.Q4_0, write: asQ40 },
} as const;

/** Writes a copy of a model file in which each weight of type Q8_0 is one of another type. */
export async function writeModelCopy(from: string, to: string, as: keyof typeof TYPES): Promise<void> {
  const [file, info] = await Promise.all([readFile(from), readGgufFileInfo(from)]);
  const { type, write } = TYPES[as];
  const tensors = info.fullTensorInfo ?? [];
  const last = tensors.at(-1);
  if (!last) throw new Error("the file has no tensors");
  const header = Buffer.from(file.subarray(0, padded(placeOf(last, file) + PLACE_BYTES)));
  const parts: Buffer[] = [header];
  let offset = 0;
  for (const tensor of tensors) {
    const place = placeOf(tensor, file);
    const data = copyOf(tensor, file.subarray(header.length + Number(tensor.offset)), write);
    if (tensor.ggmlType === GgmlType.Q8_0) header.writeUInt32LE(type, place);
    header.writeBigUInt64LE(BigInt(offset), place + 4);
    parts.push(data);
    offset += data.length;
  }
  await writeFile(to, Buffer.concat(parts));
}

/** A tensor's entry ends with its type (4 bytes) and where its weights begin (8 bytes). */
const PLACE_BYTES = 12;

function placeOf({ name, dimensions }: GgufTensorInfo, file: Buffer): number {
  const named = Buffer.alloc(8 + name.length);
  named.writeBigUInt64LE(BigInt(name.length));
  named.write(name, 8, "latin1");
  return file.indexOf(named) + named.length + 4 + 8 * dimensions.length;
}

function copyOf({ name, dimensions, ggmlType }: GgufTensorInfo, data: Buffer, write: Write): Buffer {
  const count = dimensions.reduce((product: number, size) => product * Number(size), 1);
  if (ggmlType === GgmlType.F32) return padding(data.subarray(0, 4 * count));
  if (ggmlType !== GgmlType.Q8_0) throw new Error(`${name} is of another type than F32 and Q8_0`);
  return padding(
    Buffer.concat(Array.from({ length: count / BLOCK }, (_, block) => write(readQ80(data, block)))),
  );
}

function readQ80(data: Buffer, block: number): readonly number[] {
  const at = block * (SCALE_BYTES + BLOCK);
  const scale = fromHalf(data.readUInt16LE(at));
  return Array.from({ length: BLOCK }, (_, i) => scale * data.readInt8(at + SCALE_BYTES + i));
}

function asF16(weights: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * weights.length);
  for (const [i, weight] of weights.entries()) bytes.writeUInt16LE(toHalf(weight), 2 * i);
  return bytes;
}

/** A scale, then 16 bytes: in their low halves the first 16 weights, in their high ones the others, 8 for 0. */
function asQ40(weights: readonly number[]): Buffer {
  const largest = weights.reduce((most, weight) => (Math.abs(weight) > Math.abs(most) ? weight : most), 0);
  const scale = fromHalf(toHalf(largest / -8));
  const number = (weight = 0) =>
    scale === 0 ? 8 : Math.min(15, Math.max(0, Math.round(weight / scale) + 8));
  const bytes = Buffer.alloc(SCALE_BYTES + BLOCK / 2);
  bytes.writeUInt16LE(toHalf(scale));
  for (let i = 0; i < BLOCK / 2; i++)
    bytes[SCALE_BYTES + i] = number(weights[i]) + 16 * number(weights[i + BLOCK / 2]);
  return bytes;
}

/** IEEE 754 binary16: a sign, 5 bits of exponent, 10 of fraction. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

function toHalf(value: number): number {
  const size = Math.abs(value);
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  // The fraction with its leading 1, which carries into the exponent: that therefore counts from one below.
  return (value < 0 ? 0x8000 : 0) + Math.round(size * 2 ** (10 - exponent)) + (exponent + 14) * 1024;
}

function padding(data: Buffer): Buffer {
  return Buffer.concat([data, Buffer.alloc(padded(data.length) - data.length)]);
}
