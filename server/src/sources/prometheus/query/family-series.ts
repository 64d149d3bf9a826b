import type { Family } from "./selector.ts";
import type { Series } from "../series/series.ts";

/** Series by the family that they were read as. */
export class FamilySeries {
  readonly #series: ReadonlyMap<Family, readonly Series[]>;

  constructor(series: Iterable<readonly [Family, readonly Series[]]>) {
    this.#series = new Map(series);
  }

  /** The series of the families, none for those that were not read. */
  of(...families: readonly Family[]): readonly Series[] {
    const [only] = families;
    if (only && families.length === 1) return this.#series.get(only) ?? [];
    return families.flatMap((family) => this.#series.get(family) ?? []);
  }

  /** These series, but for families that `newer` has: those come from there. */
  replacedBy(newer: FamilySeries): FamilySeries {
    return new FamilySeries([...this.#series, ...newer.#series]);
  }

  /** These series and those of `more`. */
  joinedWith(more: FamilySeries): FamilySeries {
    const families = new Set([...this.#series.keys(), ...more.#series.keys()]);
    return new FamilySeries(
      [...families].map((family) => [family, [...this.of(family), ...more.of(family)]] as const),
    );
  }

  /** The series of some families sorted by what they tell of. */
  groupBy(families: readonly Family[], keyOf: (series: Series) => string): Map<string, FamilySeries> {
    const groups = new Map<string, [Family, readonly Series[]][]>();
    for (const family of families) {
      for (const [key, series] of Map.groupBy(this.of(family), keyOf)) {
        const group = groups.get(key) ?? [];
        groups.set(key, group);
        group.push([family, series]);
      }
    }
    return new Map([...groups].map(([key, series]) => [key, new FamilySeries(series)]));
  }
}

/** Reads families, all at once. */
export async function readFamilies(
  families: readonly Family[],
  read: (family: Family) => Promise<Series[]>,
): Promise<FamilySeries> {
  const pairs = families.map(async (family) => [family, await read(family)] as const);
  return new FamilySeries(await Promise.all(pairs));
}
