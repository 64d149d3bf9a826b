import { expect, test } from "vitest";
import { readPodCgroups } from "../../../../server/src/sources/prometheus/pods/pod-cgroups.ts";
import { readShard } from "../../../../server/src/sources/prometheus/pods/read-shards.ts";
import { wholeCluster } from "../../../../server/src/sources/prometheus/query/shard.ts";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import { readerOf } from "./support/reader-of.ts";
import { seriesOf, steady } from "./support/series-of.ts";

const KUBELET = { job: "kubelet", instance: "n1:10250" };
const UID = "0a1b2c3d-0000-4000-a000-00000000000";

function running(pod: string, value = 1): Series {
  const labels = { __name__: "kube_pod_container_status_running", namespace: "shop", pod, container: "app" };
  return seriesOf(labels, steady(0, 60, { value }));
}

function measured(pod: string): Series {
  const labels = { __name__: "container_memory_working_set_bytes", namespace: "shop", pod, container: "app" };
  return seriesOf({ ...KUBELET, ...labels }, steady(0, 60));
}

function cgroup(pod: string, id: string): Series {
  const labels = {
    __name__: "container_memory_working_set_bytes",
    namespace: "shop",
    pod,
    container: "",
    id,
  };
  return seriesOf({ ...KUBELET, ...labels }, steady(0, 60, { value: 7 }));
}

async function read(recorded: readonly Series[]) {
  const { reader, asked } = readerOf((expression) => {
    if (!expression.startsWith("kube_") && !expression.startsWith("container_memory")) return [];
    const ofPods = expression.includes('container_name="",');
    return recorded.filter(
      ({ labels }) =>
        expression.startsWith(`${labels["__name__"]}{`) && (labels["container"] === "") === ofPods,
    );
  });
  const series = await readShard(
    reader,
    wholeCluster([], () => "namespace"),
    new Set(),
  );
  const before = asked.length;
  const cgroups = await readPodCgroups(
    reader,
    wholeCluster([], () => "namespace"),
    series,
  );
  return { cgroups, asked: asked.slice(before) };
}

test("where every running pod is measured nothing more is asked for", async () => {
  const { asked } = await read([running("web-1"), measured("web-1"), running("done-1", 0)]);

  expect(asked).toEqual([]);
});

test("only pods without a measured container are asked for, by name", async () => {
  const id = `/kubepods/pod${UID}1`;
  const { cgroups, asked } = await read([
    running("web-1"),
    measured("web-1"),
    running("odd.1"),
    cgroup("odd.1", id),
  ]);

  expect(asked.length).toBe(4);
  expect(asked.every((expression) => expression.includes(String.raw`pod=~"odd\\.1"`))).toBe(true);
  expect(cgroups.ram.map(({ labels }) => labels["id"])).toEqual([id]);
});

test("of nested cgroups the pod's own counts", async () => {
  const own = `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${`${UID}1`.replaceAll("-", "_")}.slice`;
  const { cgroups } = await read([
    running("web-1"),
    cgroup("web-1", own),
    cgroup("web-1", `${own}/cri-containerd-0a1b.scope`),
  ]);

  expect(cgroups.ram.map(({ labels }) => labels["id"])).toEqual([own]);
});
