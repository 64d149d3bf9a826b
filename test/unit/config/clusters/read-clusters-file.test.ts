import { expect, test } from "vitest";
import { readClustersFile } from "../../../../server/src/config/clusters/read-clusters-file.ts";
import { SettingsError } from "../../../../server/src/config/settings-error.ts";

const FILE = "/etc/kubecent/clusters.json";
const INHERITED = {
  PROMETHEUS_TIMEOUT_MS: 30_000,
  PROMETHEUS_MAX_CONCURRENT: 4,
  PROMETHEUS_MAX_QUERY_BYTES: 15_000,
  NOT_READY_NODES: "unpaid" as const,
};

function read(content: unknown) {
  return readClustersFile(FILE, JSON.stringify(content), INHERITED);
}

function faultsOf(text: string): readonly string[] {
  try {
    readClustersFile(FILE, text, INHERITED);
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
  return [];
}

function faultsOfClusters(...clusters: unknown[]): readonly string[] {
  return faultsOf(JSON.stringify({ clusters }));
}

const demo = { name: "a", demo: {} };

test("each kind of source is read, with paths from the file's folder", () => {
  const clusters = read({
    clusters: [
      {
        name: "prod",
        prometheus: {
          url: "https://mimir/prometheus",
          tokenFile: "prod-token",
          caFile: "/etc/ca.pem",
          headers: { "X-Scope-OrgID": "prod" },
          matchers: { cluster: "prod" },
          maxConcurrent: 8,
          maxQueryBytes: 100_000,
          notReadyNodes: "paid",
        },
        priceBookFile: "prices.csv",
      },
      { name: "edge", opencost: { url: "http://opencost:9003", cluster: "edge-1" } },
      { name: "try", demo: { seed: "other", historyDays: 2 } },
    ],
  });

  expect(clusters).toEqual([
    {
      name: "prod",
      source: {
        kind: "prometheus",
        url: "https://mimir/prometheus",
        tokenFile: "/etc/kubecent/prod-token",
        caFile: "/etc/ca.pem",
        headers: { "X-Scope-OrgID": "prod" },
        matchers: { cluster: "prod" },
        timeoutMs: 30_000,
        maxConcurrent: 8,
        maxQueryBytes: 100_000,
        notReadyNodes: "paid",
      },
      priceBookFile: "/etc/kubecent/prices.csv",
    },
    { name: "edge", source: { kind: "opencost", url: "http://opencost:9003", cluster: "edge-1" } },
    { name: "try", source: { kind: "demo", seed: "other", historyDays: 2 } },
  ]);
});

test.each([
  { text: "clusters: []", says: "found no JSON" },
  { text: "[]", says: "the file: " },
  { text: '{"clusters":[]}', says: "clusters: must name at least one cluster" },
  { text: '{"clusters":[],"more":1}', says: 'Unrecognized key: "more"' },
])("$text is refused by name", ({ text, says }) => {
  const faults = faultsOf(text).join("\n");

  expect(faults).toMatch(/^CLUSTERS_FILE \/etc\/kubecent\/clusters\.json: /);
  expect(faults).toContain(says);
});

test.each([
  { clusters: [{ name: "a" }], says: "clusters.0 (a): found no source, wanted one of" },
  {
    clusters: [{ ...demo, opencost: { url: "http://o" } }],
    says: "clusters.0 (a): found opencost and demo, wanted one of",
  },
  { clusters: [demo, demo], says: "clusters.1 (a): wanted a name that no other cluster has" },
  { clusters: [{ name: "", demo: {} }], says: "clusters.0.name: must not be empty" },
  { clusters: [{ name: "a\nb", demo: {} }], says: "clusters.0.name: must be one line" },
  {
    clusters: [{ name: "a", prometheus: { url: "prometheus:9090" } }],
    says: "clusters.0.prometheus.url: an address with http or https",
  },
  {
    clusters: [{ name: "a", prometheus: { url: "http://p", caFile: "/ca" } }],
    says: "clusters.0 (a): caFile: wanted an address with https beside it",
  },
  {
    clusters: [{ name: "a", prometheus: { url: "http://p", timeoutMs: 5 } }],
    says: "clusters.0.prometheus.timeoutMs: must be a whole number from 1000 to 600000",
  },
  {
    clusters: [{ name: "a", prometheus: { url: "http://p", matchers: { "a-b": "c" } } }],
    says: "clusters.0.prometheus.matchers.a-b",
  },
  {
    clusters: [{ name: "a", prometheus: { url: "http://p", token: "x" } }],
    says: 'Unrecognized key: "token"',
  },
])("it is said what is wrong: $says", ({ clusters, says }) => {
  expect(faultsOfClusters(...clusters).join("\n")).toContain(says);
});

test("all faults are named together, and no header's value is printed", () => {
  const faults = faultsOfClusters(
    { name: "a", prometheus: { url: "http://p", headers: { "X-Key": "canary\n" } } },
    { name: "b", opencost: { url: "http://user:canary@o" } },
  );

  expect(faults).toHaveLength(2);
  expect(faults.join("\n")).not.toContain("canary");
});
