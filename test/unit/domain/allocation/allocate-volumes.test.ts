import { expect, test } from "vitest";
import { PodIndex } from "../../../../server/src/domain/allocation/pod-index.ts";
import type { VolumeObservation } from "../../../../server/src/domain/observation.ts";
import { type AllocatedAsset, allocateVolume } from "../../../support/allocated.ts";
import {
  createMount,
  createPod,
  createVolume,
  everyMinute,
  gib,
  minutesBetween,
  ROUND_BOOK,
} from "../../../support/observations.ts";

const PODS = new PodIndex([
  createPod({ name: "web-1" }),
  createPod({ name: "web-2" }),
  createPod({ name: "web-3" }),
]);

function allocate(volume: VolumeObservation): AllocatedAsset {
  return allocateVolume(volume, PODS, ROUND_BOOK);
}

/** What each row pays, by pod. */
function costByPod({ rows }: AllocatedAsset): Record<string, bigint> {
  return Object.fromEntries(rows.map((row) => [row.pod, row.measures.volumeNano]));
}

test("a volume is its pod's for as long as the pod has it mounted", () => {
  const volume = createVolume({ perGibHour: 0.002, mounts: [createMount()] });

  const { asset, rows } = allocate(volume);

  expect(asset).toMatchObject({
    kind: "volume",
    namespace: "shop",
    name: "pv-1",
    quantity: 60_000_000_000n,
    costNano: 120_000_000n,
    unobservedNano: 0n,
    priceSource: "exporter",
  });
  expect(rows).toMatchObject([
    {
      kind: "pod",
      namespace: "shop",
      controllerKind: "Deployment",
      controller: "web",
      pod: "web-1",
      podUid: "uid-web-1",
      container: "",
      node: "node-1",
      measures: { volumeNano: 120_000_000n, volumeNanoGibHours: 60_000_000_000n, defaultNano: 0n },
    },
  ]);
});

test("a volume without a price is billed at the default, and marked", () => {
  const { asset, rows } = allocate(createVolume({ mounts: [createMount()] }));

  expect(asset).toMatchObject({ costNano: 60_000_000n, priceSource: "default" });
  expect(rows[0]?.measures).toMatchObject({ volumeNano: 60_000_000n, defaultNano: 60_000_000n });
});

test("a volume that is reported as free is free, and not billed at the default", () => {
  const { asset } = allocate(createVolume({ perGibHour: 0, mounts: [createMount()] }));

  expect(asset).toMatchObject({ costNano: 0n, priceSource: "exporter" });
});

test("minutes in which nobody mounted it go to its namespace, as unmounted", () => {
  const volume = createVolume({ mounts: [createMount({ mountedMinutes: minutesBetween(0, 45) })] });

  const { rows } = allocate(volume);

  expect(rows).toMatchObject([
    { kind: "pod", pod: "web-1", measures: { volumeNano: 45_000_000n } },
    {
      kind: "unmounted",
      namespace: "shop",
      controllerKind: "",
      controller: "__unmounted__",
      pod: "__unmounted__",
      measures: { volumeNano: 15_000_000n, volumeNanoGibHours: 15_000_000_000n },
    },
  ]);
});

test("a volume that nobody claims has a namespace of its own", () => {
  const { rows } = allocate(createVolume({ namespace: "", claim: "" }));

  expect(rows).toMatchObject([{ kind: "unmounted", namespace: "__unmounted__" }]);
});

test("a volume is counted once, however many pods share it", () => {
  const mounts = ["web-1", "web-2", "web-3"].map((pod) => createMount({ pod }));

  const allocated = allocate(createVolume({ mounts }));

  expect(allocated.asset.costNano).toBe(60_000_000n);
  expect(costByPod(allocated)).toEqual({ "web-1": 20_000_000n, "web-2": 20_000_000n, "web-3": 20_000_000n });
});

test("pods that share a volume pay by the minutes they had it mounted", () => {
  const mounts = [
    createMount({ pod: "web-1", mountedMinutes: minutesBetween(0, 60) }),
    createMount({ pod: "web-2", mountedMinutes: minutesBetween(0, 20) }),
  ];

  const allocated = allocate(createVolume({ mounts }));

  // For 20 minutes they share, for 40 the first has it alone.
  expect(costByPod(allocated)).toEqual({ "web-1": 50_000_000n, "web-2": 10_000_000n });
});

test("pods that had it mounted one after the other leave nothing unmounted", () => {
  const mounts = [
    createMount({ pod: "web-1", mountedMinutes: minutesBetween(0, 20) }),
    createMount({ pod: "web-2", mountedMinutes: minutesBetween(20, 60) }),
  ];

  expect(costByPod(allocate(createVolume({ mounts })))).toEqual({
    "web-1": 20_000_000n,
    "web-2": 40_000_000n,
  });
});

test("minutes that nobody saw cost, and are no pod's and not unmounted", () => {
  const volume = createVolume({
    seenMinutes: minutesBetween(0, 40),
    unobservedMinutes: minutesBetween(40, 60),
    mounts: [createMount({ mountedMinutes: minutesBetween(0, 40) })],
  });

  const { asset, rows } = allocate(volume);

  expect(asset).toMatchObject({ costNano: 60_000_000n, unobservedNano: 20_000_000n });
  expect(rows).toMatchObject([{ pod: "web-1", measures: { volumeNano: 40_000_000n } }]);
});

test("a mount in minutes in which the volume was not seen counts for nothing", () => {
  const volume = createVolume({
    seenMinutes: minutesBetween(0, 30),
    mounts: [
      createMount({ pod: "web-1", mountedMinutes: minutesBetween(0, 30) }),
      createMount({ pod: "web-2", mountedMinutes: minutesBetween(30, 60) }),
    ],
  });

  expect(costByPod(allocate(volume))).toEqual({ "web-1": 30_000_000n });
});

test("a pod that the source names nowhere else still pays for what it mounts", () => {
  const mount = createMount({ namespace: "ml", pod: "ghost", podUid: "uid-ghost" });

  const { rows } = allocate(createVolume({ mounts: [mount] }));

  expect(rows).toMatchObject([
    { kind: "pod", namespace: "ml", pod: "ghost", podUid: "uid-ghost", controller: "", node: "" },
  ]);
});

test("a volume that was neither seen nor unobserved costs nothing and has no rows", () => {
  const { asset, rows } = allocate(createVolume({ seenMinutes: everyMinute(0), mounts: [createMount()] }));

  expect(asset.costNano).toBe(0n);
  expect(rows).toEqual([]);
});

test("a volume without size has no rows", () => {
  expect(allocate(createVolume({ capacityBytes: 0 })).rows).toEqual([]);
});

test("money for a time too short to weigh is not lost: it is unmounted", () => {
  const volume = createVolume({
    capacityBytes: gib(16_384),
    perGibHour: 100,
    seenMinutes: minutesBetween(0, 1, 4e-10),
    mounts: [createMount({ mountedMinutes: minutesBetween(0, 1, 4e-10) })],
  });

  const { asset, rows } = allocate(volume);

  const billed = rows.reduce((sum, row) => sum + row.measures.volumeNano, 0n);
  expect(asset.costNano).toBeGreaterThan(0n);
  expect(billed).toBe(asset.costNano - asset.unobservedNano);
});
