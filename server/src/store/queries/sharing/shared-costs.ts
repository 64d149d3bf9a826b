import { COUNTED_SOURCES } from "../../../domain/allocation/measures.ts";
import { type Fragment, sql } from "../../connection/sql.ts";
import { feeAssets } from "../relations/asset-tables.ts";
import { costColumns, OWN_NANO } from "../relations/cost-columns.ts";
import { keyName } from "../relations/key-names.ts";
import { stepStart } from "../relations/cost-relation.ts";
import type { CostFilter, SharedChoice, SharingQuestion } from "../where/selection.ts";
import { specialKeys } from "../relations/special-rows.ts";
import { JOIN_CLUSTER } from "./cluster-names.ts";
import { withIdleOf } from "./shared-idle.ts";
import { partAlong } from "./split-along.ts";

/** Where shared costs stand that nobody is there to bear. */
const UNSHARED = "__shared__";

/** What is split of a pool: its money, and who priced it; each along the same running total. */
const POOLED = ["nano", ...COUNTED_SOURCES] as const;

/** Each cluster's pool: what its shared rows of `rows` cost with their idle, and its fee where that is shared. */
export function sharedPool(question: SharingQuestion, rows: Fragment): Fragment {
  const place = placeOf(question);
  const sums = POOLED.map((part) => sql`sum(${sql.ref(part)}) as ${sql.ref(`pool_${part}`)}`);
  const own = COUNTED_SOURCES.map((source) => sql`${withIdleOf(source)} as ${sql.ref(source)}`);
  const pooled = [
    sql`select ${place}, ${OWN_NANO} + idle_nano as nano, ${sql.join(own)} from ${rows} shared where is_shared`,
    ...(question.view.shared?.fee ? [fees(question)] : []),
  ];
  return sql`select ${place}, ${sql.join(sums)} from (${sql.join(pooled, sql` union all `)}) pooled group by ${place}`;
}

function fees({ selection, step }: SharingQuestion): Fragment {
  const priced = COUNTED_SOURCES.map((source) => sql.ref(`${source}_nano`));
  return sql`select fact.cluster_id ${step ? sql`, ${stepStart(step)} as start` : sql``}, cost_nano, ${sql.join(priced)}
    from (${feeAssets(selection)}) fact`;
}

/** The rows of `rows` that bear what is shared, with their share of `pool`: `share_nano`, and who priced it. */
export function bearingRows(
  question: SharingQuestion,
  { rows, pool }: { readonly rows: Fragment; readonly pool: Fragment },
): Fragment {
  const names = sql.join(question.keys.map(keyName));
  const place = placeOf(question);
  const shares = POOLED.map((part) => {
    const amount = sql`coalesce(${sql.ref(`pool_${part}`)}, 0)`;
    const order = sql`${names}, matches`;
    const share = partAlong(amount, { weight: sql`weight`, partition: place, order });
    return sql`${share} as ${sql.ref(`share_${part}`)}`;
  });
  const weight = weightOf(question.view.shared?.split, sql`cluster_id, ${names}`);
  return sql`select weighed.*, ${sql.join(shares)}
    from (select bearing.*, ${weight} as weight from ${rows} bearing where not is_shared) weighed
    left join ${pool} pool using (${place})`;
}

/** What a row weighs: what it itself cost, so that no view of idle moves it; or as much as each other row. */
export function weightOf(
  split: SharedChoice["split"] | undefined,
  names: Fragment,
  ownNano: Fragment = OWN_NANO,
): Fragment {
  // The filter may cut a row in two; both halves weigh as one.
  if (split === "even") return sql`(2 / count(*) over (partition by ${names}))::numeric`;
  return sql`(${ownNano})::numeric`;
}

/** The shares of `bearing`, as rows of cost to be added to those rows themselves. */
export function sharesOfPool({ keys }: SharingQuestion, bearing: Fragment): Fragment {
  return sql`select ${sql.join(keys.map(keyName))}, ${costColumns({
    shared_nano: sql`share_nano`,
    ...bySource((source) => sql.ref(`share_${source}`)),
  })} from ${bearing} bearing where matches`;
}

/** What is left of the pools because nobody bears it: no row is left in the cluster, or none costs anything. */
export function unsharedPool(
  question: SharingQuestion,
  { bearing, pool }: { readonly bearing: Fragment; readonly pool: Fragment },
): Fragment[] {
  if (!isUnfiltered(question.selection.filter)) return [];

  const place = placeOf(question);
  const given = POOLED.map((part) => sql`sum(${sql.ref(`share_${part}`)}) as ${sql.ref(`given_${part}`)}`);
  const left = (part: (typeof POOLED)[number]): Fragment =>
    sql`${sql.ref(`pool_${part}`)} - coalesce(${sql.ref(`given_${part}`)}, 0)`;
  return [
    sql`select ${specialKeys(question.keys, UNSHARED)}, ${costColumns({
      shared_nano: left("nano"),
      ...bySource(left),
    })} from ${pool} special ${JOIN_CLUSTER}
      left join (select ${place}, ${sql.join(given)} from ${bearing} bearing group by ${place}) given using (${place})
      where ${left("nano")} > 0`,
  ];
}

function bySource(amount: (source: (typeof COUNTED_SOURCES)[number]) => Fragment): Record<string, Fragment> {
  return Object.fromEntries(COUNTED_SOURCES.map((source) => [`${source}_nano`, amount(source)]));
}

/** True where a question is about all rows: only then what belongs to none of them can be shown. */
export function isUnfiltered(filter: CostFilter): boolean {
  return Object.values(filter).every((names) => names === undefined);
}

function placeOf({ step }: SharingQuestion): Fragment {
  return step ? sql`cluster_id, start` : sql`cluster_id`;
}
