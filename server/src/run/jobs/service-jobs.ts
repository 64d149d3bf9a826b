import type pg from "pg";
import { forgetIncidents } from "../../store/anomalies/incidents.ts";
import type { Database } from "../../store/connection/database.ts";
import { inTransaction } from "../../store/connection/transaction.ts";
import { forgetNotifications } from "../../store/notify/deliveries.ts";
import type { Job, JobRun } from "./job.ts";

/** All that the service does by the clock. What follows from data follows hours as they are written, and is no job. */
export function serviceJobs(database: Database): readonly Job[] {
  return [
    {
      name: "forget-old-news",
      cron: "17 3 * * *",
      zone: "UTC",
      run: async (run) => {
        await forgetAll(database, run, forgetNotifications);
        await forgetAll(database, run, forgetIncidents);
      },
    },
  ];
}

/** Rows that are deleted in one transaction. */
const AT_A_TIME = 5_000;

/** Deletes some of what is old, and returns how many. */
type Forget = (client: pg.ClientBase, limit: number) => Promise<number>;

async function forgetAll(database: Database, { signal, assertHeld }: JobRun, forget: Forget): Promise<void> {
  for (let count = AT_A_TIME; count === AT_A_TIME; ) {
    signal.throwIfAborted();
    count = await inTransaction(database, async (client) => {
      const forgotten = await forget(client, AT_A_TIME);
      await assertHeld(client);
      return forgotten;
    });
  }
}
