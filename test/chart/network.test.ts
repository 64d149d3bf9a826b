// Who may reach whom: the rendered policies, read as a network plugin reads them.
import { describe, expect, it } from "vitest";
import { NAMESPACE, RELEASE, render, tools } from "./support/chart.ts";
import { type End, passes, policiesOf } from "./support/policies.ts";

const pod = (component: string): End => ({
  namespace: NAMESPACE,
  labels: {
    "app.kubernetes.io/name": "kubecent",
    "app.kubernetes.io/instance": RELEASE,
    "app.kubernetes.io/component": component,
  },
  address: "10.42.0.5",
});
const named = (namespace: string, name: string): End => ({
  namespace,
  labels: { "app.kubernetes.io/name": name },
  address: "10.42.0.9",
});
const at = (address: string): End => ({ address });

const ENDS: Readonly<Record<string, End>> = {
  api: pod("api"),
  collector: pod("collector"),
  postgresql: pod("postgresql"),
  test: pod("test"),
  "release's job": pod("job"),
  "another job": { namespace: NAMESPACE, labels: { job: "a" }, address: "10.42.0.7" },
  "another pod": named("shop", "shop"),
  "same labels elsewhere": { ...pod("api"), namespace: "shop" },
  ingress: named("ingress-nginx", "ingress-nginx"),
  "ingress namespace's other pod": named("ingress-nginx", "shell"),
  prometheus: named("monitoring", "prometheus"),
  grafana: named("monitoring", "grafana"),
  opencost: named("opencost", "opencost"),
  dns: { namespace: "kube-system", labels: { "k8s-app": "kube-dns" }, address: "10.42.0.2" },
  "kube-system's other pod": named("kube-system", "tiller"),
  "node-local dns": at("169.254.20.10"),
  "API server": at("10.0.0.1"),
  world: at("203.0.113.7"),
  "world by IPv6": at("2a00:1450:4001::200e"),
  metadata: at("169.254.169.254"),
  "metadata by IPv6": at("fd00:ec2::254"),
  "metadata of tasks": at("169.254.170.2"),
  "metadata of Azure": at("168.63.129.16"),
  "metadata of Alibaba": at("100.100.100.200"),
  "private address": at("192.168.1.1"),
  "mapped address": at("::ffff:169.254.169.254"),
  "NAT64 of metadata": at("64:ff9b::a9fe:a9fe"),
  "link-local": at("fe80::1"),
};

/** From, to, port, whether it passes; UDP where it is said. */
type Line = readonly [string, string, number, boolean, ("TCP" | "UDP")?];

/** The lines that do not come out as they say. */
function surprises(objects: ReturnType<typeof render>, lines: readonly Line[]): string[] {
  const policies = policiesOf(objects, NAMESPACE);
  return lines
    .filter(([from, to, port, isWanted, protocol = "TCP"]) => {
      const ends = { from: ENDS[from] ?? {}, to: ENDS[to] ?? {} };
      return passes(policies, { ...ends, port, protocol }) !== isWanted;
    })
    .map(([from, to, port, isWanted]) => `${from} → ${to}:${port} should ${isWanted ? "pass" : "not pass"}`);
}

const CLOSED: readonly Line[] = ["api", "collector", "postgresql", "test", "release's job"].flatMap((from) =>
  Object.keys(ENDS)
    .filter((to) => ENDS[to]?.labels === undefined)
    .flatMap((to) => [80, 443, 22].map((port): Line => [from, to, port, false])),
);

describe.skipIf(tools === null)("policies with the chart's own database and Prometheus", () => {
  const objects = tools === null ? [] : render("minimal");

  it("pass and stop these connections", () => {
    const lines: readonly Line[] = [
      ["ingress", "api", 8000, true],
      ["ingress namespace's other pod", "api", 8000, false],
      ["prometheus", "api", 8000, true],
      ["prometheus", "collector", 8000, true],
      ["grafana", "api", 8000, false],
      ["ingress", "collector", 8000, false],
      ["another pod", "api", 8000, false],
      ["another job", "api", 8000, false],
      ["same labels elsewhere", "api", 8000, false],
      ["same labels elsewhere", "postgresql", 5432, false],
      ["test", "api", 8000, true],
      ["test", "collector", 8000, false],
      ["api", "postgresql", 5432, true],
      ["collector", "postgresql", 5432, true],
      ["api", "postgresql", 22, false],
      ["test", "postgresql", 5432, false],
      ["release's job", "postgresql", 5432, false],
      ["another job", "postgresql", 5432, false],
      ["prometheus", "postgresql", 5432, false],
      ["collector", "prometheus", 9090, true],
      ["api", "prometheus", 9090, false],
      ["collector", "grafana", 9090, false],
      ["collector", "another pod", 9090, false],
      ["collector", "opencost", 9003, false],
      ["api", "dns", 53, true, "UDP"],
      ["api", "dns", 53, true],
      ["collector", "dns", 53, true, "UDP"],
      ["postgresql", "dns", 53, false, "UDP"],
      ["api", "kube-system's other pod", 53, false, "UDP"],
      ["api", "node-local dns", 53, false, "UDP"],
      ["api", "API server", 6443, false],
      ["postgresql", "api", 8000, false],
      ["api", "another pod", 8000, false],
    ];
    expect(surprises(objects, lines)).toEqual([]);
  });

  it("lets nobody out of the cluster", () => {
    expect(surprises(objects, CLOSED)).toEqual([]);
  });
});

describe.skipIf(tools === null)("policies with networkPolicy.egress.https", () => {
  const objects = tools === null ? [] : render("production");

  it("pass and stop these connections", () => {
    const lines: readonly Line[] = [
      ["api", "world", 443, true],
      ["api", "world by IPv6", 443, true],
      ["collector", "world", 443, true],
      ["api", "world", 80, false],
      ["test", "world", 443, false],
      ...Object.keys(ENDS)
        .filter((name) => ENDS[name]?.labels === undefined && !name.startsWith("world"))
        .map((name): Line => ["api", name, 443, false]),
    ];
    expect(surprises(objects, lines)).toEqual([]);
  });
});

describe.skipIf(tools === null)("policies beside kube-prometheus-stack, with tokens of this cluster", () => {
  const objects = tools === null ? [] : render("kube-prometheus-stack");

  it("pass and stop these connections", () => {
    const lines: readonly Line[] = [
      ["api", "API server", 443, true],
      ["api", "API server", 6443, true],
      ["collector", "API server", 6443, false],
      ["api", "node-local dns", 53, true, "UDP"],
      ["api", "node-local dns", 80, false],
      ["api", "metadata", 80, false],
      ["api", "world", 443, false],
    ];
    expect(surprises(objects, lines)).toEqual([]);
  });
});

describe.skipIf(tools === null)("policies of other shapes", () => {
  it("reach OpenCost where hours come from it, and then not Prometheus", () => {
    const lines: readonly Line[] = [
      ["collector", "opencost", 9003, true],
      ["collector", "prometheus", 9090, false],
    ];
    expect(surprises(render("external-database"), lines)).toEqual([]);
  });

  it("let the one process of mode all reach the source", () => {
    const source = 'prometheus.url="http://p:9090"';
    const objects = render("embedded", "networkPolicy.enabled=true", "demo=false", source);
    const lines: readonly Line[] = [
      ["api", "prometheus", 9090, true],
      ["api", "world", 443, false],
    ];
    expect(surprises(objects, lines)).toEqual([]);
  });

  it("are none where they are not wanted, and then everything passes", () => {
    const lines: readonly Line[] = [["another pod", "api", 8000, true]];
    expect(surprises(render("embedded"), lines)).toEqual([]);
  });
});
