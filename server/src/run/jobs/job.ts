import type { Instant } from "@kubecent/shared";
import type pg from "pg";
import type { Schedule } from "../../domain/schedules/schedule.ts";

/** Something that is done by the clock, by one process at a time, once for each moment at which it was due. */
export interface Job extends Schedule {
  /** Its name in the database: another name is another job. */
  readonly name: string;
  /** Throws where it failed: it is tried again until it is done, or until the next moment is due. */
  run(run: JobRun): Promise<void>;
}

/** One run of a job. */
export interface JobRun {
  /** When it was due. Of several moments that were missed it is the last one. */
  readonly dueAt: Instant;
  /** The first try is 1. A later one follows a failure or a crash: what it wrote before may stand. */
  readonly attempt: number;
  /** Another process may do this now, or this one stops: end soon. */
  readonly signal: AbortSignal;
  /** Makes a transaction's commit depend on this run still being this process's: to be the last statement before it. */
  readonly assertHeld: (client: pg.PoolClient) => Promise<void>;
  /** Ends the run in the transaction of its last step, so that both stand or neither does. It asserts too. */
  readonly finish: (client: pg.PoolClient) => Promise<void>;
}
