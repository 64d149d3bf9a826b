// Two releases in one namespace have no object in common, or the second one is refused.
import { describe, expect, it } from "vitest";
import { caseFile, CHART, helm, tools } from "./support/chart.ts";
import { objectsIn } from "./support/objects.ts";

/** Between them they have every object that the chart makes. */
const CASES = ["production", "multi-cluster", "own-database", "embedded"];

/** Objects of a release as kind/name; null where it is refused for its name. */
function objectsOf(release: string, name: string): string[] | null {
  const { ok, output } = helm("template", release, CHART, "--values", caseFile(name), ...DASHBOARD);
  if (ok) return objectsIn(output).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
  expect(output).toContain(`found nothing, or the release's name makes ${release}`);
  return null;
}

const DASHBOARD = ["--set", "grafanaDashboard.enabled=true"];

describe.skipIf(tools === null)("a release beside one that is called kubecent", () => {
  it("shares no object with it, whatever part of it is the name of the other", () => {
    const own = CASES.map((name) => [name, new Set(objectsOf("kubecent", name))] as const);
    const parts = own.flatMap(([, objects]) =>
      [...objects].flatMap((object) => /\/(kubecent-.+)$/.exec(object)?.[1] ?? []),
    );
    expect(parts).toEqual(expect.arrayContaining(["kubecent-api", "kubecent-files", "kubecent-postgresql"]));
    const shared = [...new Set(parts)].flatMap((release) =>
      own.flatMap(([name, objects]) =>
        (objectsOf(release, name) ?? []).filter((object) => objects.has(object)),
      ),
    );
    expect(shared).toEqual([]);
  });

  it("may be called anything else", () => {
    for (const release of ["kubecent-staging", "collector", "kubecent-files-2"])
      expect(objectsOf(release, "minimal")).not.toBeNull();
  });
});
