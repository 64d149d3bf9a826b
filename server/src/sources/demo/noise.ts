const TWO_POW_32 = 4_294_967_296;
const GOLDEN_RATIO = 0x9e3779b1;

/** Four 32-bit hashes of a text (cyrb128, public domain): alike texts give unrelated numbers. */
export function hash128(text: string): [number, number, number, number] {
  let [a, b, c, d] = [1779033703, 3144134277, 1013904242, 2773480762];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    a = b ^ Math.imul(a ^ code, 597399067);
    b = c ^ Math.imul(b ^ code, 2869860233);
    c = d ^ Math.imul(c ^ code, 951274213);
    d = a ^ Math.imul(d ^ code, 2716044179);
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  a ^= b ^ c ^ d;
  return [a >>> 0, (b ^ a) >>> 0, (c ^ a) >>> 0, (d ^ a) >>> 0];
}

/** One 32-bit hash of a text. */
export function hashText(text: string): number {
  return hash128(text)[0];
}

/** A new 32-bit hash from a hash and a whole number (the finalizer of murmur3). */
export function mix(hash: number, value: number): number {
  let mixed = hash ^ Math.imul(value, GOLDEN_RATIO);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Brings a 32-bit hash to 0 (included) up to 1 (left out). */
export function unit(hash: number): number {
  return hash / TWO_POW_32;
}

/** Brings a 32-bit hash to `low` up to `high`. */
export function between(hash: number, low: number, high: number): number {
  return low + unit(hash) * (high - low);
}

/** Smooth noise between -1 and 1 along `position`, with a new direction at each whole number. */
export function drift(hash: number, position: number): number {
  const knot = Math.floor(position);
  const from = unit(mix(hash, knot));
  const to = unit(mix(hash, knot + 1));
  const along = position - knot;
  return (from + (to - from) * along * along * (3 - 2 * along)) * 2 - 1;
}
