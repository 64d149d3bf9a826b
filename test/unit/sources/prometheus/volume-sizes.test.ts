import { expect, test } from "vitest";
import { observeVolumes } from "../../../../server/src/sources/prometheus/assets/observe-volumes.ts";
import {
  ASSETS,
  VOLUME_FACTS,
  VOLUME_PHASES,
} from "../../../../server/src/sources/prometheus/query/families.ts";
import { FamilySeries } from "../../../../server/src/sources/prometheus/query/family-series.ts";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import { assetsOf, EXPORTER, STATE } from "./support/asset-context.ts";
import { HOUR, minutesIn, type Point, seriesOf, steady } from "./support/series-of.ts";

const GIB = 2 ** 30;

interface World {
  /** Sizes of volumes in GiB, or their samples. */
  readonly sizes?: Readonly<Record<string, number | readonly Point[]>>;
  /** Labels of `kube_persistentvolume_info`, by volume. */
  readonly info?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What the kubelet says is used, and how large the file system is, in GiB, by claim. */
  readonly kubelet?: Readonly<Record<string, readonly [used: number, size: number]>>;
  readonly phases?: readonly Series[];
  readonly fallbacks?: readonly (readonly [
    (typeof VOLUME_FACTS)[keyof typeof VOLUME_FACTS],
    readonly Series[],
  ])[];
}

function claimOf(volume: string): Record<string, string> {
  return { namespace: "media", persistentvolumeclaim: `claim-${volume}` };
}

function samplesOf(told: number | readonly Point[]): readonly Point[] {
  return typeof told === "number" ? steady(-7, 67, { value: told * GIB }) : told;
}

function nfs(path: string): Record<string, string> {
  return { nfs_server: "filer", nfs_path: path };
}

function efs(point: string): Record<string, string> {
  return { csi_driver: "efs.csi.aws.com", csi_volume_handle: `fs-1::${point}` };
}

function observe({ sizes = {}, info = {}, kubelet = {}, phases = [], fallbacks = [] }: World) {
  const [series, context] = assetsOf([
    [
      ASSETS.volumeCapacity,
      Object.entries(sizes).map(([name, told]) =>
        seriesOf({ ...STATE, persistentvolume: name }, samplesOf(told)),
      ),
    ],
    ...fallbacks,
  ]);
  const stats = (at: 0 | 1): Series[] =>
    Object.entries(kubelet).map(([name, told]) => seriesOf(claimOf(name), [[HOUR, told[at] * GIB]]));
  const facts = new FamilySeries([
    [
      VOLUME_FACTS.claims,
      Object.keys(sizes).map((name) => seriesOf({ ...claimOf(name), volumename: name }, [[HOUR, 1]])),
    ],
    [
      VOLUME_FACTS.volumeInfo,
      Object.entries(info).map(([name, labels]) =>
        seriesOf({ persistentvolume: name, ...labels }, [[HOUR, 1]]),
      ),
    ],
    [VOLUME_FACTS.used, stats(0)],
    [VOLUME_FACTS.systemBytes, stats(1)],
    [VOLUME_PHASES, phases],
  ]);
  const volumes = observeVolumes(series, { facts, mounts: new Map() }, context);
  return {
    volumes,
    gib: Object.fromEntries(
      volumes.map(({ name, capacityBytes }) => [name, Math.round(capacityBytes / GIB)]),
    ),
    codes: [...new Set(context.findings.list().map(({ code }) => code))],
  };
}

test("folders of one file server are its size once", () => {
  const { gib, volumes, codes } = observe({
    sizes: { a: 3000, b: 3000, c: 3000, other: 3000 },
    info: { a: nfs("/a"), b: nfs("/b"), c: nfs("/c"), other: { nfs_server: "second", nfs_path: "/a" } },
  });

  expect(gib).toEqual({ a: 1000, b: 1000, c: 1000, other: 3000 });
  expect(volumes[0]?.providerId).toBe("nfs#filer:/a");
  expect(codes).toEqual(["volume_shares_filer"]);
});

test("file systems of one server that differ in size are paid each", () => {
  const { gib } = observe({
    sizes: { a: 1000, b: 1000, c: 500 },
    info: { a: nfs("/a"), b: nfs("/b"), c: nfs("/c") },
    kubelet: { a: [10, 1000], b: [10, 1000], c: [10, 500] },
  });

  expect(gib).toEqual({ a: 500, b: 500, c: 500 });
});

test("a local volume keeps its size, and its provider id says what it is", () => {
  const { volumes, codes } = observe({ sizes: { a: 1788 }, info: { a: { local_path: "/mnt/ssd0" } } });

  expect(volumes[0]).toMatchObject({ capacityBytes: 1788 * GIB, providerId: "local#/mnt/ssd0" });
  expect(codes).toEqual(["volume_of_node"]);
});

test.each([
  { what: "ten PiB of nobody knows what", gib: 10 * 2 ** 20, info: {}, used: undefined, billed: 0 },
  { what: "ten PiB of which some are used", gib: 10 * 2 ** 20, info: {}, used: 40, billed: 40 },
  {
    what: "EFS by use",
    gib: 5,
    info: { csi_driver: "efs.csi.aws.com", csi_volume_handle: "fs-1" },
    used: 70,
    billed: 70,
  },
  {
    what: "a bucket that nobody measures",
    gib: 1200,
    info: { csi_driver: "s3.csi.aws.com" },
    used: undefined,
    billed: 0,
  },
])("a formal size is never billed: $what", ({ gib, info, used, billed }) => {
  const world = observe({
    sizes: { a: gib },
    info: { a: info },
    ...(used !== undefined && { kubelet: { a: [used, 2 ** 33] } as const }),
  });

  expect(world.gib).toEqual({ a: billed });
  expect(world.codes).toEqual(["volume_size_formal"]);
});

test("access points of one EFS are what lies in it, once", () => {
  const { gib } = observe({
    sizes: { a: 5, b: 5 },
    info: { a: efs("fsap-1"), b: efs("fsap-2") },
    kubelet: { a: [80, 2 ** 33], b: [80, 2 ** 33] },
  });

  expect(gib).toEqual({ a: 40, b: 40 });
});

test.each([0, Number.NaN, -1, 2 ** 63])("a size of %d among others is not believed", (odd) => {
  const points: Point[] = steady(-7, 67, { value: 100 * GIB }).map(([time, value], index) => [
    time,
    index === 30 ? odd : value,
  ]);
  const { gib, codes } = observe({ sizes: { a: points } });

  expect(gib).toEqual({ a: 100 });
  expect(codes).toEqual(["volume_size_impossible"]);
});

test("a volume that has failed is not there; one that is released is", () => {
  const failed = seriesOf({ ...STATE, persistentvolume: "a", phase: "Failed" }, [
    ...steady(-7, 29, { value: 0 }),
    ...steady(30, 67, { value: 1 }),
  ]);
  const released = seriesOf({ ...STATE, persistentvolume: "b", phase: "Failed" }, [[HOUR, 0]]);
  const { volumes, codes } = observe({ sizes: { a: 10, b: 10 }, phases: [failed, released] });

  expect(volumes.map(({ seenMinutes }) => Math.round(minutesIn(seenMinutes)))).toEqual([29, 60]);
  expect(codes).toEqual(["volume_not_there"]);
});

test("where nobody tells of volumes, claims with a size are volumes", () => {
  const measured = seriesOf({ ...EXPORTER, ...claimOf("a") }, steady(-7, 67, { value: 98 * GIB }));
  const { volumes, codes } = observe({ fallbacks: [[VOLUME_FACTS.systemBytes, [measured]]] });

  expect(volumes).toMatchObject([
    { name: "claim-a", namespace: "media", claim: "claim-a", capacityBytes: 98 * GIB },
  ]);
  expect(codes).toEqual(["volume_size_guessed"]);
});
