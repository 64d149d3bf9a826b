import { buildWhenStale } from "../../scripts/dashboard/build-when-stale.ts";

/** Builds the dashboard once for a run: otherwise each server that starts would, and say so. */
export default function setup(): Promise<void> {
  return buildWhenStale((line) => void process.stderr.write(`${line}\n`));
}
