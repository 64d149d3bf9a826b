import { expect, test } from "vitest";
import { FindingBook } from "../../../../server/src/domain/findings/finding-book.ts";
import { withMountsByName } from "../../../../server/src/sources/prometheus/assets/volume-mounts.ts";
import type { ObservedPod } from "../../../../server/src/sources/prometheus/pods/observe-pods.ts";
import { VOLUME_FACTS } from "../../../../server/src/sources/prometheus/query/families.ts";
import { FamilySeries } from "../../../../server/src/sources/prometheus/query/family-series.ts";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import { HOUR, minute, seriesOf } from "./support/series-of.ts";

function podOf(name: string, controllerKind = "", namespace = "data"): ObservedPod {
  const observation = { namespace, name, uid: name, node: "", controllerKind, controller: "" };
  const ran = [{ start: minute(0), end: minute(60) }];
  return { observation: { ...observation, labels: {}, containers: [] }, ran, endedAt: minute(60) };
}

function claim(name: string, more: Record<string, string> = {}): Series {
  return seriesOf({ namespace: "data", persistentvolumeclaim: name, ...more }, [[HOUR, 1]]);
}

function podsOf(name: string, pods: readonly ObservedPod[], mounts: readonly Series[] = []): string[] {
  const facts = new FamilySeries([
    [VOLUME_FACTS.claims, [claim(name)]],
    [VOLUME_FACTS.mounts, mounts],
  ]);
  const context = { hour: HOUR, findings: new FindingBook() };
  const found = withMountsByName(new Map(), { facts, pods }, context).get(`data\n${name}`) ?? [];
  expect(context.findings.list().map(({ code }) => code)).toEqual(found.map(() => "volume_pod_by_name"));
  return found.map(({ pod }) => pod);
}

test("a claim that is named after a running pod is that pod's", () => {
  expect(podsOf("etl-7c9d-aaaa-scratch", [podOf("etl-7c9d-aaaa"), podOf("etl-7c9d-bbbb")])).toEqual([
    "etl-7c9d-aaaa",
  ]);
});

test("of pods whose names contain each other the longest is meant", () => {
  const pods = [podOf("etl"), podOf("etl-7c9d-aaaa"), podOf("etl-7c9d")];

  expect(podsOf("etl-7c9d-aaaa-scratch-2", pods)).toEqual(["etl-7c9d-aaaa"]);
});

test.each([
  { what: "a pod of another namespace", pods: [podOf("etl", "", "shop")], mounts: [] },
  { what: "a pod whose name only begins alike", pods: [podOf("et")], mounts: [] },
  {
    what: "a pod whose claim is told as another's",
    pods: [podOf("etl")],
    mounts: [claim("etl-data", { pod: "x" })],
  },
  {
    what: "the end, where mounts are told",
    pods: [podOf("data", "StatefulSet")],
    mounts: [claim("other", { pod: "x" })],
  },
])("a claim is not that of $what", ({ pods, mounts }) => {
  expect(podsOf("etl-data", pods, mounts)).toEqual([]);
});

test("where no mounts are told at all, a StatefulSet's claims end in their pods' names", () => {
  const pods = [podOf("db-0", "StatefulSet"), podOf("db-1", "StatefulSet"), podOf("0", "ReplicaSet")];

  expect(podsOf("data-db-0", pods)).toEqual(["db-0"]);
});
