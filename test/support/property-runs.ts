import * as fc from "fast-check";

const ASKED = process.env["KUBECENT_PROPERTY_RUNS"];
const USUAL_RUNS = 100;

/** Whether this run looks harder than `npm test`: what takes minutes then takes its full length. */
export const IS_DEEP = Number(ASKED ?? 0) >= USUAL_RUNS;

// How many examples a property is tried with where it does not say: KUBECENT_PROPERTY_RUNS=5000 looks harder.
fc.configureGlobal({ numRuns: Number(ASKED ?? USUAL_RUNS) });

/**
 * How many examples a property is tried with that asks a database or a server about each of them: a third of `full`, or
 * another part. KUBECENT_PROPERTY_RUNS=100 tries them all, more of it more.
 */
export function askingRuns(full: number, part = 3): number {
  return Math.ceil(ASKED === undefined ? full / part : (full * Number(ASKED)) / USUAL_RUNS);
}

/** As `askingRuns` takes them. */
export interface AskedRuns {
  readonly full: number;
  readonly part?: number;
}

/** Asks `full` examples, or a part of them and then on until `isEnough`: those that come by chance may tell little. */
export async function askUntil(
  { full, part }: AskedRuns,
  isEnough: () => boolean,
  tryRuns: (numRuns: number) => Promise<void>,
): Promise<void> {
  const numRuns = askingRuns(full, part);
  let tried = 0;
  do {
    await tryRuns(numRuns);
    tried += numRuns;
  } while (tried < full && !isEnough());
}
