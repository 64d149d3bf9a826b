import { setFlagsFromString } from "node:v8";

/**
 * By how much the heap may outgrow what was alive at its last collection before it is collected again. V8 by itself
 * lets it grow to several times that, for a browser's sake. Not by less, for a collection takes 12 ms or more, and
 * whatever is asked meanwhile waits for it.
 */
const USUAL = ["--heap-growing-percent=100", "--no-optimize-for-size"];
/** While hours are collected and budgets looked at, which take most of what the process takes: near to what is alive, and begun in time. */
const SPARING = ["--heap-growing-percent=40", "--optimize-for-size"];

let sparing = 0;

/** Keeps the heap in bounds. To be called before it has grown. */
export function boundHeap(): void {
  for (const flag of sparing > 0 ? SPARING : USUAL) setFlagsFromString(flag);
}

/** Does work with the heap near to what is alive in it. */
export async function sparingMemory<Result>(work: () => Promise<Result>): Promise<Result> {
  sparing++;
  boundHeap();
  try {
    return await work();
  } finally {
    sparing--;
    boundHeap();
  }
}
