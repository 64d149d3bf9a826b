import { MINUTE_MS } from "@kubecent/shared";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { examinePrometheus } from "../../server/src/sources/prometheus/doctor/examine-source.ts";
import { type CloudCluster, recordClouds } from "../support/recording/cloud-clusters.ts";
import { aks, fargate, gke, hetzner, nitro } from "../support/recording/cloud-nodes.ts";
import {
  prometheusMissing,
  type ServedRecording,
  serveRecording,
} from "../unit/sources/prometheus/support/serve-recording.ts";

const HOUR = Date.UTC(2026, 10, 10, 10);
const EKS = [nitro(4, "m5.large", { zone: "eu-central-1a" }), fargate(3, "eu-central-1a")];
const OLD = { ...nitro(5, "m4.large", { zone: "eu-central-1a" }), firmware: { system_vendor: "Xen" } };
const CLUSTERS: readonly CloudCluster[] = [
  { name: "eks", nodes: EKS },
  { name: "eks-old", nodes: [...EKS, OLD] },
  { name: "aks", nodes: [aks(1, "Standard_D4s_v5")] },
  { name: "gke", nodes: [gke(1, "e2-standard-4")] },
  { name: "gke-priced", nodes: [gke(1, "e2-standard-4")], exported: { [gke(1, "").name]: {} } },
  { name: "bare-metal", nodes: [hetzner(1)] },
];

const absent = await prometheusMissing();
if (absent !== null) process.stderr.write(`The doctor not tested against a real server: ${absent}\n`);

let recording: ServedRecording;

beforeAll(async () => {
  if (absent === null) recording = await serveRecording(recordClouds(CLUSTERS, HOUR));
}, 120_000);

afterAll(async () => {
  if (absent === null) await recording[Symbol.asyncDispose]();
});

async function typesOf(cluster: string, hasPriceBook = false) {
  const examined = await examinePrometheus({
    source: { url: recording.url, matchers: { cluster } },
    hasPriceBook,
    now: () => HOUR + 30 * MINUTE_MS,
    signal: new AbortController().signal,
  });
  return examined.find(({ check }) => check.name === "instance types of nodes");
}

describe.skipIf(absent !== null)("who tells the types of nodes", () => {
  test.each([
    ["eks", "found", "1 of 1 machines, 1 by firmware, 1 virtual nodes, whose pods are billed"],
    ["eks-old", "partial", "1 of 2 machines, 1 by firmware, 1 virtual nodes, whose pods are billed"],
    ["aks", "missing", "0 of 1 machines"],
    ["gke-priced", "found", "0 of 1 machines; the exporter prices the others"],
  ])("%s: it is %s", async (cluster, verdict, detail) => {
    expect(await typesOf(cluster)).toMatchObject({ verdict, detail });
  });

  test.each([
    ["eks-old", "Scrape node_exporter with its dmi collector"],
    ["aks", "On Azure, start kube-state-metrics with --metric-labels-allowlist=nodes=[node.kubernetes.io/"],
    ["gke", "cloud.google.com/gke-spot"],
    ["bare-metal", "give them prices in a price book"],
  ])("%s: the shortest remedy is told", async (cluster, remedy) => {
    expect((await typesOf(cluster))?.remedy).toContain(remedy);
  });

  test("a price book goes before all of it", async () => {
    expect(await typesOf("bare-metal", true)).toMatchObject({ verdict: "found" });
  });
});
