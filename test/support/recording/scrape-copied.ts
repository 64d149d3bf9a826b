import type { Instant } from "@kubecent/shared";
import type { Emit, SampleLabels } from "./emit.ts";
import { factsAt, isWithin, type World, type WorldContainer } from "./world.ts";

/** What OpenCost's exporter tells as well as kube-state-metrics: sizes, running states, requests, volumes. */
export function scrapeCopied(world: World, time: Instant, emit: Emit, { hasUid }: { hasUid: boolean }): void {
  for (const node of world.nodes.filter((each) => isWithin(each, time))) {
    const resources = { cpu: node.cores, memory: node.bytes, nvidia_com_gpu: node.gpus };
    for (const [resource, value] of Object.entries(resources)) {
      emit("kube_node_status_capacity", { node: node.name, resource }, value);
    }
  }
  for (const pod of world.pods.filter(({ listed }) => isWithin(listed, time))) {
    const named = { namespace: pod.namespace, pod: pod.name, ...(hasUid && { uid: pod.uid }) };
    const node = time >= pod.lived.from ? { node: pod.node } : {};
    for (const container of pod.containers.filter(({ kind }) => kind === "main")) {
      scrapeRunning(container, named, time, emit);
      scrapeRequests(container, { ...named, ...node }, time, emit);
    }
  }
  for (const volume of world.volumes.filter((each) => isWithin(each, time))) {
    const { name, namespace, claim: persistentvolumeclaim } = volume;
    emit("kube_persistentvolume_capacity_bytes", { persistentvolume: name }, volume.bytes);
    emit(
      "kube_persistentvolumeclaim_info",
      { namespace, persistentvolumeclaim, volumename: name, storageclass: "gp3" },
      1,
    );
  }
}

export function scrapeNodeLabels(world: World, time: Instant, emit: Emit): void {
  for (const node of world.nodes.filter((each) => isWithin(each, time))) {
    const labels = {
      label_pool: node.isSpot ? "spot" : "base",
      label_lifecycle: node.isSpot ? "spot" : "normal",
    };
    emit("kube_node_labels", { node: node.name, ...labels }, 1);
  }
}

export function scrapeRunning(
  container: WorldContainer,
  named: SampleLabels,
  time: Instant,
  emit: Emit,
): void {
  const isRunning = container.runs.some((run) => isWithin(run, time));
  emit(`${prefixOf(container)}_status_running`, { ...named, container: container.name }, Number(isRunning));
}

export function scrapeRequests(
  container: WorldContainer,
  named: SampleLabels,
  time: Instant,
  emit: Emit,
): void {
  const { cores, bytes, gpus } = factsAt(container.requests, time);
  const requests = { cpu: cores, memory: bytes, nvidia_com_gpu: gpus };
  for (const [resource, value] of Object.entries(requests).filter(([, each]) => each > 0)) {
    emit(
      `${prefixOf(container)}_resource_requests`,
      { ...named, container: container.name, resource },
      value,
    );
  }
}

function prefixOf({ kind }: WorldContainer): string {
  return kind === "init" ? "kube_pod_init_container" : "kube_pod_container";
}
