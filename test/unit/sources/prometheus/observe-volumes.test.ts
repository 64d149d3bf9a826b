import { expect, test } from "vitest";
import { observeVolumes } from "../../../../server/src/sources/prometheus/assets/observe-volumes.ts";
import { mountsByClaim } from "../../../../server/src/sources/prometheus/assets/volume-mounts.ts";
import type { ObservedPod } from "../../../../server/src/sources/prometheus/pods/observe-pods.ts";
import { ASSETS, VOLUME_FACTS } from "../../../../server/src/sources/prometheus/query/families.ts";
import { FamilySeries } from "../../../../server/src/sources/prometheus/query/family-series.ts";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import { assetsOf, EXPORTER, STATE } from "./support/asset-context.ts";
import { HOUR, minute, minutesIn, seriesOf, steady } from "./support/series-of.ts";

const VOLUME = { persistentvolume: "pvc-1" };
const GIB = 2 ** 30;

const capacity = seriesOf({ ...STATE, ...VOLUME }, steady(-7, 67, { value: 10 * GIB }));
const copy = seriesOf({ ...EXPORTER, ...VOLUME }, steady(-6.8, 66.2, { value: 10 * GIB }));
const price = seriesOf({ ...EXPORTER, ...VOLUME, volumename: "pvc-1" }, steady(-7, 67, { value: 0.0001 }));
const claim = seriesOf(
  {
    ...STATE,
    namespace: "db",
    persistentvolumeclaim: "data-db-0",
    volumename: "pvc-1",
    storageclass: "gp3",
  },
  [[HOUR, 1]],
);

function podOf(uid: string, from: number, to: number): ObservedPod {
  const named = { namespace: "db", name: "db-0", uid, node: "", controllerKind: "", controller: "" };
  return {
    observation: { ...named, labels: {}, containers: [] },
    ran: [{ start: minute(from), end: minute(to) }],
    endedAt: minute(to),
  };
}

function mountOf(uid?: string): Series {
  const labels = { namespace: "db", pod: "db-0", persistentvolumeclaim: "data-db-0" };
  return seriesOf(uid === undefined ? labels : { ...labels, uid }, [[HOUR, 1]]);
}

test("a volume is described by its claim, its own series and the exporter", () => {
  const [series, context] = assetsOf([
    [ASSETS.volumeCapacity, [capacity, copy]],
    [ASSETS.volumePrice, [price]],
  ]);
  const facts = new FamilySeries([
    [VOLUME_FACTS.claims, [claim]],
    [VOLUME_FACTS.volumeInfo, [seriesOf({ ...VOLUME, csi_volume_handle: "vol-1" }, [[HOUR, 1]])]],
  ]);

  const [volume, ...others] = observeVolumes(series, { facts, mounts: new Map() }, context);

  expect(others).toEqual([]);
  expect(volume).toMatchObject({
    name: "pvc-1",
    namespace: "db",
    claim: "data-db-0",
    storageClass: "gp3",
    providerId: "vol-1",
    capacityBytes: 10 * GIB,
    perGibHour: 0.0001,
    mounts: [],
  });
  expect(minutesIn(volume?.seenMinutes ?? new Float64Array())).toBe(60);
});

test("a volume without claim and price is still there", () => {
  const [series, context] = assetsOf([[ASSETS.volumeCapacity, [capacity]]]);

  const [volume] = observeVolumes(series, { facts: new FamilySeries([]), mounts: new Map() }, context);

  expect(volume).toMatchObject({ namespace: "", claim: "", perGibHour: null });
});

test("where nobody tells a volume's size it has what its claim asks for", () => {
  const [series, context] = assetsOf([[ASSETS.volumePrice, [price]]]);
  const size = seriesOf({ namespace: "db", persistentvolumeclaim: "data-db-0" }, [[HOUR, 5 * GIB]]);
  const facts = new FamilySeries([
    [VOLUME_FACTS.claims, [claim]],
    [VOLUME_FACTS.claimBytes, [size]],
  ]);

  const [volume] = observeVolumes(series, { facts, mounts: new Map() }, context);

  expect(volume?.capacityBytes).toBe(5 * GIB);
});

test("a volume that grows within the hour has its average size", () => {
  const grown = seriesOf({ ...STATE, ...VOLUME }, [
    ...steady(-7, 29, { value: 10 * GIB }),
    ...steady(30, 67, { value: 20 * GIB }),
  ]);
  const [series, context] = assetsOf([[ASSETS.volumeCapacity, [grown]]]);

  const [volume] = observeVolumes(series, { facts: new FamilySeries([]), mounts: new Map() }, context);

  expect((volume?.capacityBytes ?? 0) / GIB).toBeCloseTo(15, 0);
});

test("a pod mounts its claims while any of its containers runs", () => {
  const facts = new FamilySeries([[VOLUME_FACTS.mounts, [mountOf("a"), mountOf("b")]]]);

  const mounts = mountsByClaim(facts, [podOf("a", -5, 20), podOf("b", 24, 60)], HOUR);

  expect(
    mounts.get("db\ndata-db-0")?.map(({ podUid, mountedMinutes }) => [podUid, minutesIn(mountedMinutes)]),
  ).toEqual([
    ["a", 20],
    ["b", 36],
  ]);
});

test("the exporter's mounts, which tell no uid, go by the pod's name", () => {
  const facts = new FamilySeries([[VOLUME_FACTS.exporterMounts, [mountOf()]]]);

  expect(mountsByClaim(facts, [podOf("a", 0, 60)], HOUR).get("db\ndata-db-0")).toHaveLength(1);
});
