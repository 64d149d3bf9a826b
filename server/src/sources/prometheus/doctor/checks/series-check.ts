import type { Family } from "../../query/selector.ts";
import { type Check, found, missing, partial } from "../source-check.ts";

interface SeriesCheck extends Omit<Check, "look"> {
  /** What one series stands for, in the plural. */
  readonly counts: string;
  /** Any of these will do; the first is the better one. */
  readonly families: readonly Family[];
  /** Without them, the same was never there at all: then its lack costs nothing. */
  readonly onlyIfAny?: readonly Family[];
}

/** Looks whether any series of the families is there, and how many. */
export function seriesCheck({ counts, families, onlyIfAny = [], ...check }: SeriesCheck): Check {
  return {
    ...check,
    async look(examiner) {
      for (const [rank, family] of families.entries()) {
        const count = await examiner.count(family);
        if (count === 0) continue;
        const what = `${count} series of ${counts}`;
        return rank === 0 ? found(what) : partial(`${what}, by ${family.metric} only`);
      }
      for (const family of onlyIfAny) {
        const count = await examiner.count(family);
        if (count > 0) return missing(`none, though there is ${family.metric}`);
      }
      return onlyIfAny.length > 0
        ? found(`no ${counts} seen, and no other metric tells of any`)
        : missing(`no ${counts}`);
    },
  };
}
