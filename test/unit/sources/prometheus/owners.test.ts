import { expect, test } from "vitest";
import { Owners } from "../../../../server/src/sources/prometheus/pods/owners.ts";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import { HOUR, seriesOf } from "./support/series-of.ts";

function told(labels: Record<string, string>): Series {
  return seriesOf({ namespace: "shop", ...labels }, [[HOUR, 1]]);
}

function owner(kind: string, name: string, isController = "true"): Series {
  return told({ owner_kind: kind, owner_name: name, owner_is_controller: isController });
}

const owners = new Owners({
  replicaSetOwner: [
    told({ replicaset: "web-5d9", owner_kind: "Deployment", owner_name: "web" }),
    told({ replicaset: "canary-7f", owner_kind: "Rollout", owner_name: "canary" }),
    told({ replicaset: "lonely", owner_kind: "<none>", owner_name: "<none>" }),
  ],
  jobOwner: [
    told({ job_name: "nightly-290", owner_kind: "CronJob", owner_name: "nightly" }),
    told({ job_name: "once" }),
  ],
});

test.each([
  { own: ["ReplicaSet", "web-5d9"], top: ["Deployment", "web"] },
  { own: ["ReplicaSet", "canary-7f"], top: ["Rollout", "canary"] },
  { own: ["ReplicaSet", "lonely"], top: ["ReplicaSet", "lonely"] },
  { own: ["Job", "nightly-290"], top: ["CronJob", "nightly"] },
  { own: ["Job", "once"], top: ["Job", "once"] },
  { own: ["StatefulSet", "db"], top: ["StatefulSet", "db"] },
  { own: ["SparkApplication", "etl"], top: ["SparkApplication", "etl"] },
  { own: ["<none>", "<none>"], top: ["", ""] },
] as const)("$own belongs to $top", ({ own: [kind, name], top }) => {
  const controller = owners.topOf("shop", [owner(kind, name)], {});

  expect([controller.kind, controller.name]).toEqual(top);
});

test("without owner series the pod's creator is its owner", () => {
  const info = told({ created_by_kind: "ReplicaSet", created_by_name: "web-5d9" });
  const bare = told({ created_by_kind: "<none>", created_by_name: "<none>" });

  expect(owners.topOf("shop", [info], {})).toEqual({ kind: "Deployment", name: "web" });
  expect(owners.topOf("shop", [bare], {})).toEqual({ kind: "", name: "" });
});

test("a pod without owner series is bare", () => {
  expect(owners.topOf("shop", [], {})).toEqual({ kind: "", name: "" });
});

test("an owner that does not control the pod is none", () => {
  expect(owners.topOf("shop", [owner("Backup", "b", "false"), owner("Job", "once")], {}).name).toBe("once");
});

test("an owner of the same name in another namespace is another", () => {
  expect(owners.topOf("other", [owner("ReplicaSet", "web-5d9")], {})).toEqual({
    kind: "ReplicaSet",
    name: "web-5d9",
  });
});

test.each([
  { labels: { pod_template_hash: "6c8" }, top: ["Deployment", "api"] },
  { labels: { rollouts_pod_template_hash: "6c8" }, top: ["Rollout", "api"] },
  { labels: { pod_template_hash: "other" }, top: ["ReplicaSet", "api-6c8"] },
  { labels: {}, top: ["ReplicaSet", "api-6c8"] },
])("without its owner's series the label $labels makes api-6c8 $top", ({ labels, top }) => {
  const { kind, name } = owners.topOf("shop", [owner("ReplicaSet", "api-6c8")], { ...labels });

  expect([kind, name]).toEqual(top);
});
