// What Kubernetes does not let anybody change in an upgrade, and what releases beside each other must not share.
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { CASES, caseFile, CHART, helm, render, tools } from "./support/chart.ts";
import { type KubeObject, objectsIn, podsOf } from "./support/objects.ts";

const VersionsSchema = z.looseObject({
  selector: z.unknown().optional(),
  serviceName: z.unknown().optional(),
  volumeClaimTemplates: z.unknown().optional(),
});

/** Values that an operator changes in a running installation. */
const CHANGES: readonly string[] = [
  'commonLabels={"team":"costs"}',
  'image.tag="9.9.9"',
  'api.podLabels={"a":"b"}',
  "api.replicas=5",
  "collector.replicas=2",
  "settings.DB_POOL_MAX=21",
  'postgresql.image.tag="18.5"',
  'postgresql.resources.limits.memory="4Gi"',
  'postgresql.nodeSelector={"disk":"ssd"}',
  'service.type="NodePort"',
  "podSecurity=null",
  'extraEnv=[{"name":"A","value":"b"}]',
  "networkPolicy.enabled=false",
];

function immutable(objects: readonly KubeObject[]): unknown[] {
  return objects
    .filter(({ kind }) => ["Deployment", "StatefulSet"].includes(kind))
    .map(({ kind, metadata, spec }) => {
      const { selector, serviceName, volumeClaimTemplates } = VersionsSchema.parse(spec);
      return { kind, name: metadata.name, selector, serviceName, volumeClaimTemplates };
    });
}

function renderAs(release: string, namespace: string, ...more: readonly string[]): KubeObject[] {
  const args = ["template", release, CHART, "--namespace", namespace, ...more];
  const { ok, output } = helm(...args);
  expect(output.startsWith("Error") ? output : "").toBe("");
  return ok ? objectsIn(output) : [];
}

const named = ({ kind, metadata }: KubeObject): string => `${kind} ${metadata.name}`;
const reviewed = ["--values", caseFile("kube-prometheus-stack")];

describe.skipIf(tools === null)("an upgrade", () => {
  it("leaves selectors, the name of the Service and claims as they are, whatever is changed", () => {
    const before = immutable(render("minimal"));
    expect(before).toHaveLength(3);
    expect(immutable(render("minimal", ...CHANGES))).toEqual(before);
  });

  it("finds each pod by labels that the pod has", () => {
    for (const name of CASES) {
      const objects = render(name, ...CHANGES.slice(0, 3));
      const labels = new Map(podsOf(objects).map((pod) => [pod.name, pod.labels]));
      const chosen = objects.flatMap(({ metadata, spec }) => {
        const found = z
          .looseObject({ selector: z.object({ matchLabels: z.record(z.string(), z.string()) }) })
          .safeParse(spec);
        const own = labels.get(metadata.name);
        return found.success && own ? [[own, found.data.selector.matchLabels] as const] : [];
      });
      expect(chosen.length).toBeGreaterThan(0);
      for (const [own, selector] of chosen) expect(own).toMatchObject(selector);
    }
  });
});

describe.skipIf(tools === null)("releases beside each other", () => {
  it("share no object and no pod, even with long names that begin alike", () => {
    const [one, other] = ["a", "b"].map((end) => renderAs(`${"r".repeat(52)}${end}`, "costs", ...reviewed));
    const names = new Set(one?.map(named));
    expect(names.size).toBe(one?.length);
    expect(other?.filter((object) => names.has(named(object)))).toEqual([]);
    const instances = [one, other].map(
      (objects = []) => podsOf(objects)[0]?.labels["app.kubernetes.io/instance"],
    );
    expect(instances[0]).not.toBe(instances[1]);
  });

  it("share nothing of the whole cluster where namespace and name run together alike", () => {
    const places = [
      ["b-kubecent", "a"],
      ["kubecent", "a-b"],
    ] as const;
    const bindings = places.map(([release, namespace]) =>
      renderAs(release, namespace, ...reviewed).filter(({ kind }) => kind.startsWith("Cluster")),
    );
    const names = bindings.flat().map(named);
    expect(names).toHaveLength(2);
    expect(new Set(names).size).toBe(2);
  });

  it("have names as long as helm lets them be", () => {
    const objects = renderAs("r".repeat(53), "costs", ...reviewed);
    const tooLong = objects.filter(
      ({ kind, metadata: { name } }) => !kind.startsWith("Cluster") && name.length > 63,
    );
    expect(tooLong).toEqual([]);
    expect(
      podsOf(objects)
        .flatMap(({ labels }) => Object.values(labels))
        .filter((label) => label.length > 63),
    ).toEqual([]);
  });

  it.each(["1st", "a.b"])("are refused a name that no Service may have: %s", (release) => {
    const { ok, output } = helm("template", release, CHART, "--values", caseFile("minimal"));
    expect(ok).toBe(false);
    expect(output).toContain("fullnameOverride: found nothing, and the release's name makes");
  });
});

describe.skipIf(tools === null)("Kubernetes", () => {
  it.each(["1.30.0", "1.35.0", "1.31.4-eks-0"])("%s is one that the chart is for", (version) => {
    expect(renderAs("kc", "costs", "--kube-version", version, ...reviewed).length).toBeGreaterThan(10);
  });

  it("1.29 is not, for its pods could not wait before they end", () => {
    const { ok, output } = helm("template", "kc", CHART, "--kube-version", "1.29.9", ...reviewed);
    expect(ok).toBe(false);
    expect(output).toContain("1.30");
  });
});
