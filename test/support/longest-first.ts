import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Folders of tests in the order in which they are begun: what waits for alerts first, what looks at the demo or the image
 * once these can have been made, and last the many files that take little and keep processors busy to the end.
 */
const FOLDERS = [
  "alerts",
  "runbooks",
  "golden",
  "security",
  "e2e",
  "operations",
  "dashboard",
  "image",
  "integration",
  "sdk",
  "chart",
];

/** Files that take longest, first of all: none is left alone at the end of a run. The rest follow by size. */
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

/** Orders test files by the group that they run in; in it the longest first, and the others by folder. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- a sequencer's own sort, not that of an array
    const sorted = await super.sort(files);
    return sorted.toSorted(
      (a, b) =>
        groupOf(a) - groupOf(b) || lengthRankOf(a) - lengthRankOf(b) || folderRankOf(a) - folderRankOf(b),
    );
  }
}

// A worker serves one project. What asks through a pooler comes last in its group: connections that a pooler keeps may
// leave a transaction under way for minutes, which would hold up sealing.
function groupOf({ project }: TestSpecification): number {
  return project.config.sequence.groupOrder * 2 + (project.name === "pgbouncer" ? 1 : 0);
}

function folderRankOf({ moduleId }: TestSpecification): number {
  return FOLDERS.indexOf(/\/test\/(\w+)\//.exec(moduleId)?.[1] ?? "");
}

function lengthRankOf({ moduleId }: TestSpecification): number {
  const rank = LONGEST.findIndex((name) => moduleId.endsWith(name));
  return rank < 0 ? LONGEST.length : rank;
}
