/** How often values fell into each bin: zeros, and bins by rising key. Only the first `length` of both lists count. */
export interface Bins {
  readonly zeros: number;
  readonly keys: Int32Array;
  readonly counts: Uint32Array;
  readonly length: number;
}

/** Hears of what a sketch holds. */
export interface BinReader {
  zeros(count: number): void;
  bin(key: number, count: number): void;
}

/** Far beyond what the bounds of `usage-sketch.ts` allow: bytes that say so are no sketch. */
const LARGEST_KEY = 100_000;
/** Steps and counts below this share a byte; greater ones follow as varints. */
const ESCAPE = 15;

/**
 * Writes bins as bytes: the number of zeros and of bins, the first key, then most bins in a byte of their own, half
 * of it the step from the key before and half of it the count. Sketches one after the other are the sketch of all of
 * their values: `readBins` reads them so, and the database merges them by joining their bytes.
 */
export function writeBins({ zeros, keys, counts, length }: Bins): Uint8Array {
  const writer = new ByteWriter(8 + length * 11);
  writer.varint(zeros);
  writer.varint(length);
  let before = keys[0] ?? 0;
  if (length > 0) writer.varint(zigzag(before));
  for (let index = 0; index < length; index++) {
    const key = keys[index] ?? 0;
    writer.bin(key - before, (counts[index] ?? 0) - 1);
    before = key;
  }
  return writer.bytes();
}

/** Reads one sketch, or several of them one after the other. Throws RangeError where the bytes are none. */
export function readBins(bytes: Uint8Array, reader: BinReader): void {
  const source = new ByteReader(bytes);
  while (!source.isAtEnd()) {
    const zeros = source.varint();
    if (zeros > 0) reader.zeros(zeros);
    const length = source.varint();
    let key = length > 0 ? unzigzag(source.varint()) : 0;
    for (let index = 0; index < length; index++) {
      const both = source.byte();
      const step = both >> 4;
      const count = both & ESCAPE;
      key += step === ESCAPE ? ESCAPE + source.varint() : step;
      if (Math.abs(key) > LARGEST_KEY) throw new RangeError(`A sketch of usage names bin ${key}`);
      reader.bin(key, 1 + (count === ESCAPE ? ESCAPE + source.varint() : count));
    }
  }
}

function zigzag(key: number): number {
  return key < 0 ? -2 * key - 1 : 2 * key;
}

function unzigzag(value: number): number {
  return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
}

class ByteWriter {
  readonly #bytes: Uint8Array;
  #length = 0;

  constructor(mostBytes: number) {
    this.#bytes = new Uint8Array(mostBytes);
  }

  bin(step: number, countLessOne: number): void {
    const high = Math.min(step, ESCAPE);
    const low = Math.min(countLessOne, ESCAPE);
    this.#bytes[this.#length++] = (high << 4) | low;
    if (high === ESCAPE) this.varint(step - ESCAPE);
    if (low === ESCAPE) this.varint(countLessOne - ESCAPE);
  }

  varint(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.#bytes[this.#length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
  }

  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}

class ByteReader {
  readonly #bytes: Uint8Array;
  #place = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  isAtEnd(): boolean {
    return this.#place >= this.#bytes.length;
  }

  byte(): number {
    const byte = this.#bytes[this.#place++];
    if (byte === undefined) throw new RangeError("A sketch of usage breaks off");
    return byte;
  }

  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 32; shift += 7) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    throw new RangeError("A sketch of usage holds a number that does not end");
  }
}
