import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Begun in this order: what waits much and takes long first, so that nothing long is left alone at the end. */
const PROJECTS = [
  "alerts",
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

/** Orders files by project, and within one as vitest does: the longest of the last run first, else the largest. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}

function rankOf({ project }: TestSpecification): number {
  return project.config.sequence.groupOrder * PROJECTS.length + PROJECTS.indexOf(project.name);
}
