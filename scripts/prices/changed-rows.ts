import type { CloudPrices } from "../../server/src/domain/prices/list/price-list.ts";
import type { JudgedTable, TableFault } from "../../server/src/price-list/faults/table-fault.ts";

/** A list rarely changes: more than this share of it at once wants a reason. */
const RARELY = 0.01;
const SHOWN = 3;

/** Finds a table of which more than a hundredth differs from the list that it follows, or is not in it any more. */
export function changedFaults(table: JudgedTable, before: CloudPrices | null): TableFault[] {
  if (!before) return [];
  const now = new Map(table.rows.map((row) => [`${row.region} ${row.type.toLowerCase()}`, row]));
  const old = [...before.regions.values()].flatMap(({ region, types }) =>
    [...types].map(([type, { pico }]) => ({ place: `${region} ${type}`, pico })),
  );
  const gone = old.filter(({ place }) => !now.has(place));
  const moved = old.filter(({ place, pico }) => {
    const row = now.get(place);
    return row !== undefined && row.pico !== pico;
  });
  const share = (gone.length + moved.length) / Math.max(1, old.length);
  if (share <= RARELY) return [];
  const examples = [...moved, ...gone].slice(0, SHOWN).map(({ place }) => place);
  const text = `${table.cloud}: ${moved.length} prices of ${old.length} differ from the list before, ${gone.length} are gone, such as ${examples.join(", ")}`;
  return [{ rule: "changed", cloud: table.cloud, region: "", subject: "", text }];
}
