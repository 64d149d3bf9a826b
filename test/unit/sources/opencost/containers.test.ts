import { expect, test } from "vitest";
import type { RecordedRow } from "../../../support/opencost/recorded-opencost.ts";
import { RECORDED_DAY } from "../../../support/opencost/recorded-opencost.ts";
import { minutes, observed, podIn, withAllocations } from "./observed.ts";

const HOUR_MS = 3_600_000;
const GIB = 2 ** 30;

const isContainer =
  (name: string) =>
  ({ properties }: RecordedRow): boolean =>
    properties["container"] === name;

test("a container bills what OpenCost billed, at the node it names, with requests and usage beside it", async () => {
  const pod = podIn(await observed(), "ml");

  const [container] = pod.containers;
  expect(pod.node).toBe("ip-10-0-0-19.eu-west-1.compute.internal");
  expect(container?.billed).toEqual({ cpuCoreHours: 3, ramGibHours: 8, gpuHours: 1 });
  expect(minutes(container?.ranMinutes)).toBe(60);
  expect(container?.cpuRequestCores[0]).toBe(3);
  expect(container?.gpuRequest[59]).toBe(1);
  expect(container?.cpuUsageCores[30]).toBeCloseTo(1.50148, 5);
  expect(container?.ramUsageBytes[30]).toBeCloseTo(5_154_958_922.18, 1);
});

test("a container that OpenCost puts on no node is where the others of its pod are", async () => {
  const pod = podIn(await observed(), "payments");

  expect(pod.node).toBe("ip-10-0-0-10.eu-west-1.compute.internal");
  expect(pod.containers.map(({ name }) => name)).toEqual(["api", "mesh"]);
});

test("a native sidecar, which OpenCost bills at nothing, bills what it used", async () => {
  const [, mesh] = podIn(await observed(), "payments").containers;

  expect(mesh?.billed?.cpuCoreHours).toBeCloseTo(0.02496, 5);
  expect(mesh?.billed?.ramGibHours).toBeCloseTo(60_386_551.77 / GIB, 6);
});

test("a job bills its own minutes only, and its usage is not thinned by the hour around it", async () => {
  const hour = RECORDED_DAY + 18 * HOUR_MS;

  const pod = podIn(await observed(undefined, hour), "batch");

  const [container] = pod.containers;
  expect(minutes(container?.ranMinutes)).toBe(10);
  expect(container?.ranMinutes[50]).toBe(1);
  expect(container?.billed?.cpuCoreHours).toBeCloseTo(0.16667, 5);
  expect(container?.cpuUsageCores[55]).toBeCloseTo(0.16544 * 6, 3);
});

test.each([null, "NaN", -5, 1e300])(
  "a quantity of %j is unknown: request and usage tell instead",
  async (bad) => {
    const fields = { cpuCoreHours: bad, ramByteHours: bad };

    const observation = await observed(withAllocations(isContainer("serving"), fields));

    const [container] = podIn(observation, "ml").containers;
    expect(container?.billed).toMatchObject({ cpuCoreHours: 3, ramGibHours: 8 });
  },
);

test("usage of nothing at all was not measured; no CPU beside some memory was", async () => {
  const none = { cpuCoreUsageAverage: 0, ramByteUsageAverage: 0 };
  const unmeasured = await observed(withAllocations(isContainer("serving"), none));
  const idle = await observed(withAllocations(isContainer("serving"), { cpuCoreUsageAverage: 0 }));

  expect(podIn(unmeasured, "ml").containers[0]?.cpuUsageCores[0]).toBeNaN();
  expect(podIn(unmeasured, "ml").containers[0]?.ramUsageBytes[0]).toBeNaN();
  expect(podIn(idle, "ml").containers[0]?.cpuUsageCores[0]).toBe(0);
});

test("a pod that ended before it began, as OpenCost now and then writes, is left out", async () => {
  const wild = {
    start: "2027-01-17T10:31:11Z",
    end: "2018-08-12T13:18:48Z",
    cpuCoreHours: -138_894_009_504_962.98,
  };

  const { pods } = await observed(withAllocations(isContainer("serving"), wild));

  expect(pods.map(({ namespace }) => namespace)).not.toContain("ml");
});

test("rows for idle and unmounted volumes are no pods", async () => {
  const { pods } = await observed((answers) => {
    const [row] = Object.values(answers.allocations);
    if (!row) throw new Error("the recording has no allocation");
    const idle = { ...row, name: "prod/__idle__", properties: { cluster: "prod" } };
    return { ...answers, allocations: { ...answers.allocations, "prod/__idle__": idle } };
  });

  expect(pods.map(({ namespace }) => namespace).toSorted()).toEqual([
    "kube-system",
    "ml",
    "monitoring",
    "payments",
  ]);
});

test.each([
  { kind: "deployment", controller: "api", pod: "api-tqb28kj2b-577wg", as: ["Deployment", "api"] },
  { kind: "statefulset", controller: "db", pod: "db-0", as: ["StatefulSet", "db"] },
  { kind: "job", controller: "nightly", pod: "nightly-29000001-jkcxg", as: ["CronJob", "nightly"] },
  { kind: "job", controller: "load", pod: "load-x7k2p", as: ["Job", "load"] },
  { kind: "rollout", controller: "web", pod: "web-1", as: ["Rollout", "web"] },
  { kind: "SparkApplication", controller: "etl", pod: "etl-1", as: ["SparkApplication", "etl"] },
  { kind: "", controller: "", pod: "bare", as: ["", ""] },
])("the owner $kind of $pod is named as $as", async ({ kind, controller, pod, as }) => {
  const properties = {
    cluster: "prod",
    node: "n",
    namespace: "ml",
    container: "c",
    pod,
    controller,
    controllerKind: kind,
  };

  const observation = await observed(withAllocations(isContainer("serving"), { properties }));

  const found = podIn(observation, "ml");
  expect([found.controllerKind, found.controller]).toEqual(as);
});

test.each([
  { what: "behind the name", named: { pod: "db-0 03886606-3b9f-4d94-ab25-d147e42ae4c7" } },
  { what: "in a field", named: { pod: "db-0", podUID: "03886606-3b9f-4d94-ab25-d147e42ae4c7" } },
])("the uid is read where OpenCost tells it, $what", async ({ named }) => {
  const properties = { cluster: "prod", node: "n", namespace: "ml", container: "c", ...named };

  const observation = await observed(withAllocations(isContainer("serving"), { properties }));

  const { name, uid } = podIn(observation, "ml");
  expect({ name, uid }).toEqual({ name: "db-0", uid: "03886606-3b9f-4d94-ab25-d147e42ae4c7" });
});

test("a pod's labels are without the node's, and the namespace's stand by themselves", async () => {
  const observation = await observed();

  expect(podIn(observation, "payments").labels).toEqual({
    app: "api",
    app_kubernetes_io_name: "api",
    env: "production",
    team: "payments",
  });
  expect(observation.namespaceLabels.get("payments")).toEqual({
    env: "production",
    kubernetes_io_metadata_name: "payments",
    team: "payments",
  });
});
