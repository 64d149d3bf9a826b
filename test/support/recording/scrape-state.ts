import type { Instant } from "@kubecent/shared";
import type { Emit } from "./emit.ts";
import { scrapeCopied, scrapeNodeLabels, scrapeRequests, scrapeRunning } from "./scrape-copied.ts";
import { isWithin, type World, type WorldPod } from "./world.ts";

/** What kube-state-metrics 2.x tells of the world at an instant. */
export function scrapeState(world: World, time: Instant, emit: Emit): void {
  for (const node of world.nodes.filter((each) => isWithin(each, time))) {
    emit(
      "kube_node_info",
      { node: node.name, internal_ip: node.address, provider_id: `sim:///${node.name}` },
      1,
    );
  }
  scrapeNodeLabels(world, time, emit);
  scrapeCopied(world, time, emit, { hasUid: world.watch.hasUid });
  for (const pod of world.pods.filter(({ listed }) => isWithin(listed, time)))
    scrapePod(pod, world, time, emit);
  for (const { namespace, kind, name, owner } of world.owners) {
    const [metric, label] =
      kind === "Job" ? ["kube_job_owner", "job_name"] : ["kube_replicaset_owner", "replicaset"];
    const [ownerKind, ownerName] = owner;
    emit(metric ?? "", { namespace, [label ?? ""]: name, owner_kind: ownerKind, owner_name: ownerName }, 1);
  }
  for (const { namespace, service } of world.loadBalancers.filter((each) => isWithin(each, time))) {
    emit("kube_service_spec_type", { namespace, service, type: "LoadBalancer" }, 1);
  }
}

function scrapePod(pod: WorldPod, world: World, time: Instant, emit: Emit): void {
  const named = { namespace: pod.namespace, pod: pod.name, ...(world.watch.hasUid && { uid: pod.uid }) };
  const [kind, name] = pod.owner;
  const node = time >= pod.lived.from ? { node: pod.node } : {};
  emit("kube_pod_info", { ...named, ...node, created_by_kind: kind, created_by_name: name }, 1);
  emit("kube_pod_owner", { ...named, owner_kind: kind, owner_name: name, owner_is_controller: "true" }, 1);
  emit("kube_pod_labels", { ...named, label_team: pod.namespace, label_note: 'says "grüß\nGott" \\' }, 1);
  for (const persistentvolumeclaim of pod.claims) {
    emit(
      "kube_pod_spec_volumes_persistentvolumeclaims_info",
      { ...named, persistentvolumeclaim, volume: "v0" },
      1,
    );
  }
  for (const container of pod.containers.filter(({ kind: each }) => each !== "ephemeral")) {
    const started = container.runs.findLast(({ from }) => from <= time);
    const prefix = container.kind === "init" ? "kube_pod_init_container" : "kube_pod_container";
    if (started) {
      emit(
        `${prefix}_state_started`,
        { ...named, container: container.name },
        Math.floor(started.from / 1000),
      );
    }
    if (container.kind === "init") {
      scrapeRunning(container, named, time, emit);
      scrapeRequests(container, { ...named, ...node }, time, emit);
    }
  }
}
