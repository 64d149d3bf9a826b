import { setFlagsFromString } from "node:v8";

/** By how much the heap may outgrow what was alive at its last collection, before it is collected again. */
const HEAP_GROWTH_PERCENT = 10;

/**
 * Keeps the heap near to what is alive in it. V8 lets it grow to several times that, for a browser's sake
 * (`npm run bench -- --only e` tells what the process takes). It costs processor time, of which a service that
 * waits for its database has enough. To be called before the heap has grown.
 */
export function spareMemory(): void {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH_PERCENT}`);
}
