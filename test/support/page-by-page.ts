import type pg from "pg";
import { onePage } from "../../server/src/store/paging/page-source.ts";
import {
  type CostPageQuestion,
  readCostPage,
  type SummedRow,
} from "../../server/src/store/queries/pages/cost-page.ts";

/** Nothing but what rows cost themselves. */
export const HIDDEN = { idle: "hide", idleBy: "node", share: "weighted", shared: null } as const;

/** All rows of a question, page after page, until the last one says that it is. */
export async function pageByPage(
  client: pg.ClientBase,
  question: Omit<CostPageQuestion, "after">,
): Promise<SummedRow[]> {
  const rows: SummedRow[] = [];
  let after: CostPageQuestion["after"] = null;
  do {
    const page = await readCostPage(onePage(client), { ...question, after });
    rows.push(...page.rows);
    after = page.next;
  } while (after);
  return rows;
}
