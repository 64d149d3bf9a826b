import { describe, expect, it } from "vitest";
import { VERSION } from "../../server/src/run/start/version.ts";
import { CASES, caseFile, CHART, helm, render, renderText, tools } from "./support/chart.ts";
import { kubeFaults, VERSIONS } from "./support/kube-schemas.ts";

describe.skipIf(tools === null)("the chart", () => {
  it.each(CASES)("passes helm lint --strict with the values of %s", (name) => {
    const { ok, output } = helm("lint", "--strict", CHART, "--values", caseFile(name));
    expect(output).toContain("0 chart(s) failed");
    expect(ok).toBe(true);
  });

  it.each(CASES)("makes these objects of %s", (name) => {
    const objects = render(name).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(objects.toSorted().join("\n")).toMatchSnapshot();
  });

  it.each(["production", "minimal"])("makes this of %s, to the letter", async (name) => {
    // A release changes nothing here but the version.
    const text = renderText(name).replaceAll(VERSION, "0.1.0");
    await expect(text).toMatchFileSnapshot(`__snapshots__/${name}.yaml`);
  });

  it.each(CASES)("is what the API servers of 1.30 to 1.35 take, with the values of %s", (name) => {
    const objects = render(name);
    const faults = VERSIONS.flatMap((version) =>
      objects.flatMap((object) => kubeFaults(version, object).map((fault) => `${version}: ${fault}`)),
    );
    expect(faults).toEqual([]);
  });

  it("has each object once, and names that a label may hold", () => {
    const value = `fullnameOverride=${JSON.stringify("a".repeat(40))}`;
    for (const name of CASES) {
      const names = render(name, value).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
      expect(names.filter((one, index) => names.indexOf(one) < index)).toEqual([]);
      expect(names.filter((one) => (one.split(" ")[1]?.length ?? 0) > longest(one))).toEqual([]);
    }
  });
});

describe("the schemas that objects are held against", () => {
  it("refuse a field that nobody knows, and one of a wrong type", () => {
    const service = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "a", labels: {}, annotations: {} },
    };
    expect(kubeFaults("1.30", { ...service, spec: { ports: [{ port: 8_000 }] } })).toEqual([]);
    expect(kubeFaults("1.30", { ...service, spec: { prots: [] } })).toHaveLength(1);
    expect(kubeFaults("1.35", { ...service, spec: { ports: [{ port: "8000" }] } })).toHaveLength(1);
  });
});

/** Names of StatefulSets are part of a label with a hash, those of roles are part of none. */
function longest(object: string): number {
  if (object.startsWith("ClusterRole")) return 253;
  return object.startsWith("StatefulSet") ? 52 : 63;
}
