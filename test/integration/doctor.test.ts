import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEFAULT_PRICE_BOOK } from "../../server/src/domain/prices/price-book.ts";
import { doctorOfPrometheus } from "../../server/src/run/commands/doctor-prometheus.ts";
import { doctorOfSources } from "../../server/src/run/commands/doctor-source.ts";
import { type Examined, isWrong } from "../../server/src/sources/prometheus/doctor/source-check.ts";
import { examinePrometheus } from "../../server/src/sources/prometheus/doctor/examine-source.ts";
import { makeWorld, OBSERVED } from "../support/recording/make-world.ts";
import { recordSamples } from "../support/recording/record-world.ts";
import type { Watch } from "../support/recording/world.ts";
import { fakePrometheus, success } from "../unit/sources/prometheus/support/fake-prometheus.ts";
import {
  prometheusMissing,
  type ServedRecording,
  serveRecording,
} from "../unit/sources/prometheus/support/serve-recording.ts";

const missing = await prometheusMissing();
if (missing !== null) process.stderr.write(`The doctor not tested against a real server: ${missing}\n`);

const NEVER = new AbortController().signal;

async function printed(url: string): Promise<{ code: number; text: string }> {
  const lines: string[] = [];
  const cluster = { name: "prod", source: { url }, priceBook: DEFAULT_PRICE_BOOK };
  const options = { now: Date.now, signal: NEVER, windowMs: null };
  const code = await doctorOfPrometheus(cluster, { ...options, print: (line) => lines.push(line) });
  return { code, text: lines.join("\n") };
}

test("a Prometheus that nobody can reach is told with what to do, and exit code 69", async () => {
  const { code, text } = await printed("http://127.0.0.1:9");

  expect(code).toBe(69);
  expect(text).toMatch(/^prod: Prometheus at http:\/\/127.0.0.1:9\/ .*check the address/);
});

test("a Prometheus that knows nothing of the cluster makes numbers wrong", async () => {
  await using server = await fakePrometheus(({ form }) =>
    form.get("query") === "vector(time())"
      ? success([{ metric: {}, value: [0, String(Date.now() / 1000)] }], { resultType: "vector" })
      : success([], { resultType: "vector" }),
  );

  const { code, text } = await printed(server.url);

  expect(code).toBe(1);
  expect(text).toContain("MISSING    kube_pod_info: no pods\n");
  expect(text).toContain("--metric-labels-allowlist=pods=[*],namespaces=[*],nodes=[*]");
  expect(text).toMatch(/ok +the server's clock: 0\.\d s/);
});

test("a question that the server refuses, and a warning in an answer, are findings", async () => {
  await using server = await fakePrometheus(({ form }) => {
    const query = form.get("query") ?? "";
    if (query.includes("kube_pod_info"))
      return { status: 422, body: '{"status":"error","error":"too many samples"}' };
    const value = [0, query === "vector(time())" ? String(Date.now() / 1000) : "5"];
    const warnings = query.includes("kube_pod_owner") ? ["a store did not answer"] : [];
    return success([{ metric: { job: "ksm" }, value }], { resultType: "vector", warnings });
  });

  const { code, text } = await printed(server.url);

  expect(code).toBe(1);
  expect(text).toMatch(/NO ANSWER +kube_pod_info: .*too many samples/);
  expect(text).toMatch(/MISSING +whole answers: an answer came with warnings/);
});

test("the demo cluster needs no doctor, and an OpenCost that nobody can reach is told of; the worse counts", async () => {
  const lines: string[] = [];
  const clusters = [
    { name: "try", source: { kind: "demo" }, priceBook: DEFAULT_PRICE_BOOK },
    { name: "edge", source: { kind: "opencost", url: "http://127.0.0.1:9" }, priceBook: DEFAULT_PRICE_BOOK },
  ] as const;

  const code = await doctorOfSources(clusters, {
    now: Date.now,
    signal: NEVER,
    windowMs: null,
    print: (line) => lines.push(line),
  });

  expect(lines[0]).toContain("try is a demo cluster");
  expect(lines.at(-1)).toMatch(/^edge: OpenCost at http:\/\/127.0.0.1:9/);
  expect(code).toBe(69);
});

/** A recorded cluster as the doctor finds it; the server's clock is that of today, so it is left out. */
function examinedWorld(watch: Partial<Watch>, isKept: (series: string) => boolean = () => true) {
  let served: ServedRecording | null = null;
  const examined: Examined[] = [];
  beforeAll(async () => {
    const world = makeWorld(1, { isRenamed: false, hasUid: true, hasCgroup: true, ...watch });
    served = await serveRecording(recordSamples(world, 1).filter(({ series }) => isKept(series)));
    const options = { hasPriceBook: false, now: () => OBSERVED.until, signal: NEVER };
    examined.push(...(await examinePrometheus({ source: { url: served.url }, ...options })));
  });
  afterAll(() => served?.[Symbol.asyncDispose]());
  return (): Examined[] => examined.filter(({ check }) => check.name !== "the server's clock");
}

/** Findings by name. */
function faults(examined: readonly Examined[]): string[] {
  return examined
    .filter(({ verdict }) => verdict !== "found")
    .map(({ check, verdict, detail }) => `${check.name}: ${verdict}, ${detail}`)
    .toSorted();
}

describe.skipIf(missing !== null)("a well watched cluster", () => {
  const examined = examinedWorld({ stateMs: 30_000, isPair: true, hasCopies: true, nodeLabel: null });

  test("lacks labels of namespaces, a long history and what advice goes by, and nothing that makes numbers wrong", () => {
    expect(faults(examined())).toEqual([
      "how far history reaches: partial, 0.2 days",
      "kube_node_status_allocatable: missing, none, though there is kube_node_status_capacity",
      "kube_pod_container_resource_limits: missing, none, though there is kube_pod_container_resource_requests",
      "kube_pod_container_status_restarts_total: missing, no containers",
      "labels of namespaces: missing, no kube_namespace_labels",
    ]);
    expect(examined().filter(isWrong)).toEqual([]);
  });

  test("is told its intervals, and who tells of its containers", () => {
    const details = new Map(examined().map(({ check, detail }) => [check.name, detail]));

    expect(details.get("scrape interval of kube-state-metrics")).toBe("30 s (kube-state-metrics)");
    expect(details.get("scrape interval of the price exporter")).toBe("60 s (opencost)");
    expect(details.get("who tells of containers")).toMatch(/targets of kube-state-metrics, opencost/);
  });
});

describe.skipIf(missing !== null)("a badly watched cluster", () => {
  const dropped =
    /^(?:kube_pod_container_resource_requests|container_memory_working_set_bytes|node_\w+_hourly_cost|kube_pod_spec_volumes|kube_pod_container_state_started)/;
  const examined = examinedWorld(
    { hasUid: false, hasCgroup: false, hasCopies: false, stateMs: 400_000, nodeLabel: null },
    (series) =>
      !dropped.test(series) && !(series.startsWith("kube_pod_labels{") && series.includes("label_")),
  );

  test("is told each thing that it lacks", () => {
    const names = faults(examined()).map((fault) => fault.split(":")[0]);

    expect(names).toEqual([
      "container_memory_working_set_bytes",
      "how far history reaches",
      "kube_node_status_allocatable",
      "kube_pod_container_resource_requests",
      "kube_pod_container_state_started",
      "kube_pod_container_status_restarts_total",
      "kube_pod_spec_volumes_persistentvolumeclaims_info",
      "labels of namespaces",
      "labels of pods",
      "node of cAdvisor's series",
      "prices of nodes (node_cpu_hourly_cost, node_ram_hourly_cost)",
      "scrape interval of kube-state-metrics",
      "uid of pods",
    ]);
  });

  test("will have wrong numbers for what is wrong, not for what is poor", () => {
    const wrong = examined()
      .filter(isWrong)
      .map(({ check }) => check.name);

    expect(wrong).toContain("kube_pod_container_resource_requests");
    expect(wrong).not.toContain("labels of pods");
  });
});

describe.skipIf(missing !== null)("a Prometheus of two clusters", () => {
  let served: ServedRecording | null = null;
  beforeAll(async () => {
    const samples = recordSamples(makeWorld(2), 2);
    const ofBoth = ["eu", "us"].flatMap((cluster) =>
      samples.map((sample) => ({ ...sample, series: sample.series.replace("{", `{cluster="${cluster}",`) })),
    );
    served = await serveRecording(ofBoth);
  });
  afterAll(() => served?.[Symbol.asyncDispose]());

  test.each([
    { matchers: undefined, verdict: "missing" },
    { matchers: { cluster: "eu" }, verdict: "found" },
  ])("with matchers $matchers one cluster alone is $verdict", async ({ matchers, verdict }) => {
    const source = { url: served?.url ?? "", ...(matchers && { matchers }) };
    const options = { hasPriceBook: false, now: () => OBSERVED.until, signal: NEVER };

    const examined = await examinePrometheus({ source, ...options });

    expect(examined.find(({ check }) => check.name === "one cluster alone")?.verdict).toBe(verdict);
  });
});
