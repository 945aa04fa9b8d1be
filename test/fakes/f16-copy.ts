import { readFile, writeFile } from "node:fs/promises";
import { GgmlType, type GgufTensorInfo, readGgufFileInfo } from "node-llama-cpp";

const ALIGNMENT = 32;
/** A block of Q8_0: a scale of 16 bits, and 32 whole numbers. */
const BLOCK = 32;
const BLOCK_BYTES = 2 + BLOCK;

/** Writes a copy of a model file in which each weight of type Q8_0 is written out with 16 bits (F16). */
export async function writeF16Copy(from: string, to: string): Promise<void> {
  const [file, info] = await Promise.all([readFile(from), readGgufFileInfo(from)]);
  const tensors = info.fullTensorInfo ?? [];
  const last = tensors.at(-1);
  if (!last) throw new Error("the file has no tensors");
  const header = Buffer.from(file.subarray(0, padded(placeOf(last, file) + PLACE_BYTES)));
  const parts: Buffer[] = [header];
  let offset = 0;
  for (const tensor of tensors) {
    const place = placeOf(tensor, file);
    const data = weightsOf(tensor, file.subarray(header.length + Number(tensor.offset)));
    if (tensor.ggmlType === GgmlType.Q8_0) header.writeUInt32LE(GgmlType.F16, place);
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

function weightsOf({ name, dimensions, ggmlType }: GgufTensorInfo, data: Buffer): Buffer {
  const count = dimensions.reduce((product: number, size) => product * Number(size), 1);
  if (ggmlType === GgmlType.F32) return padding(data.subarray(0, 4 * count));
  if (ggmlType !== GgmlType.Q8_0) throw new Error(`${name} is of another type than F32 and Q8_0`);
  const wide = Buffer.alloc(2 * count);
  for (let i = 0; i < count; i++) {
    const block = Math.floor(i / BLOCK) * BLOCK_BYTES;
    const scale = fromHalf(data.readUInt16LE(block));
    wide.writeUInt16LE(toHalf(scale * data.readInt8(block + 2 + (i % BLOCK))), 2 * i);
  }
  return padding(wide);
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

function padded(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

function padding(data: Buffer): Buffer {
  return Buffer.concat([data, Buffer.alloc(padded(data.length) - data.length)]);
}
