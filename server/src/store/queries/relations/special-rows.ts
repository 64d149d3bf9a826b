import { type Fragment, sql } from "../../connection/sql.ts";
import { COUNTED_SOURCES } from "../../../domain/allocation/measures.ts";
import { feeAssets, nodeAssets, unobservedAssets } from "./asset-tables.ts";
import { clusterAssetRows, splitByClusterSums } from "./cluster-asset-rows.ts";
import { costColumns } from "./cost-columns.ts";
import { nodeCondition } from "../where/conditions.ts";
import { tableOfClusters } from "./table-of-clusters.ts";
import { keyName } from "./key-names.ts";
import { stepStart } from "./cost-relation.ts";
import type { AskedSelection, CostKey, CostSelection, StepSelection } from "../where/selection.ts";

/** What the cluster as a whole cost beside its namespaces, as sums over rows of a source. */
interface SpecialRow {
  readonly name: "__idle__" | "__unobserved__" | "__fee__";
  readonly sums: Readonly<Record<string, Fragment>>;
}

/** What special rows are sums of. It is read once for all of them: of a large cluster it is thousands of rows. */
interface SpecialSource {
  readonly from: (selection: CostSelection) => Fragment;
  readonly condition: (selection: CostSelection) => Fragment;
  readonly rows: readonly SpecialRow[];
}

const nodes = (selection: CostSelection): Fragment => sql`(${nodeAssets(selection)}) fact`;
const unobserved = (selection: CostSelection): Fragment =>
  sql`(${unobservedAssets(selection)}) fact join ${tableOfClusters("asset", selection.clusterIds)} using (cluster_id, asset_id)`;
const fees = (selection: CostSelection): Fragment => sql`(${feeAssets(selection)}) fact`;
// Summed up before they are added: a row's own parts together may be too much for a bigint.
const idleNano = sql`sum(cpu_idle_nano) + sum(ram_idle_nano) + sum(gpu_idle_nano)`;

/** What each counted source of prices made, as sums over the columns that end so. */
function sourceSums(ending: string): Record<string, Fragment> {
  return Object.fromEntries(
    COUNTED_SOURCES.map((source) => [`${source}_nano`, sql`sum(${sql.ref(source + ending)})`]),
  );
}

const SPECIAL_SOURCES: readonly SpecialSource[] = [
  {
    from: nodes,
    condition: nodeCondition,
    rows: [
      {
        name: "__idle__",
        sums: {
          idle_nano: idleNano,
          ...sourceSums("_idle_nano"),
        },
      },
      {
        name: "__unobserved__",
        sums: {
          cpu_nano: sql`sum(cpu_unobserved_nano)`,
          ram_nano: sql`sum(ram_unobserved_nano)`,
          gpu_nano: sql`sum(gpu_unobserved_nano)`,
          ...sourceSums("_unobserved_nano"),
        },
      },
    ],
  },
  {
    from: unobserved,
    condition: assetCondition,
    rows: [
      {
        name: "__unobserved__",
        sums: {
          volume_nano: sql`sum(unobserved_nano) filter (where kind = 'volume')`,
          load_balancer_nano: sql`sum(unobserved_nano) filter (where kind = 'loadBalancer')`,
          ...sourceSums("_unobserved_nano"),
        },
      },
    ],
  },
  {
    from: fees,
    condition: assetCondition,
    rows: [
      {
        name: "__fee__",
        sums: {
          shared_nano: sql`sum(cost_nano)`,
          ...sourceSums("_nano"),
        },
      },
    ],
  },
];

/** The same out of sums of clusters, which one row of a day has all of. */
const SUMMED_SOURCE: SpecialSource = {
  from: clusterAssetRows,
  condition: () => sql`true`,
  rows: [
    { name: "__idle__", sums: { idle_nano: idleNano, ...sourceSums("_idle_nano") } },
    {
      name: "__unobserved__",
      sums: {
        cpu_nano: sql`sum(cpu_unobserved_nano)`,
        ram_nano: sql`sum(ram_unobserved_nano)`,
        gpu_nano: sql`sum(gpu_unobserved_nano)`,
        volume_nano: sql`sum(volume_unobserved_nano)`,
        load_balancer_nano: sql`sum(load_balancer_unobserved_nano)`,
        ...sourceSums("_unobserved_nano"),
      },
    },
    { name: "__fee__", sums: { shared_nano: sql`sum(fee_nano)`, ...sourceSums("_fee_nano") } },
  ],
};

/**
 * True when a selection's special rows can be told: they belong to clusters and nodes, so that a question
 * about some namespaces, workloads or labels has none.
 */
export function hasSpecialRows({ filter }: AskedSelection): boolean {
  const { node: _node, ...others } = filter;
  return Object.values(others).every((names) => names === undefined);
}

interface SummedQuestion {
  readonly selection: CostSelection;
  readonly keys: readonly CostKey[];
  readonly step: StepSelection | null;
}

/**
 * Idle, unobserved and fee, but those that are left out, as rows of a cost relation with `cluster_id`, by cluster, name, start. What
 * they are sums of is read once, and in no sub-query with a name: Citus would fetch that by itself, before it goes on.
 */
export function specialRows(
  question: SummedQuestion,
  leftOut: readonly SpecialRow["name"][] = [],
): Fragment[] {
  const { summed, rest } = splitByClusterSums(question.selection);
  return [
    ...(summed ? rowsOf([SUMMED_SOURCE], { ...question, selection: summed }, leftOut) : []),
    ...(rest ? rowsOf(SPECIAL_SOURCES, { ...question, selection: rest }, leftOut) : []),
  ];
}

function rowsOf(
  sources: readonly SpecialSource[],
  { selection, keys, step }: SummedQuestion,
  leftOut: readonly SpecialRow["name"][],
): Fragment[] {
  const start = step ? sql`, start` : sql``;
  return sources.flatMap(({ from, condition, rows }) => {
    const wanted = rows.filter(({ name }) => !leftOut.includes(name));
    const [first, ...more] = wanted;
    if (!first) return [];

    const sums = wanted.flatMap(sumsOfRow);
    const summed = sql`select fact.cluster_id ${step ? sql`, ${stepStart(step)} as start` : sql``}, ${sql.join(sums)}
      from ${from(selection)} where ${condition(selection)} group by fact.cluster_id ${start}`;
    const several = more.length > 0;
    return [
      sql`select special.cluster_id, ${specialKeys(keys, several ? sql`kinds.name` : first.name)},
          ${costColumns(several ? columnsByKind(wanted) : columnsOfRow(first))}
        from (${summed}) special ${several ? kindsOf(wanted) : sql``} join cluster using (cluster_id)`,
    ];
  });
}

/** The sums of a row, each under a name of its own: rows of one source have sums of the same column. */
function sumsOfRow({ name, sums }: SpecialRow): Fragment[] {
  return Object.entries(sums).map(([column, sum]) => sql`${sum} as ${sql.ref(name + column)}`);
}

function columnsOfRow({ name, sums }: SpecialRow): Record<string, Fragment> {
  return Object.fromEntries(Object.keys(sums).map((column) => [column, sql.ref(name + column)]));
}

/** Each row of sums stands once for each kind of special row that is made of it. */
function kindsOf(rows: readonly SpecialRow[]): Fragment {
  const names = rows.map(({ name }) => sql`(${sql.lit(name)})`);
  return sql`cross join (values ${sql.join(names)}) kinds (name)`;
}

function columnsByKind(rows: readonly SpecialRow[]): Record<string, Fragment> {
  const columns = new Set(rows.flatMap(({ sums }) => Object.keys(sums)));
  const choose = (column: string): Fragment => {
    const cases = rows
      .filter(({ sums }) => Object.hasOwn(sums, column))
      .map(({ name }) => sql`when ${sql.lit(name)} then ${sql.ref(name + column)}`);
    return sql`case kinds.name ${sql.join(cases, sql` `)} end`;
  };
  return Object.fromEntries([...columns].map((column) => [column, choose(column)]));
}

/** The keys of a special row, out of a relation `special` that has been joined with its cluster. */
export function specialKeys(keys: readonly CostKey[], name: string | Fragment): Fragment {
  const shown = nameKeyOf(keys);
  return sql.join(keys.map((key) => sql`${specialKey(key, key === shown ? name : "")} as ${keyName(key)}`));
}

/** The key under which a special row's name stands: the first that is not its cluster or its time. */
export function nameKeyOf(keys: readonly CostKey[]): CostKey | undefined {
  return keys.find((key) => key !== "cluster" && key !== "start" && key !== "uid");
}

function specialKey(key: CostKey, name: string | Fragment): Fragment {
  if (key === "cluster") return sql`cluster.name`;
  if (key === "start") return sql`special.start`;
  return sql`${name}::text`;
}

/** Assets stand on no node: a question about some nodes leaves them out. */
function assetCondition(selection: CostSelection): Fragment {
  return selection.filter.node ? sql`false` : sql`true`;
}
