import type pg from "pg";
import { snapshotOf } from "../../connection/pipelined.ts";
import type { CostSelection } from "../where/selection.ts";

/** Sums by column; null where there are no rows. */
type Sums = Readonly<Record<string, bigint | null>>;

interface NotedSums extends Pick<CostSelection, "partial"> {
  readonly stretches: string;
  readonly sums: Promise<readonly Sums[]>;
}

/** What is being summed up in each snapshot that is under way. */
const noted = new WeakMap<object, NotedSums>();

/**
 * Notes that a statement brings along the sums of TOTAL_COLUMNS over all rows of a selection, which no filter narrows. Coverage and
 * the totals of a page go by the same rows of sums, so one statement reads them for both.
 */
export function noteSums(client: pg.ClientBase, selection: CostSelection, sums: NotedSums["sums"]): void {
  const snapshot = snapshotOf(client);
  const { partial, stretches } = selection;
  if (snapshot) noted.set(snapshot, { partial, stretches: JSON.stringify(stretches), sums });
}

/** The sums that were noted of the same rows in this snapshot; undefined where there are none. */
export function notedSums(
  client: pg.ClientBase,
  { partial, stretches }: CostSelection,
): NotedSums["sums"] | undefined {
  const snapshot = snapshotOf(client);
  const found = snapshot && noted.get(snapshot);
  const isSame = found?.partial === partial && found?.stretches === JSON.stringify(stretches);
  return isSame ? found?.sums : undefined;
}
