import { MINUTES_PER_HOUR, type PerMinute } from "./observation.ts";

export const BYTES_PER_GIB = 1_073_741_824;

/** How many nano-units make one. */
export const NANO = 1e9;

/** Brings a quantity to the integer nano-units in which quantities are billed, stored and summed. */
export function toNano(quantity: number): bigint {
  if (!(quantity >= 0 && Number.isFinite(quantity))) {
    throw new RangeError(`A quantity must be finite and not negative; found ${quantity}`);
  }
  return BigInt(Math.round(quantity * NANO));
}

/** Hours that a share of each minute adds up to, from `fromMinute` up to `toMinute`. */
export function hoursOf(minutes: PerMinute, fromMinute = 0, toMinute = MINUTES_PER_HOUR): number {
  let share = 0;
  for (let minute = fromMinute; minute < toMinute; minute++) share += minutes[minute] ?? 0;
  return share / MINUTES_PER_HOUR;
}

/**
 * What no machine has. The largest that can be rented have about 2,000 threads and 32 TiB; what is told beyond
 * these is a limit of what may be asked for, or a broken number.
 */
export const MOST_CORES = 5_000;
export const MOST_RAM_BYTES = 100 * 2 ** 40;
/** No machine, and no pod, holds more accelerators. */
export const MOST_GPUS = 1_024;

/** Whether a number can be the size of something: more than nothing, and no more than `most`. */
export function isSize(value: number, most: number): boolean {
  return value > 0 && value <= most;
}
