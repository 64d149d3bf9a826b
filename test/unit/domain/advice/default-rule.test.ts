import { expect, test } from "vitest";
import type { ContainerEvidence, WorkloadEvidence } from "../../../../server/src/domain/advice/evidence.ts";
import type { Recommendation } from "../../../../server/src/domain/advice/recommendation.ts";
import { sizeWorkload } from "../../../../server/src/domain/advice/sizing/size-workload.ts";
import { containerOf, flat, MIB, peaked, type PodTruth, WINDOW_END, workloadOf } from "./truth.ts";

const DAYS = 14;
const HOUR_MS = 3_600_000;
const AUTOSCALER = { name: "web", minReplicas: 2, maxReplicas: 10, currentReplicas: 3 };

interface Told extends Partial<WorkloadEvidence> {
  readonly own?: Partial<ContainerEvidence>;
  readonly pods?: readonly PodTruth[];
}

function pod(cpu: number, mib: number): PodTruth {
  return { pod: "a", cpuCores: flat(DAYS, cpu), ramBytes: flat(DAYS, mib * MIB) };
}

function advise({ own = {}, pods = [pod(0.1, 200)], ...told }: Told): Recommendation[] {
  return sizeWorkload(workloadOf(DAYS, { containers: [containerOf(DAYS, { ...own, pods })], ...told }));
}

function sizes(all: readonly Recommendation[]) {
  return all.map(({ change }) => (change?.to === "size" ? change.advised : null));
}

function codes(all: readonly Recommendation[]): string[] {
  return all.flatMap(({ warnings }) => warnings.map(({ code }) => code));
}

const killed = (daysAgo: number, limitBytes: number) => ({
  oomKills: [{ hour: WINDOW_END - daysAgo * 24 * HOUR_MS, limitBytes }],
});

const run = (index: number): PodTruth => ({
  pod: `run-${index}`,
  cpuCores: Array.from({ length: 600 }, (_, minute) => (minute < 5 ? 0.5 : 0.05)),
  ramBytes: Array.from({ length: 600 }, () => 300 * MIB),
});

const runs = (count: number) => Array.from({ length: count }, (_, index) => run(index));

const onPools = (large: number) => [
  { ...pod(0.1, 200), pool: "small" },
  { ...pod(large, 200), pod: "b", pool: "large" },
];

test("CPU is the 95th percentile and 15 % more, memory the greatest minute and 15 % more, as request and limit", () => {
  const truth = {
    pod: "a",
    cpuCores: peaked(DAYS, 0.1, { value: 0.9, minutes: 60 }),
    ramBytes: peaked(DAYS, 200 * MIB, { value: 300 * MIB, minutes: 1 }),
  };
  const [size] = sizes(advise({ pods: [truth] }));
  expect(size?.requests.cpuCores).toBeCloseTo(0.115, 2);
  expect(size?.requests.ramBytes).toBe(345 * MIB);
  expect(size?.limits).toEqual({ cpuCores: null, ramBytes: 345 * MIB });
});

test("what an autoscaler steers by stays, and what it does not is sized", () => {
  const autoscalers = [
    { ...AUTOSCALER, targets: [{ metric: "cpu", type: "utilization", value: 0.8, container: null }] },
  ] as const;
  const found = advise({ autoscalers });
  expect(sizes(found)[0]?.requests).toEqual({ cpuCores: 1, ramBytes: 230 * MIB });
  expect(codes(found)).toContain("autoscaled");
  const average = [
    { ...AUTOSCALER, targets: [{ metric: "cpu", type: "average", value: 0.5, container: null }] },
  ] as const;
  expect(sizes(advise({ autoscalers: average }))[0]?.requests.cpuCores).toBeLessThan(0.2);
  const others = [
    { ...AUTOSCALER, targets: [{ metric: "cpu", type: "utilization", value: 0.8, container: "proxy" }] },
  ] as const;
  expect(sizes(advise({ autoscalers: others }))[0]?.requests.cpuCores).toBeLessThan(0.2);
});

test("memory is not lowered within fourteen days of a kill, and is a quarter above the limit that was met", () => {
  const lower = advise({ own: killed(13, 150 * MIB) });
  expect(sizes(lower)[0]?.requests.ramBytes).toBe(1_024 * MIB);
  expect(codes(lower)).toContain("not_lowered");
  const requests = { cpuCores: 0.01, ramBytes: 256 * MIB };
  const higher = advise({ own: { requests, ...killed(1, 256 * MIB) }, pods: [pod(0.001, 200)] });
  expect(sizes(higher)[0]?.requests.ramBytes).toBe(320 * MIB);
});

test.each([
  ["below 95 % of the minutes measured", { pods: [{ ...pod(0.1, 200), measured: 0.94 }] }],
  ["with more than a minute between measurements", { scrapeSeconds: 61 }],
])("nothing is lowered %s", (_, told) => {
  const [found] = advise(told);
  expect(found?.change).toBeNull();
  expect(found?.insufficient?.reason).toMatch(/^(low_coverage|rare_scrapes)$/);
});

test("memory that stands at its limit for days is a heap of its own", () => {
  const found = advise({
    own: { limits: { cpuCores: null, ramBytes: 1_024 * MIB } },
    pods: [{ pod: "a", cpuCores: flat(DAYS, 0.1), ramBytes: flat(DAYS, 1_010 * MIB) }],
  });
  expect(sizes(found)[0]?.requests.ramBytes).toBe(1_024 * MIB);
  expect(codes(found)).toContain("managed_heap");
});

test("a cron job is sized by its greatest minute, after ten runs", () => {
  const found = advise({ kind: "CronJob", pods: runs(10) });
  expect(sizes(found)[0]?.requests.cpuCores).toBeCloseTo(0.575, 2);
  expect(found[0]?.change).toMatchObject({ pod: "" });
  const [few] = advise({ kind: "CronJob", pods: runs(9) });
  expect(few?.insufficient?.reason).toBe("few_runs");
});

test("a workload none of whose pods has lived for a day has too short a history", () => {
  const young = { pod: "a", cpuCores: flat(1, 0.1).slice(1), ramBytes: flat(1, 200 * MIB).slice(1) };
  const own = { requests: { cpuCores: 20, ramBytes: 1_024 * MIB } };
  expect(advise({ pods: [young], own })[0]?.insufficient?.reason).toBe("short_history");
});

test("pools of a daemon set that agree get one size, others a table", () => {
  const [one] = advise({ kind: "DaemonSet", pods: onPools(0.115) });
  expect(one?.insufficient).toBeNull();
  const [table] = advise({ kind: "DaemonSet", pods: onPools(0.5) });
  expect(table?.insufficient?.reason).toBe("pools_differ");
  expect(table?.change?.to === "size" && table.change.byPool.map(({ pool }) => pool)).toEqual([
    "small",
    "large",
  ]);
  expect(table?.freed.map(({ freedNano }) => freedNano)).toEqual([0n, 0n]);
});

test("says when pods lose their class, when a limit holds them back, and what nobody told", () => {
  const requests = { cpuCores: 1, ramBytes: 1_024 * MIB };
  const limits = requests;
  const throttling = { hours: 300, throttledHours: 4, share: 0.02 };
  expect(codes(advise({ own: { requests, limits, throttling } }))).toEqual(["throttled", "qos_changes"]);
  const [unlimited] = advise({ own: { throttling: "unknown" } });
  expect(unlimited?.warnings).toEqual([]);
  const [limited] = advise({ own: { limits: { cpuCores: 2, ramBytes: null }, throttling: "unknown" } });
  expect(limited?.warnings.map(({ text }) => text)).toEqual(["nobody has told: throttling"]);
  const [found] = advise({ own: { limits: "unknown", oomKills: "unknown" }, quotas: "unknown" });
  expect(found?.warnings.map(({ text }) => text)).toEqual([
    "nobody has told: limits, kills for want of memory, ResourceQuotas",
  ]);
});

test("keeps within LimitRanges and names them, keeps limits that have to be there, and names a quota", () => {
  const rule = { name: "bounds", of: "Container" } as const;
  const limitRanges = [
    { ...rule, resource: "memory", constraint: "min", value: 512 * MIB },
    { ...rule, resource: "cpu", constraint: "maxLimitRequestRatio", value: 4 },
  ] as const;
  const found = advise({ limitRanges, own: { limits: { cpuCores: 2, ramBytes: 1_024 * MIB } } });
  const [size] = sizes(found);
  expect(size?.requests.ramBytes).toBe(512 * MIB);
  expect((size?.limits.cpuCores ?? 0) / (size?.requests.cpuCores ?? 1)).toBeCloseTo(2, 1);
  expect(codes(found)).toEqual(["limit_range_clamps"]);
  const quotas = [
    { name: "team", resource: "requests.memory", hard: 2_048 * MIB, used: 2_000 * MIB },
  ] as const;
  const own = { limits: { cpuCores: null, ramBytes: null } };
  expect(codes(advise({ quotas, own, pods: [pod(0.1, 1_020)] }))).toEqual(["quota_passed"]);
});

test("a bound on whole pods keeps the resource as it is", () => {
  const limitRanges = [
    { name: "pods", of: "Pod", resource: "memory", constraint: "min", value: 512 * MIB },
  ] as const;
  const found = advise({ limitRanges });
  expect(sizes(found)[0]?.requests.ramBytes).toBe(1_024 * MIB);
  expect(codes(found)).toEqual(["limit_range_clamps"]);
});

test("what moves less than a tenth, or less than a unit of money a month, is left out unless it follows a kill", () => {
  const near = { requests: { cpuCores: 0.12, ramBytes: 240 * MIB } };
  expect(advise({ own: near })).toEqual([]);
  const small = { requests: { cpuCores: 0.13, ramBytes: 200 * MIB } };
  const cheap = [pod(0.09, 100)];
  expect(advise({ own: small, pods: cheap })).toEqual([]);
  const oomKills = [{ hour: WINDOW_END - HOUR_MS, limitBytes: 200 * MIB }];
  expect(sizes(advise({ own: { ...small, oomKills }, pods: cheap }))[0]?.requests.ramBytes).toBe(250 * MIB);
});
