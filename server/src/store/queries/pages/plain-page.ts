import type pg from "pg";
import { TOTAL_COLUMNS } from "../../connection/columns.ts";
import { allSettledThenThrow } from "../../connection/all-settled-then-throw.ts";
import { guessed } from "../../connection/guesses.ts";
import { plansForAll } from "../../connection/kept-statements.ts";
import { type Fragment, runKept, sql } from "../../connection/sql.ts";
import { ofClusters } from "../../connection/of-clusters.ts";
import { type PageBounds, type PageOrder, pageRows } from "../../paging/keyset-page.ts";
import { notedSums } from "../coverage/noted-sums.ts";
import { columnList, summedList, sumList } from "../relations/cost-columns.ts";
import { unnamedCosts } from "../relations/cost-relation.ts";
import { areSummedUp, costRows } from "../relations/cost-tables.ts";
import { areNamesWhole } from "../relations/key-names.ts";
import { filterIds } from "../where/conditions.ts";
import { conditionOnNarrowed } from "../where/condition-on-narrowed.ts";
import type { CostKey, CostSelection, StepSelection } from "../where/selection.ts";

/** Rows of cost as they are: nothing is shared, and none stand beside them. */
export interface PlainQuestion extends PageBounds {
  readonly selection: CostSelection;
  readonly keys: readonly CostKey[];
  readonly step: StepSelection | null;
  readonly order: PageOrder;
  /** The measures of a row. */
  readonly columns: readonly string[];
}

type PlainRecord = Record<string, bigint | string>;
type TotalsRecord = Readonly<Record<string, bigint | null>>;

/**
 * Whether each row that ids tell apart is a row of the answer, and all rows together are read from sums. Otherwise rows have to be
 * summed up again by their names, and once more for the totals, which for thousands of pods takes longer than all the rest.
 */
export async function isPlainPage(
  client: pg.ClientBase,
  { selection, keys }: Pick<PlainQuestion, "keys" | "selection">,
): Promise<boolean> {
  const { clusterIds, filter, partial } = selection;
  // The first rows of several clusters Citus does not know before it has all of them, and refuses to join them with their names.
  if (clusterIds.length > 1 && !plansForAll(client)) return false;
  if (!areNamesWhole(keys, clusterIds) || !areSummedUp(selection, filterIds(filter))) return false;
  if (!keys.includes("node")) return true;
  // Of a cluster that is seen in part, nodes that are not seen have no name.
  return partial === null && !(await areNodesAlike(client, clusterIds));
}

/** Whether two nodes of a cluster have one name: a machine that came back as another one. */
async function areNodesAlike(client: pg.ClientBase, clusterIds: readonly number[]): Promise<boolean> {
  // Not `exists`: several clusters' rows may be on several servers of Citus.
  const found = await guessed(client, `nodes alike ${clusterIds.join(" ")}`, () =>
    runKept<{ cluster_id: number }>(
      client,
      sql`select cluster_id from node where ${ofClusters(clusterIds)}
        group by cluster_id, name having count(*) > 1 limit 1`,
    ),
  );
  return found.length > 0;
}

/** The page's rows, one more than its limit where there are more, and the totals of all rows. */
export async function readPlainPage(
  client: pg.ClientBase,
  question: PlainQuestion,
): Promise<{ readonly found: readonly PlainRecord[]; readonly totals: TotalsRecord | undefined }> {
  const [found, [totals]] = await allSettledThenThrow(
    runKept<PlainRecord>(client, namedPage(question)),
    readTotals(client, question.selection),
  );
  return { found, totals };
}

function readTotals(client: pg.ClientBase, selection: CostSelection): Promise<readonly TotalsRecord[]> {
  const ids = filterIds(selection.filter);
  const noted = ids.length === 0 ? notedSums(client, selection) : undefined;
  if (noted) return noted;
  const all = costRows(selection, ids, { rows: "picked", measures: TOTAL_COLUMNS });
  return runKept<TotalsRecord>(
    client,
    sql`select ${sumList(TOTAL_COLUMNS)} from (${all}) fact where ${conditionOnNarrowed(selection)}`,
  );
}

function namedPage({ selection, keys, step, order, columns, ...bounds }: PlainQuestion): Fragment {
  const { summed, ids, names, joins } = unnamedCosts(selection, keys, { step, measures: columns });
  const others = [...ids, ...(step ? ["start"] : [])].map((column) => sql.ref(column));
  const picked = ofKnownCluster(candidates(summed, order, bounds), selection, [
    ...others,
    columnList(columns),
  ]);
  const named = sql`(select ${names}, ${summedList(columns)} from (${picked}) summed ${joins})`;
  return pageRows({ from: named, order }, { ...bounds, limit: bounds.limit + 1 });
}

/**
 * Rows of one cluster that say so where the planner sees it. Of a column that comes out of sums it takes one value for one row in
 * two hundred, so it expected one row, and looked for each row's name in the whole table of names.
 */
function ofKnownCluster(
  rows: Fragment,
  { clusterIds }: CostSelection,
  columns: readonly Fragment[],
): Fragment {
  const [only, ...more] = clusterIds;
  if (only === undefined || more.length > 0) return rows;
  return sql`select ${only}::int as cluster_id, ${sql.join(columns)} from (${rows}) picked`;
}

/**
 * The rows that may be of the page, before anything is named: of the first page by a sum those that come first, and all that are
 * as large as the last of them, for then names decide. Names of 1,600 pods take longer to look up than a page of 200 needs.
 */
function candidates(summed: Fragment, { by, descending }: PageOrder, { limit, after }: PageBounds): Fragment {
  if (!by) return summed;
  if (after) {
    const further = descending ? sql`<=` : sql`>=`;
    return after.nano === null
      ? summed
      : sql`select * from (${summed}) summed where ${by} ${further} ${after.nano}`;
  }
  return sql`select * from (${summed}) summed order by ${by} ${descending ? sql`desc` : sql`asc`}
    fetch first (${limit + 1}) rows with ties`;
}
