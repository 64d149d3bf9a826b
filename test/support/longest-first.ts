import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Projects in the order in which they are begun: what waits much first, what keeps processors busy last. */
const PROJECTS = [
  "alerts",
  "dashboard",
  "golden",
  "security",
  "operations",
  "e2e",
  "image",
  "sdk",
  "pgbouncer",
  "audit",
  "integration",
  "chart",
  "unit",
];

/** Files that take longest, first in their project: none is left alone at the end of a run. The rest follow by size. */
const LONGEST = [
  "alerts/sick",
  "runbooks/outages",
  "runbooks/maintenance-late",
  "golden/recording",
  "e2e/server",
  "access/replicas",
  "scope/non-interference",
  "lifecycle/rolling-restart",
  "forty/slow-callers",
  "integration/mixed-troubles",
  "integration/prometheus-truth",
  "store/retention",
  "store/verify",
  "store/day-sums",
  "integration/doctor-hours",
  "integration/embedded-postgres",
  "settings/acting-settings",
  "embedded/data-folder-lock",
  "exports/send-file",
  "connection/raw-refusals",
  "connection/broken-connections",
].map((name) => `/${name}.test.ts`);

/** Orders test files by project, and within one the longest first. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- a sequencer's own sort, not that of an array
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => groupOf(a) - groupOf(b) || lengthRankOf(a) - lengthRankOf(b));
  }
}

function groupOf({ project }: TestSpecification): number {
  return project.config.sequence.groupOrder * PROJECTS.length + PROJECTS.indexOf(project.name);
}

function lengthRankOf({ moduleId }: TestSpecification): number {
  const rank = LONGEST.findIndex((name) => moduleId.endsWith(name));
  return rank < 0 ? LONGEST.length : rank;
}
