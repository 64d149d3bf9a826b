import { randomUUID } from "node:crypto";
import {
  type BudgetContent,
  BudgetContentSchema,
  type BudgetManager,
  CostError,
  type Scope,
  ScopeSchema,
} from "@kubecent/shared";
import type pg from "pg";
import { type AuditOrigin, insertAudit } from "../audit-log/audit-logs.ts";
import { originName } from "../audit-log/audit-record.ts";
import type { Database } from "../connection/database.ts";
import { inMoment } from "../connection/transaction.ts";

/** A budget as it is stored. */
export interface StoredBudget {
  readonly budgetId: string;
  readonly name: string;
  readonly scope: Scope;
  readonly content: BudgetContent;
  readonly revision: number;
  readonly managedBy: BudgetManager;
  /** Whose rights its news is sent with; null where it is the operator's. */
  readonly maker: StoredMaker | null;
  /** Since when nothing is sent because its maker may not see it any more. */
  readonly mutedAt: Date | null;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly changedAt: Date;
}

/** Who has made something that sends news. */
export interface StoredMaker {
  readonly id: string;
  readonly name: string;
}

/** A budget as somebody wants it. */
export interface WantedBudget extends Pick<StoredBudget, "name" | "scope" | "content" | "maker"> {
  /** Callers do not change what stands in a file. */
  readonly managedBy: BudgetManager;
}

interface BudgetRecord {
  budget_id: string;
  name: string;
  scope: unknown;
  content: unknown;
  revision: number;
  managed_by: BudgetManager;
  maker: StoredMaker | null;
  muted_at: Date | null;
  created_at: Date;
  created_by: string;
  changed_at: Date;
}

const COLUMNS =
  "budget_id, name, scope, content, revision, managed_by, maker, muted_at, created_at, created_by, changed_at";
/** Budgets that there may be: each is looked at after each hour. */
const MOST_BUDGETS = 2_000;

/**
 * Makes a budget, or changes the one of its name and scope, with its revision and its audit record. One that says the same
 * already stays as it is.
 */
export async function setBudget(
  client: pg.PoolClient,
  wanted: WantedBudget,
  origin: AuditOrigin,
): Promise<StoredBudget> {
  const { name, scope, content, managedBy, maker } = wanted;
  const values = [JSON.stringify(scope), name, JSON.stringify(content), managedBy, maker];
  const { rows: known } = await client.query<BudgetRecord & { is_same: boolean }>(
    `select ${COLUMNS}, content = $3::jsonb and managed_by = $4 as is_same
     from budget where scope = $1::jsonb and name = $2 for update`,
    values.slice(0, 4),
  );
  const [old] = known;
  if (old) refuseManaged(old.managed_by, wanted);
  if (old?.is_same) return budgetOf(old);
  const { rows } = old
    ? await client.query<BudgetRecord>(
        `update budget set content = $3, managed_by = $4, maker = $5, muted_at = null, revision = revision + 1,
           changed_at = clock_timestamp()
         where scope = $1::jsonb and name = $2 returning ${COLUMNS}`,
        values,
      )
    : await insertBudget(client, values, originName(origin));
  const [row] = rows;
  if (!row) throw new CostError("CONFLICT", `There are ${MOST_BUDGETS} budgets already. Delete some first.`);
  await client.query(
    "insert into budget_revision (budget_id, revision, content, changed_by) values ($1, $2, $3, $4)",
    [row.budget_id, row.revision, JSON.stringify(content), originName(origin)],
  );
  return noteBudget(client, row, { action: old ? "BUDGET_CHANGED" : "BUDGET_CREATED", origin });
}

function insertBudget(client: pg.PoolClient, values: readonly unknown[], maker: string) {
  return client.query<BudgetRecord>(
    `insert into budget (scope, name, content, managed_by, maker, budget_id, created_by)
     select $1::jsonb, $2, $3::jsonb, $4, $5::jsonb, $6, $7
     where (select count(*) from budget) < ${MOST_BUDGETS} returning ${COLUMNS}`,
    [...values, randomUUID(), maker],
  );
}

/** Refuses to let a caller change what the operator's file has; the file itself takes over what callers have made. */
export function refuseManaged(
  managedBy: BudgetManager,
  { name, managedBy: by }: Pick<WantedBudget, "name" | "managedBy">,
): void {
  if (managedBy === "api" || by === "file") return;
  throw new CostError(
    "CONFLICT",
    `The budget ${name} stands in the operator's file (BUDGETS_FILE) and is changed there.`,
  );
}

/** Notes since when nothing is sent for a budget, or that it is sent again. */
export async function muteBudget(
  client: pg.PoolClient,
  budget: StoredBudget,
  { isMuted, origin }: { readonly isMuted: boolean; readonly origin: AuditOrigin },
): Promise<void> {
  await client.query(
    "update budget set muted_at = case when $2 then clock_timestamp() end where budget_id = $1",
    [budget.budgetId, isMuted],
  );
  const { name, scope, maker } = budget;
  await insertAudit(client, {
    ...origin,
    action: isMuted ? "BUDGET_MUTED" : "BUDGET_UNMUTED",
    resourceType: "BUDGET",
    resourceId: budget.budgetId,
    details: { name, scope, maker },
    status: "SUCCESS",
  });
}

/** Deletes a budget and all that was noted of it, with an audit record. */
export async function deleteBudget(
  client: pg.PoolClient,
  budgetId: string,
  origin: AuditOrigin,
): Promise<StoredBudget> {
  const { rows } = await client.query<BudgetRecord>(
    `delete from budget where budget_id = $1 returning ${COLUMNS}`,
    [budgetId],
  );
  const [row] = rows;
  if (!row) throw new Error("The statement returned no row");
  return noteBudget(client, row, { action: "BUDGET_DELETED", origin });
}

/** All budgets, by name. */
export async function listBudgets(client: pg.ClientBase): Promise<StoredBudget[]> {
  const { rows } = await client.query<BudgetRecord>(`select ${COLUMNS} from budget order by name, budget_id`);
  return rows.map(budgetOf);
}

/** How many budgets there are. */
export function countBudgets(database: Database): Promise<number> {
  return inMoment(database, async (client) => {
    const { rows } = await client.query<{ count: number }>("select count(*)::int as count from budget");
    return rows[0]?.count ?? 0;
  });
}

/** A budget, locked for the transaction; null where there is none. */
export async function lockBudget(client: pg.ClientBase, budgetId: string): Promise<StoredBudget | null> {
  const { rows } = await client.query<BudgetRecord>(
    `select ${COLUMNS} from budget where budget_id = $1 for update`,
    [budgetId],
  );
  const [row] = rows;
  return row ? budgetOf(row) : null;
}

async function noteBudget(
  client: pg.PoolClient,
  row: BudgetRecord,
  { action, origin }: { readonly action: string; readonly origin: AuditOrigin },
): Promise<StoredBudget> {
  const budget = budgetOf(row);
  const { name, scope, content, revision } = budget;
  await insertAudit(client, {
    ...origin,
    action,
    resourceType: "BUDGET",
    resourceId: budget.budgetId,
    details: { name, scope, revision, managedBy: budget.managedBy, ...content },
    status: "SUCCESS",
  });
  return budget;
}

function budgetOf(row: BudgetRecord): StoredBudget {
  return {
    budgetId: row.budget_id,
    name: row.name,
    scope: ScopeSchema.parse(row.scope),
    content: BudgetContentSchema.parse(row.content),
    revision: row.revision,
    managedBy: row.managed_by,
    maker: row.maker,
    mutedAt: row.muted_at,
    createdAt: row.created_at,
    createdBy: row.created_by,
    changedAt: row.changed_at,
  };
}
