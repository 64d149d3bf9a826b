import { type Instant, MINUTE_MS } from "@kubecent/shared";
import type { Emit } from "./emit.ts";
import { isWithin, type World, type WorldContainer, type WorldNode } from "./world.ts";

/** Core-seconds that each container had used at the start of each minute. */
type Used = WeakMap<WorldContainer, Float64Array>;

/** How long before the recording containers may have started. */
const EARLIER_MINUTES = 180;

/** Scrapes the cAdvisor of a node; keeps what containers used so far. */
export function createCadvisor(world: World): (node: WorldNode, time: Instant, emit: Emit) => void {
  const used: Used = new WeakMap();
  const scrapeContainer =
    (labels: Readonly<Record<string, string>>, container: WorldContainer) =>
    (time: Instant, emit: Emit): void => {
      const run = container.runs.findIndex((each) => isWithin(each, time));
      const start = container.runs[run]?.from;
      if (start === undefined) return;
      const id = {
        ...labels,
        ...(world.watch.hasCgroup && { id: `${labels["id"]}/${container.name}-${run}` }),
      };
      const minute = Math.floor((time - world.from) / MINUTE_MS);
      const seconds = usedAt(container, time) - usedAt(container, start);
      emit("container_memory_working_set_bytes", id, Math.round(container.bytes(minute)), time);
      emit("container_cpu_usage_seconds_total", { ...id, cpu: "total" }, Number(seconds.toFixed(6)), time);
    };
  const usedAt = (container: WorldContainer, time: Instant): number => {
    const sums = used.get(container) ?? sumsOf(container, world);
    used.set(container, sums);
    const minutes = Math.max(0, (time - world.from) / MINUTE_MS + EARLIER_MINUTES);
    const whole = Math.floor(minutes);
    return (sums[whole] ?? 0) + (minutes - whole) * 60 * container.cores(whole - EARLIER_MINUTES);
  };
  return (node, time, emit) => {
    const pods = world.pods.filter((pod) => pod.node === node.name && isWithin(pod.lived, time));
    for (const [index, pod] of pods.entries()) {
      const own = time - ((index * 2_741) % (world.watch.cadvisorLagMs + 1));
      const cgroup = `/kubepods.slice/kubepods-burstable-pod${pod.uid.replaceAll("-", "_")}.slice`;
      const id = world.watch.hasCgroup ? { id: cgroup } : {};
      const named = { namespace: pod.namespace, pod: pod.name, ...id };
      // The pod's own cgroup and its pause container, which are no containers.
      emit("container_memory_working_set_bytes", { ...named, container: "" }, 9e9, own);
      emit("container_memory_working_set_bytes", { ...named, container: "POD" }, 9e8, own);
      for (const container of pod.containers) {
        scrapeContainer({ ...named, container: container.name }, container)(own, emit);
      }
    }
  };
}

function sumsOf(container: WorldContainer, world: World): Float64Array {
  const minutes = EARLIER_MINUTES + (world.until - world.from) / MINUTE_MS;
  const sums = new Float64Array(minutes + 1);
  for (let minute = 0; minute < minutes; minute++) {
    sums[minute + 1] = (sums[minute] ?? 0) + 60 * container.cores(minute - EARLIER_MINUTES);
  }
  return sums;
}
