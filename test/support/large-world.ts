import type { Database } from "../../server/src/store/connection/database.ts";
import { MEASURE_COLUMNS } from "../../server/src/store/connection/columns.ts";
import { ROLLUPS } from "../../server/src/store/sums/rollups.ts";

const MOST = 9_200_000_000_000_000_000n;

const isOfAssets = (column: string): boolean =>
  /^(cpu|ram|gpu)_(asset|allocated|idle|unobserved)_nano$/.test(column);
const COST_TABLES = ["container_hour", ...ROLLUPS.map(({ table }) => table)];
const MONEY = MEASURE_COLUMNS.filter((column) => /^[a-z_]+_nano$/.test(column));
const QUANTITIES = MEASURE_COLUMNS.filter(
  (column) => !MONEY.includes(column) && !column.endsWith("_seconds"),
);

/** By how much a world was made larger: its money, and its quantities. */
export interface Enlarged {
  readonly money: bigint;
  readonly quantity: bigint;
}

/**
 * Makes a cluster's stored hours as dear as a bigint allows, and what was taken in them as much: each by one factor, so
 * that every sum is that much more. The sums of two hours are then more than a bigint holds.
 */
export async function enlarge(database: Database, clusterId: number): Promise<Enlarged> {
  const largest = async (table: string, expression: string): Promise<bigint> => {
    const { rows } = await database.primary.query<{ most: string | bigint | null }>(
      `select max(${expression}) as most from ${table} where cluster_id = $1`,
      [clusterId],
    );
    return BigInt(rows[0]?.most ?? 0);
  };
  const money = MOST / (await largest("cluster_hour", "asset_nano"));
  const quantities = COST_TABLES.flatMap((table) => QUANTITIES.map((column) => largest(table, column)));
  const quantity = MOST / (await Promise.all(quantities)).reduce((a, b) => (a > b ? a : b), 1n);
  const multiply = async (table: string, columns: readonly string[], by: bigint): Promise<void> => {
    const set = columns.map((column) => `${column} = ${column} * ${by}`).join(", ");
    await database.primary.query(`update ${table} set ${set} where cluster_id = $1`, [clusterId]);
  };
  for (const table of COST_TABLES) {
    await multiply(table, MONEY, money);
    await multiply(table, QUANTITIES, quantity);
  }
  await multiply("node_hour", await columnsOf(database, "node_hour", isOfAssets), money);
  await multiply("asset_hour", ["cost_nano", "unobserved_nano"], money);
  const totals = ["asset", "allocated", "idle", "unobserved", "fee"].map((side) => `${side}_nano`);
  await multiply("cluster_hour", totals, money);
  return { money, quantity };
}

async function columnsOf(
  database: Database,
  table: string,
  isWanted: (column: string) => boolean,
): Promise<string[]> {
  const { rows } = await database.primary.query<{ name: string }>(
    "select column_name as name from information_schema.columns where table_name = $1",
    [table],
  );
  return rows.map(({ name }) => name).filter(isWanted);
}
