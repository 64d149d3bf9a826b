import type { TestProject } from "vitest/node";
import buildDashboard from "./dashboard-for-run.ts";
import startPostgres from "./postgres-for-run.ts";

/** What tests of whole servers need, side by side: nothing of a run begins before. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const [endPostgres] = await Promise.all([startPostgres(project), buildDashboard()]);
  return endPostgres;
}
