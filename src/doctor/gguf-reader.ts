/** The bytes end before the header does. */
export class HeaderCutOff extends RangeError {}

/** Reads the header of a GGUF file from its beginning on. Everything throws {@link HeaderCutOff} past the end. */
export interface GgufReader {
  /** How many bytes are read by now. */
  at(): number;
  skip(bytes: number): void;
  uint32(): number;
  /** An unsigned number of 64 bits, which in a sound file is never so large that a `number` cannot hold it. */
  count(): number;
  text(): string;
  /** A value with its type before it. Lists come as null: they are long, and nothing in them is needed. */
  value(): string | number | null;
}

/** Bytes of the types with a fixed length, by their number in the format. */
const FIXED_BYTES: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [1, 1],
  [2, 2],
  [3, 2],
  [4, 4],
  [5, 4],
  [6, 4],
  [7, 1],
  [10, 8],
  [11, 8],
  [12, 8],
]);
const TEXT = 8;
const LIST = 9;

/** A reader of `bytes`, at their beginning. */
export function createGgufReader(bytes: Buffer): GgufReader {
  let at = 0;

  /** Moves on, and returns where it was. */
  function skip(length: number): number {
    const start = at;
    if (!(length >= 0 && start + length <= bytes.length)) throw new HeaderCutOff();
    at = start + length;
    return start;
  }

  const uint32 = () => bytes.readUInt32LE(skip(4));
  const count = () => Number(bytes.readBigUInt64LE(skip(8)));

  function text(): string {
    const length = count();
    const start = skip(length);
    return bytes.toString("utf8", start, start + length);
  }

  function skipList(): null {
    const type = uint32();
    const length = count();
    const fixed = FIXED_BYTES.get(type);
    if (fixed !== undefined) skip(fixed * length);
    else for (let item = 0; item < length; item++) skip(type === TEXT ? count() : typeNotKnown(type));
    return null;
  }

  function value(): string | number | null {
    const type = uint32();
    switch (type) {
      case TEXT:
        return text();
      case LIST:
        return skipList();
      case 4:
        return uint32();
      case 10:
        return count();
      default:
        skip(FIXED_BYTES.get(type) ?? typeNotKnown(type));
        return null;
    }
  }

  return { at: () => at, skip: (length) => void skip(length), uint32, count, text, value };
}

/** Only bytes that are no header at all hold such a type. */
function typeNotKnown(type: number): never {
  throw new HeaderCutOff(`type ${type}`);
}
