/** How often values fell into each bin: zeros, and the bins whose keys begin at `firstKey`, empty ones among them. */
export interface Bins {
  readonly zeros: number;
  readonly firstKey: number;
  readonly counts: ArrayLike<number>;
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
export function writeBins({ zeros, firstKey, counts }: Bins): Uint8Array {
  const writer = new ByteWriter(counts.length);
  let bins = 0;
  let before = 0;
  for (let index = 0; index < counts.length; index++) if (counts[index]) bins++;
  writer.varint(zeros);
  writer.varint(bins);
  for (let index = 0, written = 0; written < bins; index++) {
    const count = counts[index] ?? 0;
    if (count === 0) continue;
    if (written++ === 0) {
      before = index;
      writer.varint(zigzag(firstKey + index));
    }
    writer.bin(index - before, count - 1);
    before = index;
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

/** The most bytes that numbers before the bins take, and that one bin takes. */
const HEAD_BYTES = 15;
const BIN_BYTES = 11;

/** Written to anew by each writer, for an hour has tens of thousands of sketches. */
let scratch = new Uint8Array(32_768);

/** Sketches share pieces of memory: one for each of 40,000 costs several times what a sketch does. */
const SLAB_BYTES = 65_536;
let slab = new Uint8Array(SLAB_BYTES);
let slabUsed = 0;

function kept(bytes: Uint8Array): Uint8Array {
  if (bytes.length > SLAB_BYTES / 8) return bytes.slice();
  if (slabUsed + bytes.length > SLAB_BYTES) {
    slab = new Uint8Array(SLAB_BYTES);
    slabUsed = 0;
  }
  slab.set(bytes, slabUsed);
  const own = slab.subarray(slabUsed, slabUsed + bytes.length);
  slabUsed += bytes.length;
  return own;
}

class ByteWriter {
  readonly #bytes: Uint8Array;
  #length = 0;

  constructor(bins: number) {
    const most = HEAD_BYTES + bins * BIN_BYTES;
    if (most > scratch.length) scratch = new Uint8Array(most);
    this.#bytes = scratch;
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
    return kept(this.#bytes.subarray(0, this.#length));
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
