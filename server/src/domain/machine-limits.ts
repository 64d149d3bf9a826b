/**
 * What no machine has. The largest that can be rented have about 2,000 threads and 32 TiB; what is told beyond
 * these is a limit of what may be asked for, or a broken number.
 */
export const MOST_CORES = 5_000;
export const MOST_RAM_BYTES = 100 * 2 ** 40;

/** Whether a number can be the size of something: more than nothing, and no more than `most`. */
export function isSize(value: number, most: number): boolean {
  return value > 0 && value <= most;
}
