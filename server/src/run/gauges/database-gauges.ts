import type pg from "pg";
import type { Gauge } from "../../http/process-metrics.ts";
import { countFaults } from "../../store/connection/fault-counts.ts";
import type { Undo } from "../start/undo.ts";

/** What the metrics say of the connections to the database, and of what it failed transactions with. */
export function databaseGauges(pool: pg.Pool, undo: Undo): Gauge[] {
  const faults = countFaults();
  undo.add(() => Promise.resolve(faults.stop()));
  return [
    plain(
      "kubecent_db_pool_max",
      "Connections to the database that this process may have.",
      () => pool.options.max,
    ),
    plain(
      "kubecent_db_pool_connections",
      "Connections to the database that there are.",
      () => pool.totalCount,
    ),
    plain("kubecent_db_pool_idle", "Those of them that nobody uses.", () => pool.idleCount),
    plain("kubecent_db_pool_waiting", "Who waits for a connection.", () => pool.waitingCount),
    {
      name: "kubecent_db_faults_total",
      help: "Transactions that the database failed: pool_exhausted is no free connection in time, storage_full a full disk.",
      label: "kind",
      isCounter: true,
      read: () => faults.counts,
    },
  ];
}

function plain(name: string, help: string, read: () => number): Gauge {
  return { name, help, read };
}
