import { DAY_MS, type ForecastQuestion, type Instant } from "@kubecent/shared";
import type { Window } from "../../domain/windows/resolve-window.ts";
import { onePage } from "../../store/paging/page-source.ts";
import { readCostPage, type SummedRow } from "../../store/queries/pages/cost-page.ts";
import type { CostFilter, CostKey } from "../../store/queries/where/selection.ts";
import { UNALLOCATED } from "../cost/allocation.ts";
import { costKeys, isLabel, LABEL } from "../cost/cost-rows.ts";
import { costView } from "../cost/cost-view.ts";
import { grandTotalNano } from "../figures.ts";
import { type OpenQuestion, selectionOf } from "../question.ts";
import { keyText } from "./daily-costs.ts";

/** The rows that are forecast each by its own history. */
export interface LargestRows {
  readonly keys: readonly CostKey[];
  /** The question's filter, narrowed to the names of the rows. */
  readonly filter: CostFilter;
  readonly rows: readonly { readonly keys: readonly string[]; readonly spentNano: bigint }[];
}

const RANKED_DAYS = 30;
const MOST_ROWS = 100_000;

/** The rows that cost most in the last 30 days, and what they have cost in the window; null where none are asked for. */
export async function readLargest(
  open: OpenQuestion,
  question: ForecastQuestion,
  due: Instant,
): Promise<LargestRows | null> {
  const { aggregate, namespaceLabels, limit } = question;
  if (aggregate.length === 0) return null;
  const keys = costKeys(aggregate, namespaceLabels);
  const ranked = { start: due - RANKED_DAYS * DAY_MS, end: due, dueEnd: due, timeZone: open.window.timeZone };
  const rows = await readRows(open, {
    question,
    keys,
    filter: question,
    window: ranked,
    limit: limit + SPECIAL_ROWS,
  });
  // What belongs to clusters as a whole stands in the totals.
  const named = rows.filter(({ keys: names }) => !names.some((name) => SPECIAL.has(name))).slice(0, limit);
  const filter = narrowedTo(question, named);
  const spent = await readSpent(open, question, { keys, filter });
  return {
    keys,
    filter,
    rows: named.map(({ keys: names }) => ({ keys: names, spentNano: spent.get(keyText(names)) ?? 0n })),
  };
}

const SPECIAL: ReadonlySet<string> = new Set(["__idle__", "__unobserved__", "__fee__", "__shared__"]);
/** Special rows of as many clusters as are likely. */
const SPECIAL_ROWS = 200;

/** What hours that are due have cost in the window, by the values of the keys: the numbers of `cost.allocation`. */
export async function readSpent(
  open: OpenQuestion,
  question: ForecastQuestion,
  by: Pick<LargestRows, "keys" | "filter"> | null,
): Promise<ReadonlyMap<string, bigint>> {
  const { keys, filter } = by ?? { keys: ["cluster"] as const, filter: question };
  const rows = await readRows(open, { question, keys, filter, window: open.window, limit: MOST_ROWS });
  if (!by) return new Map([[keyText([]), rows.reduce((sum, { sums }) => sum + grandTotalNano(sums), 0n)]]);
  return new Map(rows.map(({ keys: names, sums }) => [keyText(names), grandTotalNano(sums)]));
}

interface AskedRows {
  readonly question: ForecastQuestion;
  readonly keys: readonly CostKey[];
  readonly filter: CostFilter;
  readonly window: Window;
  readonly limit: number;
}

async function readRows(
  open: OpenQuestion,
  { question, keys, filter, window, limit }: AskedRows,
): Promise<readonly SummedRow[]> {
  const page = await readCostPage(onePage(open.client), {
    selection: selectionOf(filter, open, window),
    keys,
    step: null,
    view: costView(question, window),
    order: { by: "totalCost", descending: true },
    limit,
    after: null,
  });
  return page.rows;
}

/** Names of each key, so that only rows of these names are read; a label that a namespace may stand in for is left as it is. */
function narrowedTo(question: ForecastQuestion, rows: readonly SummedRow[]): CostFilter {
  const { namespace, node, controllerKind, controller, pod, container, label } = question;
  const own = { namespace, node, controllerKind, controller, pod, container };
  const narrowed: Record<string, readonly string[] | undefined> = { ...own };
  const labels: Record<string, readonly string[]> = { ...label };
  for (const [index, key] of question.aggregate.entries()) {
    const names = [...new Set(rows.map(({ keys }) => keys[index] || UNALLOCATED))];
    if (!isLabel(key)) {
      if (key !== "cluster") narrowed[key] = names;
    } else if (!question.namespaceLabels) labels[key.slice(LABEL.length)] = names;
  }
  return { ...narrowed, ...(Object.keys(labels).length > 0 && { label: labels }) };
}
