import { MEASURE_COLUMNS } from "../columns.ts";
import { type Fragment, sql } from "../sql.ts";
import { nodeAssets, otherAssets } from "./asset-tables.ts";
import { keyName, nodeCondition, stepStart } from "./relation.ts";
import type { AskedSelection, CostKey, CostSelection, StepSelection } from "./selection.ts";

/** What the cluster as a whole cost beside its namespaces, as sums over the rows of one table. */
interface SpecialRow {
  readonly name: "__idle__" | "__unobserved__" | "__fee__";
  readonly from: (selection: CostSelection) => Fragment;
  readonly condition: (selection: CostSelection) => Fragment;
  readonly sums: Readonly<Record<string, Fragment>>;
}

const nodes = (selection: CostSelection): Fragment => sql`(${nodeAssets(selection)}) fact`;
const assets = (selection: CostSelection): Fragment =>
  sql`(${otherAssets(selection)}) fact join asset using (cluster_id, asset_id)`;
const idleNano = sql`cpu_idle_nano + ram_idle_nano + gpu_idle_nano`;

const SPECIAL_ROWS: readonly SpecialRow[] = [
  {
    name: "__idle__",
    from: nodes,
    condition: nodeCondition,
    sums: {
      idle_nano: sql`sum(${idleNano})`,
      custom_nano: sql`sum(custom_idle_nano)`,
      default_nano: sql`sum(default_idle_nano)`,
    },
  },
  {
    name: "__unobserved__",
    from: nodes,
    condition: nodeCondition,
    sums: {
      cpu_nano: sql`sum(cpu_unobserved_nano)`,
      ram_nano: sql`sum(ram_unobserved_nano)`,
      gpu_nano: sql`sum(gpu_unobserved_nano)`,
      custom_nano: sql`sum(custom_unobserved_nano)`,
      default_nano: sql`sum(default_unobserved_nano)`,
    },
  },
  {
    name: "__unobserved__",
    from: assets,
    condition: assetCondition,
    sums: {
      volume_nano: sql`sum(unobserved_nano) filter (where kind = 'volume')`,
      load_balancer_nano: sql`sum(unobserved_nano) filter (where kind = 'loadBalancer')`,
      custom_nano: sql`sum(custom_unobserved_nano)`,
      default_nano: sql`sum(default_unobserved_nano)`,
    },
  },
  {
    name: "__fee__",
    from: assets,
    condition: assetCondition,
    sums: {
      shared_nano: sql`sum(cost_nano) filter (where kind = 'fee')`,
      custom_nano: sql`sum(custom_nano) filter (where kind = 'fee')`,
      default_nano: sql`sum(default_nano) filter (where kind = 'fee')`,
    },
  },
];

/** Columns of money that only special rows have. */
export const SPECIAL_COLUMNS = ["shared_nano", "idle_nano"] as const;

/**
 * True when a selection's special rows can be told: they belong to clusters and nodes, so that a question
 * about some namespaces, workloads or labels has none.
 */
export function hasSpecialRows({ filter }: AskedSelection): boolean {
  const { node: _node, ...others } = filter;
  return Object.values(others).every((names) => names === undefined);
}

/** Idle, unobserved and fee as rows of the same columns as a cost relation, by cluster, name and start. */
export function specialRows(
  selection: CostSelection,
  keys: readonly CostKey[],
  step: StepSelection | null,
  { withIdle = true }: { readonly withIdle?: boolean } = {},
): Fragment[] {
  return SPECIAL_ROWS.filter(({ name }) => withIdle || name !== "__idle__").map((row) => {
    const start = step ? sql`, ${stepStart(step)}` : sql``;
    const group = sql`group by fact.cluster_id ${step ? start : sql``}`;
    const sums = [...MEASURE_COLUMNS, ...SPECIAL_COLUMNS].map(
      (column) => sql`coalesce(${row.sums[column] ?? sql`0`}, 0)::bigint as ${sql.ref(column)}`,
    );
    const shown = nameKeyOf(keys);
    const named = keys.map(
      (key) => sql`${specialKey(key, key === shown ? row.name : "")} as ${keyName(key)}`,
    );
    return sql`select ${sql.join(named)}, ${sql.join(
      [...MEASURE_COLUMNS, ...SPECIAL_COLUMNS].map((column) => sql.ref(column)),
    )} from (select fact.cluster_id ${step ? sql`${start} as start` : sql``}, ${sql.join(sums)}
      from ${row.from(selection)} where ${row.condition(selection)} ${group}) special
      join cluster using (cluster_id)`;
  });
}

/** The key under which a special row's name stands: the first that is not its cluster or its time. */
export function nameKeyOf(keys: readonly CostKey[]): CostKey | undefined {
  return keys.find((key) => key !== "cluster" && key !== "start" && key !== "uid");
}

export function specialKey(key: CostKey, name: string): Fragment {
  if (key === "cluster") return sql`cluster.name`;
  if (key === "start") return sql`special.start`;
  return sql`${name}::text`;
}

/** Assets stand on no node: a question about some nodes leaves them out. */
function assetCondition(selection: CostSelection): Fragment {
  return selection.filter.node ? sql`false` : sql`true`;
}
