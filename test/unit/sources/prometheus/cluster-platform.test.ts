import { expect, test } from "vitest";
import { observeFee } from "../../../../server/src/sources/prometheus/assets/observe-services.ts";
import { clusterPlatform } from "../../../../server/src/sources/prometheus/assets/cluster-platform.ts";
import { ASSETS } from "../../../../server/src/sources/prometheus/query/families.ts";
import { assetsOf, EXPORTER, STATE } from "./support/asset-context.ts";
import { minutesIn, seriesOf, steady } from "./support/series-of.ts";

const NOW = Date.parse("2026-11-01T00:00:00Z");

function platformOf(
  nodes: readonly (readonly [node: string, providerId: string, version: string])[],
): string | null {
  const infos = nodes.map(([node, provider_id, kubelet_version]) =>
    seriesOf({ ...STATE, node, provider_id, kubelet_version }, steady(-7, 67)),
  );
  return clusterPlatform(infos, NOW);
}

test.each<[string, string, string, string | null]>([
  ["ip-10-0-0-1", "aws:///eu-west-1a/i-0abc", "v1.34.1-eks-1a2b3c4", "eks"],
  ["ip-10-0-0-1", "aws:///eu-west-1a/i-0abc", "v1.33.4-eks-1a2b3c4", "eks-extended"],
  ["ip-10-0-0-1", "aws:///eu-west-1a/i-0abc", "v1.21.4-eks-1a2b3c4", "eks-extended"],
  // A version that the calendar does not have yet.
  ["ip-10-0-0-1", "aws:///eu-west-1a/i-0abc", "v1.38.0-eks-1a2b3c4", "eks"],
  ["ip-10-0-0-1", "aws:///eu-west-1a/i-0abc", "v1.33.4", null],
  // EKS' own build of Kubernetes on machines at home, which AWS does not run.
  ["rack-7", "", "v1.33.4-eks-1a2b3c4", null],
  ["gke-main-1", "gce://p/europe-west4-a/gke-main-1", "v1.33.4-gke.1134000", "gke"],
  ["vm-1", "gce://p/europe-west4-a/vm-1", "v1.33.4+k3s1", null],
  ["aks-pool-1-vmss000000", "azure:///subscriptions/s/x", "v1.33.4", "aks"],
  ["vm-1", "azure:///subscriptions/s/x", "v1.33.4", null],
])("%s (%s) at %s is run by %s", (node, providerId, version, platform) => {
  expect(platformOf([[node, providerId, version]])).toBe(platform);
});

test("a cluster is as new as its newest node, for no node is newer than its control plane", () => {
  const old = ["a", "aws:///eu-west-1a/i-1", "v1.31.4-eks-1a2b3c4"] as const;
  const young = ["b", "aws:///eu-west-1a/i-2", "v1.34.1-eks-1a2b3c4"] as const;
  expect(platformOf([old, young])).toBe("eks");
  expect(platformOf([old])).toBe("eks-extended");
});

test("extended support costs nothing more before AWS took money for it", () => {
  const info = seriesOf(
    { ...STATE, node: "a", provider_id: "aws:///eu-west-1a/i-1", kubelet_version: "v1.24.4-eks-1a2b3c4" },
    steady(-7, 67),
  );
  expect(clusterPlatform([info], Date.parse("2024-03-31T23:00:00Z"))).toBe("eks");
  expect(clusterPlatform([info], Date.parse("2024-04-01T00:00:00Z"))).toBe("eks-extended");
});

const INFO = seriesOf(
  { ...STATE, node: "a", provider_id: "aws:///eu-west-1a/i-1", kubelet_version: "v1.99.1-eks-1a2b3c4" },
  steady(-7, 67),
);

test("a cluster whose fee nobody tells has one of its platform, for as long as its nodes are seen", () => {
  const fee = observeFee(...assetsOf([[ASSETS.nodeInfo, [INFO]]]));
  expect(fee).toMatchObject({ perHour: null, platform: "eks" });
  expect(minutesIn(fee?.seenMinutes ?? new Float64Array())).toBe(60);
});

test("a fee that the exporter tells is believed, whatever runs the cluster", () => {
  const told = seriesOf({ ...EXPORTER, provisioner_name: "EKS" }, steady(-7, 67, { value: 0.3 }));
  const fee = observeFee(
    ...assetsOf([
      [ASSETS.nodeInfo, [INFO]],
      [ASSETS.fee, [told]],
    ]),
  );
  expect(fee?.perHour).toBe(0.3);
  expect(fee?.platform).toBeUndefined();
});
