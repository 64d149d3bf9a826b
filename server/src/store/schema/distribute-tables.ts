import { HOUR_MS } from "@kubecent/shared";
import type pg from "pg";
import type { Database } from "../connection/database.ts";
import { withTimeout } from "../connection/with-timeout.ts";
import { inOwnerTransaction } from "../connection/transaction.ts";
import { citusFault, readCitusTables } from "./citus.ts";
import { ensureCitusRoles } from "./citus-roles.ts";
import { DISTRIBUTED_BY, type DistributionPlan, planDistribution } from "./distribution-plan.ts";
import { readSchemaTables, type SchemaTable } from "./schema-tables.ts";

/** What became of the tables: nothing at all where there are faults. */
export interface Distribution {
  readonly plan: DistributionPlan;
  /** Tables that were moved just now; the others were where they belong. */
  readonly moved: readonly string[];
  /** Tables whose row-level security is not forced upon their owner any more, so that their rows can move later. */
  readonly unforced: readonly string[];
  readonly faults: readonly string[];
}

/** Looks at every table and says where it belongs; changes nothing, and needs no Citus. */
export function checkDistribution(database: Database): Promise<DistributionPlan> {
  return inOwnerTransaction(database, async (client) => planDistribution(await readSchemaTables(client)));
}

/**
 * Turns tables of rows into distributed ones, and `cluster` into one of which each server has a copy, in one
 * transaction: all of them or none. What is as it should be stays so; so it can be run again after migrations.
 */
export async function distributeTables(database: Database): Promise<Distribution> {
  const before = await inOwnerTransaction(database, planWithFaults);
  if (before.faults.length > 0) return { ...before, moved: [], unforced: [] };

  await letRolesIn(database);
  return inOwnerTransaction(database, async (client) => {
    const now = await planWithFaults(client);
    if (now.faults.length > 0) return { ...now, moved: [], unforced: [] };
    await client.query(SET_FOR_MOVING);
    return { ...now, moved: await move(client, now.plan), unforced: await unforce(client, now.plan) };
  });
}

/**
 * Puts tables that migrations have made where they belong, in a database that was distributed before: left on one server they
 * could be joined with no others. Does nothing elsewhere. Throws what keeps a table from it, and changes nothing then.
 */
export async function distributeNewTables(client: pg.ClientBase): Promise<void> {
  const known = await readCitusTables(client);
  const { reference, distributed } = planDistribution(await readSchemaTables(client));
  const wasDistributed = reference.some(({ name }) => known.get(name)?.kind === "reference");
  if (!wasDistributed || distributed.every(({ name }) => known.get(name)?.kind === "distributed")) return;

  await client.query("begin");
  try {
    await client.query(SET_FOR_MOVING);
    const { plan, faults } = await planWithFaults(client);
    if (faults.length > 0) throw new Error(`Tables could not be distributed: ${faults.join("; ")}`);
    await move(client, plan);
    await unforce(client, plan);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

/** Who still writes holds what is wanted here; and several servers at once would want it in several orders. */
const SET_FOR_MOVING =
  "set local lock_timeout = '10s'; set local citus.multi_shard_modify_mode to 'sequential'";

async function planWithFaults(client: pg.ClientBase): Promise<Pick<Distribution, "plan" | "faults">> {
  const plan = planDistribution(await readSchemaTables(client));
  const missing = await citusFault(client);
  return { plan, faults: [...(missing === null ? [] : [missing]), ...plan.faults] };
}

/** In no transaction: other servers see a role only once it is committed. */
async function letRolesIn({ primary }: Database): Promise<void> {
  const client = await primary.connect();
  try {
    await ensureCitusRoles(client);
  } finally {
    client.release();
  }
}

async function move(client: pg.ClientBase, plan: DistributionPlan): Promise<string[]> {
  const known = await readCitusTables(client);
  const reference = plan.reference.filter(({ name }) => known.get(name)?.kind !== "reference");
  const distributed = plan.distributed.filter(({ name }) => known.get(name)?.kind !== "distributed");
  if (reference.length + distributed.length === 0) return [];

  // A table that refers to a reference table becomes one of Citus' own at once, and such a table cannot be
  // distributed any more where it numbers its rows. So foreign keys go first, and come back when all is in place.
  const detached = reference.length > 0 ? plan.distributed : distributed;
  await eachForeignKey(client, detached, (table, key) => `alter table ${table} drop constraint ${key.name}`);
  for (const { name } of reference) await runLong(client, "select create_reference_table($1)", [name]);
  let anchor = plan.distributed.find(({ name }) => known.get(name)?.kind === "distributed")?.name;
  for (const { name } of distributed) {
    await runLong(client, "select create_distributed_table($1, $2, colocate_with => $3)", [
      name,
      DISTRIBUTED_BY,
      anchor ?? "none",
    ]);
    anchor ??= name;
  }
  await eachForeignKey(
    client,
    detached,
    (table, key) => `alter table ${table} add constraint ${key.name} ${key.definition}`,
  );
  await assertInPlace(client, plan);
  return [...reference, ...distributed].map(({ name }) => name);
}

/**
 * Citus moves rows under way by replicating them as a role with their owner's rights, and PostgreSQL replicates into no
 * table whose row-level security is forced upon its owner: the move would try for ever. Nobody sees more without it: the
 * owner has a policy that shows all rows, and everybody else is bound by theirs as before.
 */
async function unforce(client: pg.ClientBase, plan: DistributionPlan): Promise<string[]> {
  const names = [...plan.reference, ...plan.distributed].map(({ name }) => name);
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relforcerowsecurity
       and relname = any($1) order by 1`,
    [names],
  );
  for (const { name } of rows)
    await runLong(client, `alter table ${quote(name)} no force row level security`, []);
  return rows.map(({ name }) => name);
}

async function eachForeignKey(
  client: pg.ClientBase,
  tables: readonly SchemaTable[],
  statementOf: (table: string, key: { readonly name: string; readonly definition: string }) => string,
): Promise<void> {
  for (const { name, foreignKeys } of tables) {
    for (const key of foreignKeys) {
      const quoted = { ...key, name: quote(key.name) };
      await runLong(client, statementOf(quote(name), quoted), []);
    }
  }
}

/** Rows are copied to where they belong: a year of a large cluster takes hours. */
const PATIENCE_MS = 24 * HOUR_MS;

async function runLong(client: pg.ClientBase, text: string, values: readonly string[]): Promise<void> {
  await client.query(withTimeout(text, values, PATIENCE_MS));
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

async function assertInPlace(client: pg.ClientBase, plan: DistributionPlan): Promise<void> {
  const known = await readCitusTables(client);
  const wrong = [
    ...plan.reference.filter(({ name }) => known.get(name)?.kind !== "reference"),
    ...plan.distributed.filter(({ name }) => known.get(name)?.distributedBy !== DISTRIBUTED_BY),
  ];
  if (wrong.length > 0) {
    throw new Error(
      `Citus does not list these tables as they were wanted, so nothing was changed: ${wrong.map(({ name }) => name).join(", ")}`,
    );
  }
}
