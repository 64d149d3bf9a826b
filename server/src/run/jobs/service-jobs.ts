import type { ApiServices } from "../../api/context.ts";
import type { Log } from "../../log/logger.ts";
import { readDatabaseClock } from "../../store/collecting/collection.ts";
import type { Undo } from "../start/undo.ts";
import type { Job } from "./job.ts";
import { startJobs } from "./start-jobs.ts";

/** All that the service does by the clock. */
function serviceJobs(_services: ApiServices): Job[] {
  return [];
}

/** Runs the service's jobs for as long as it runs. */
export function startServiceJobs(
  services: ApiServices,
  { holder, log, undo }: { readonly holder: string; readonly log: Log; readonly undo: Undo },
): void {
  const { database } = services;
  const jobs = serviceJobs(services);
  if (jobs.length === 0) return;
  const now = (): Promise<number> => readDatabaseClock(database);
  const running = startJobs({ database, jobs, holder, log, now });
  undo.add(() => running.stop());
}
