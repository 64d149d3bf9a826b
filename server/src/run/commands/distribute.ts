import type { Command } from "commander";
import {
  checkDistribution,
  distributeTables,
  type Distribution,
} from "../../store/schema/distribute-tables.ts";
import type { SchemaTable } from "../../store/schema/schema-tables.ts";
import { EXIT } from "../start/exit.ts";
import { print as printLine, withDatabase } from "./with-database.ts";
import type { Database } from "../../store/connection/database.ts";

/** `distribute`. */
export function addDistribute(program: Command): void {
  program
    .command("distribute")
    .description(
      "spread the tables over the servers of a Citus cluster, each row on the server of its cluster",
    )
    .option(
      "--check",
      "only say where each table belongs, and what keeps it from being so; needs no Citus",
      false,
    )
    .action(({ check }: { check: boolean }) =>
      withDatabase(async (database) => {
        process.exitCode = await distribute({ database, isCheck: check, print: printLine });
      }),
    );
}

interface DistributeOrder {
  readonly database: Database;
  /** Only says what would be done, and what keeps it from being so. */
  readonly isCheck: boolean;
  readonly print: (line: string) => void;
}

const LOCK_NOT_AVAILABLE = "55P03";

/** Spreads the tables over the servers of a Citus cluster; returns the exit code, 1 where nothing could be done. */
export async function distribute({ database, isCheck, print }: DistributeOrder): Promise<number> {
  const outcome = isCheck ? await checked(database) : await distributed(database);
  for (const fault of outcome.faults) print(fault);
  if (outcome.faults.length > 0) {
    print(isCheck ? "These tables could not be distributed." : "Nothing was changed.");
    return EXIT.refused;
  }
  describe(outcome, { isCheck, print });
  return 0;
}

async function checked(database: Database): Promise<Distribution> {
  const plan = await checkDistribution(database);
  return { plan, faults: plan.faults, moved: [], unforced: [] };
}

async function distributed(database: Database): Promise<Distribution> {
  try {
    return await distributeTables(database);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === LOCK_NOT_AVAILABLE)) throw error;
    throw new Error(
      "Somebody is using the tables, and 10 seconds were not enough: nothing was changed. Stop the servers, and run it again.",
      { cause: error },
    );
  }
}

function describe(
  { plan, moved, unforced }: Distribution,
  { isCheck, print }: Omit<DistributeOrder, "database">,
): void {
  const done = new Set(moved);
  const state = (name: string): string => (isCheck ? "would be" : done.has(name) ? "is now" : "was already");
  for (const { name } of plan.reference)
    print(`${name}: ${state(name)} a reference table, a copy on every server`);
  for (const table of plan.distributed) {
    print(`${table.name}: ${state(table.name)} distributed by cluster_id${withPartitions(table)}`);
  }
  print(`local, on the coordinator: ${plan.local.map(({ name }) => name).join(", ")}`);
  if (unforced.length > 0)
    print(
      `${unforced.length} tables: row-level security is not forced upon their owner any more, so that rows can move between servers`,
    );
  if (!isCheck)
    print(
      moved.length + unforced.length === 0
        ? "Nothing was left to do."
        : `${moved.length} tables were distributed.`,
    );
}

function withPartitions({ partitions }: SchemaTable): string {
  return partitions === 0 ? "" : `, with ${partitions} partitions; later ones follow`;
}
