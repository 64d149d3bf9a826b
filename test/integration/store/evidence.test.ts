import { DAY_MS, HOUR_MS, type Instant } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type AdviceObservation,
  NOTHING_TOLD,
} from "../../../server/src/domain/advice/advice-observation.ts";
import type {
  ContainerEvidence,
  PodDay,
  WorkloadEvidence,
} from "../../../server/src/domain/advice/evidence.ts";
import { allocateHour } from "../../../server/src/domain/allocation/price-hour.ts";
import type { Observation, PodObservation } from "../../../server/src/domain/observation.ts";
import { readSketch } from "../../../server/src/domain/usage/usage-sketch.ts";
import { EVERYTHING } from "../../../server/src/store/access/visibility.ts";
import { readEvidencePlace } from "../../../server/src/store/advice/evidence/evidence-window.ts";
import { readEvidence } from "../../../server/src/store/advice/evidence/read-evidence.ts";
import { inSnapshot } from "../../../server/src/store/connection/transaction.ts";
import { closeDaySketches } from "../../../server/src/store/sketches/day-sketches.ts";
import { makeDays } from "../../support/long-world.ts";
import {
  createContainer,
  createNode,
  createObservation,
  createPod,
  ROUND_BOOK,
} from "../../support/observations.ts";
import { storeHour, storeHours, hoursFrom } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { busyHour, containerMinutes } from "../../support/usage-world.ts";

const START = Date.UTC(2026, 10, 1);
const DAYS = 2;

let database: TestDatabase;
/** A cluster that holds the busy world. */
let busy: number;
beforeAll(async () => {
  database = await createTestDatabase();
  busy = await storeHours(database, "busy", WORLD);
});
afterAll(async () => {
  await database.drop();
});

async function evidence(clusterId: number, days = 14): Promise<WorkloadEvidence[]> {
  return inSnapshot(database, EVERYTHING, async (client) => {
    const place = await readEvidencePlace(client, clusterId, { days });
    const found: WorkloadEvidence[] = [];
    if (place) for await (const workload of readEvidence(client, place)) found.push(workload);
    return found.toSorted((a, b) =>
      `${a.namespace}/${a.kind}/${a.name}` < `${b.namespace}/${b.kind}/${b.name}` ? -1 : 1,
    );
  });
}

/** Merged sketches have fewer bytes than joined ones, and say the same. */
const said = (found: readonly WorkloadEvidence[]) =>
  found.map((workload) => ({
    ...workload,
    containers: workload.containers.map((container) => ({
      ...container,
      days: container.days.map(({ cpu, ram, ...day }) => ({
        ...day,
        quantiles: [cpu, ram].map(
          (bytes) => bytes && [readSketch(bytes).count, readSketch(bytes).quantile(0.9)],
        ),
      })),
    })),
  }));

const job = (index: number): PodObservation =>
  pod(`load-${index}`, {
    controllerKind: "CronJob",
    controller: "load",
    containers: [createContainer({ name: "app", ran: new Float64Array(60).fill(1, 0, 6), cpuRequest: 1 })],
  });

const bare = (name: string, labels: Record<string, string> = {}): PodObservation =>
  pod(name, { controllerKind: "", controller: "", labels });

function containerOf(found: readonly WorkloadEvidence[], name: string, container = "app"): ContainerEvidence {
  const own = found
    .find((each) => each.name === name)
    ?.containers.find((each) => each.container === container);
  if (!own)
    throw new Error(`There is no ${container} of ${name} among ${found.map((each) => each.name).join(", ")}`);
  return own;
}

const sum = (days: readonly PodDay[], of: (day: PodDay) => bigint): bigint =>
  days.reduce((total, day) => total + of(day), 0n);

/** Two days of the busy world and some hours, which are not looked at. */
const WORLD = hoursFrom(START, 24 * DAYS + 6).map(busyHour);
const SEEN = WORLD.slice(0, 24 * DAYS);

test("what workloads used and cost is what their hours say, to the nano and to the minute", async () => {
  const found = await evidence(busy);

  const rows = SEEN.flatMap((hour) => allocateHour(hour, ROUND_BOOK).rows);
  for (const [name, container] of [
    ["web", "app"],
    ["web", "proxy"],
    ["db", "app"],
  ] as const) {
    const { days } = containerOf(found, name, container);
    const own = rows.filter((row) => row.controller === name && row.container === container);
    expect(sum(days, ({ cpuNano }) => cpuNano)).toBe(
      own.reduce((total, row) => total + row.measures.cpuNano, 0n),
    );
    expect(sum(days, ({ ramNano }) => ramNano)).toBe(
      own.reduce((total, row) => total + row.measures.ramNano, 0n),
    );
    const minutes = containerMinutes(
      SEEN.map((hour) => ({ ...hour, pods: hour.pods.filter(({ controller }) => controller === name) })),
      container,
    ).filter(({ ram }) => !Number.isNaN(ram));
    expect(Math.max(...days.map(({ ramMaxBytes }) => ramMaxBytes ?? 0))).toBeCloseTo(
      Math.max(...minutes.map(({ ram }) => ram)),
      0,
    );
    const measured = readSketch(Buffer.concat(days.flatMap(({ ram }) => ram ?? [])));
    expect(measured.count).toBe(minutes.length);
  }
  expect(found[0]?.window).toEqual({ start: START, end: START + DAYS * DAY_MS, seenHours: 24 * DAYS });
});

test("days are read alike before and after they are made, closed, and written to again", async () => {
  const clusterId = busy;
  const before = await evidence(clusterId);

  await makeDays(database, clusterId, START, 2);
  const made = await evidence(clusterId);
  await closeDaySketches(database, START + DAY_MS, 100);
  const closed = await evidence(clusterId);
  // The day stands no more, and its sketches are in the closed day alone.
  await storeHour(database, clusterId, busyHour(START + HOUR_MS));
  const struck = await evidence(clusterId);

  expect(said(made)).toEqual(said(before));
  expect(said(closed)).toEqual(said(before));
  expect(said(struck)).toEqual(said(before));
});

const WEB = {
  namespace: "shop",
  controllerKind: "Deployment",
  controller: "web",
  pod: "",
  podUid: "",
  container: "app",
};
const scaler = {
  namespace: "shop",
  name: "web",
  targetKind: "Deployment",
  targetName: "web",
  minReplicas: 2,
  maxReplicas: 9,
  currentReplicas: 3,
  targets: [{ metric: "cpu", type: "utilization" as const, value: 0.8, container: null }],
};

function told(hour: Instant): AdviceObservation {
  const index = Math.round((hour - START) / HOUR_MS);
  const limits = index < 40 ? [{ cpuCores: 2, ramBytes: 1e9 }] : [{ cpuCores: null, ramBytes: 2e9 }];
  return {
    ...NOTHING_TOLD,
    told: ["limits", "oomKills", "throttling", "autoscalers", "limitRanges", "quotas", "verticalAutoscalers"],
    usageIntervalSeconds: index === 5 ? 300 : 30,
    containers: [
      {
        ...WEB,
        limits,
        cpuPeriods: index < 40 ? { all: 1_000, throttled: index === 7 ? 500 : 10 } : null,
        oomKills: index === 30 ? 2 : 0,
      },
    ],
    autoscalers: [{ ...scaler, currentReplicas: index % 5 }],
    limitRanges: [
      { namespace: "shop", name: "r", of: "Container", resource: "memory", constraint: "max", value: 4e9 },
    ],
    quotas: [{ namespace: "shop", name: "q", resource: "requests.cpu", hard: 10, used: index / 10 }],
    verticalTargets: [
      {
        namespace: "shop",
        name: "v",
        targetKind: "Deployment",
        targetName: "web",
        container: "app",
        cpuCores: index / 100,
        ramBytes: null,
      },
    ],
  };
}

const withAdvice = (observation: Observation): Observation => ({
  ...observation,
  advice: told(observation.hour),
});

test("limits, kills, throttling, autoscalers and rules are as they were last told", async () => {
  const clusterId = await storeHours(database, "told", WORLD.map(withAdvice));

  const found = await evidence(clusterId);

  const web = found.find(({ name }) => name === "web");
  expect(containerOf(found, "web").limits).toEqual({ cpuCores: null, ramBytes: 2e9 });
  expect(containerOf(found, "db").limits).toEqual({ cpuCores: null, ramBytes: null });
  expect(containerOf(found, "web").oomKills).toEqual([{ hour: START + 30 * HOUR_MS, limitBytes: 1e9 }]);
  expect(containerOf(found, "db").oomKills).toEqual([]);
  expect(containerOf(found, "web").throttling).toEqual({
    hours: 40,
    throttledHours: 1,
    share: (500 + 39 * 10) / 40_000,
  });
  expect(containerOf(found, "db").throttling).toBe("unknown");
  const { namespace: _, targetKind: _kind, targetName: _name, ...own } = scaler;
  expect(web?.autoscalers).toEqual([{ ...own, currentReplicas: 47 % 5 }]);
  expect(web?.limitRanges).toEqual([
    { name: "r", of: "Container", resource: "memory", constraint: "max", value: 4e9 },
  ]);
  expect(web?.quotas).toEqual([{ name: "q", resource: "requests.cpu", hard: 10, used: 4.7 }]);
  expect(containerOf(found, "web").verticalTarget).toEqual({ cpuCores: 0.47, ramBytes: null });
  expect(containerOf(found, "db").verticalTarget).toBeNull();
  expect(web?.scrapeSeconds).toBe(30);
  expect(found.find(({ name }) => name === "db")).toMatchObject({
    autoscalers: [],
    limitRanges: [],
    quotas: [],
  });
});

test("what nobody told is unknown, and what was told in half of the hours is no proof that there was nothing", async () => {
  const half = await storeHours(
    database,
    "half",
    WORLD.map((hour, index) =>
      index % 2 === 0 ? { ...hour, advice: { ...told(hour.hour), containers: [] } } : hour,
    ),
  );

  expect((await evidence(busy))[0]).toMatchObject({
    scrapeSeconds: "unknown",
    autoscalers: "unknown",
    limitRanges: "unknown",
    quotas: "unknown",
    containers: [{ limits: "unknown", oomKills: "unknown", throttling: "unknown" }, {}],
  });
  expect(containerOf(await evidence(half), "web").oomKills).toBe("unknown");
  expect((await evidence(half)).find(({ name }) => name === "web")?.autoscalers).toMatchObject([
    { name: "web" },
  ]);
});

/** Pods of a workload that ran in the hours that `hoursOf` picks. */
function hourOf(hour: Instant, pods: readonly PodObservation[]): Observation {
  return createObservation({ hour, nodes: [createNode({ cpuCores: 64, ramGib: 64, pool: "main" })], pods });
}

const app = createContainer({
  name: "app",
  cpuRequest: 0.5,
  cpuUsage: 0.2,
  ramRequestGib: 1,
  ramUsageGib: 0.5,
});
const pod = (name: string, fields: Partial<PodObservation> = {}): PodObservation =>
  createPod({ name, containers: [app], ...fields });

test("requests, replicas, runs and labels are those of the end", async () => {
  const larger = createContainer({
    name: "app",
    cpuRequest: 1,
    cpuUsage: 0.2,
    ramRequestGib: 1,
    ramUsageGib: 0.5,
  });
  const hours = hoursFrom(START, 48).map((hour, index) =>
    hourOf(hour, [
      pod("web-1", { containers: [index < 47 ? app : larger], labels: { version: index < 24 ? "1" : "2" } }),
      ...(index < 30 ? [pod("web-2")] : [pod("web-3")]),
      ...(index % 12 === 0 ? [job(index)] : []),
      ...(index < 20 ? [pod("old-1", { controller: "old" })] : []),
    ]),
  );

  const found = await evidence(await storeHours(database, "ends", hours));

  expect(
    found.map(({ name, runs, replicas, lastSeen }) => [name, runs, replicas, (lastSeen - START) / HOUR_MS]),
  ).toEqual([
    ["load", 4, 1, 36],
    ["old", 1, 1, 19],
    ["web", 3, 2, 47],
  ]);
  expect(containerOf(found, "web").requests.cpuCores).toBeCloseTo(0.75, 9);
  expect(containerOf(found, "old").requests).toEqual({ cpuCores: 0.5, ramBytes: 2 ** 30 });
  expect(containerOf(found, "load").days.map(({ ranSeconds }) => ranSeconds)).toEqual([360, 360, 360, 360]);
  const web = found.find(({ name }) => name === "web");
  expect([web?.labels, web?.newestPod]).toEqual([{ version: "2" }, "web-1"]);
  expect(containerOf(found, "web").days[0]).toMatchObject({
    node: "node-1",
    pool: "main",
    requests: { cpuCores: 0.5 },
  });
});

test("pods without an owner are put together by their label where several have it, and else each for itself", async () => {
  const pods = [
    bare("task-1", { app: "task" }),
    bare("task-2", { app: "task" }),
    bare("alone", { app_kubernetes_io_name: "alone-app" }),
    bare("nameless"),
  ];
  const advice: AdviceObservation = {
    ...told(START),
    containers: [
      {
        ...WEB,
        controllerKind: "",
        controller: "",
        pod: "task-2",
        podUid: "uid-task-2",
        limits: [{ cpuCores: null, ramBytes: 3e9 }],
        cpuPeriods: null,
        oomKills: 1,
      },
    ],
  };
  const hours = hoursFrom(START, 24).map((hour) => ({ ...hourOf(hour, pods), advice }));

  const found = await evidence(await storeHours(database, "bare", hours));

  expect(found.map(({ kind, name, runs, replicas }) => [kind, name, runs, replicas])).toEqual([
    ["Pod", "alone", 1, 1],
    ["Pod", "nameless", 1, 1],
    ["PodLabel", "task", 2, 2],
  ]);
  expect(containerOf(found, "task").oomKills).toHaveLength(24);
  expect(containerOf(found, "alone").oomKills).toEqual([]);
});

test("where hours are there no more days tell, and where there is no whole day there is nothing", async () => {
  const clusterId = await storeHours(database, "short", WORLD.slice(0, 12));

  expect(await evidence(clusterId)).toEqual([]);
});
