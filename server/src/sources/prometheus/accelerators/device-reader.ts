import { type Instant, MINUTE_MS } from "@kubecent/shared";
import { MOST_GPUS } from "../../../domain/units.ts";
import { ASSETS } from "../query/families.ts";
import type { FamilySeries } from "../query/family-series.ts";
import { kubernetesLabels, labelOf, nearestValue, type Series } from "../series/series.ts";
import { believableCounts } from "../series/believable.ts";
import { minuteMiddles } from "../time/minute-grid.ts";
import { acceleratorUnit, migFraction } from "./accelerator-resources.ts";
import { type DeviceKnowledge, NO_DEVICES, type NodeDevices, nodeDevices } from "./node-devices.ts";

/** What is known of a node's devices from elsewhere than its own series. */
export interface DeviceSources {
  /** GPUs that NVIDIA's exporter saw on the node; null where it told of none. */
  readonly measured: number | null;
  /** Whether the price exporter's counts are worth anything: some count a GPU on every node. */
  readonly isCountBelieved: boolean;
}

type Read = (instant: Instant) => NodeDevices;

/**
 * Reads a node's devices by the minute. A plugin that starts anew offers none for a while, and a node that
 * boots offers none yet: its devices are there all the same, so the nearest minute that shows them counts.
 */
export function deviceReader(node: FamilySeries, exporters: DeviceSources, hour: Instant): Read {
  const offered = offeredResources(node);
  const counted = countReader(node);
  const capacity = node.of(ASSETS.nodeCapacity);
  if (offered.length === 0 && capacity.length === 0) {
    return (instant) => ({ ...NO_DEVICES, count: counted(instant) ?? 0, basis: "counted" });
  }
  const { measured, isCountBelieved } = exporters;
  if (offered.length === 0 && measured === null) return () => NO_DEVICES;

  const labels = labelKnowledge(node);
  const at = (instant: Instant): NodeDevices =>
    nodeDevices(
      offered.map(({ resource, read }) => ({ resource, count: read(instant) })),
      { ...labels, measured, counted: isCountBelieved ? counted(instant) : null },
    );
  return withoutDips(minuteMiddles(hour).map(at), hour);
}

/** Whether a node offers any accelerator: a resource that stands at nought all along offers none. */
export function offersAccelerators(node: FamilySeries): boolean {
  return acceleratorSeries(node).some(({ values }) => values.some((value) => value > 0));
}

interface OfferedResource {
  readonly resource: string;
  readonly read: (instant: Instant) => number;
}

function offeredResources(node: FamilySeries): OfferedResource[] {
  return [...Map.groupBy(acceleratorSeries(node), (each) => labelOf(each, "resource"))].map(
    ([resource, copies]) => {
      const samples = believableCounts(copies, MOST_GPUS);
      return { resource, read: (instant) => nearestValue(samples, instant) };
    },
  );
}

function acceleratorSeries(node: FamilySeries): readonly Series[] {
  const capacity = node.of(ASSETS.nodeCapacity);
  return capacity.filter((each) => acceleratorUnit(labelOf(each, "resource")) !== null);
}

function countReader(node: FamilySeries): (instant: Instant) => number | null {
  const copies = node.of(ASSETS.nodeGpus);
  if (copies.length === 0) return () => null;
  const samples = believableCounts(copies, MOST_GPUS);
  return (instant) => (samples.times.length > 0 ? nearestValue(samples, instant) : null);
}

/** What NVIDIA's feature discovery tells by the node's labels. */
function labelKnowledge(node: FamilySeries): Omit<DeviceKnowledge, "measured" | "counted"> {
  const labels: Readonly<Record<string, string>> = Object.assign(
    {},
    ...node.of(ASSETS.nodeLabels).map(kubernetesLabels),
  );
  const number = (name: string): number => Number.parseInt(labels[`nvidia_com_${name}`] ?? "", 10) || 0;
  // Under MIG's single strategy the product names the slice, and the count is that of slices.
  const [, profile = ""] = /-MIG-([\w.]+?)(?:-SHARED)?$/.exec(labels["nvidia_com_gpu_product"] ?? "") ?? [];
  return {
    labelled: profile === "" ? number("gpu_count") || null : null,
    replicasOf: (resource) => number(`${resource.replace(/^nvidia[._]com[/_]/, "")}_replicas`),
    slice: migFraction(profile),
  };
}

/** Fills minutes without devices by the nearest with some. */
function withoutDips(minutes: readonly NodeDevices[], hour: Instant): Read {
  const good = minutes.flatMap(({ count }, minute) => (count > 0 ? [minute] : []));
  const nearest = minutes.map((devices, minute) => {
    if (devices.count > 0 || good.length === 0) return devices;
    const [closest = 0] = good.toSorted((a, b) => Math.abs(a - minute) - Math.abs(b - minute));
    return minutes[closest] ?? devices;
  });
  return (instant) => nearest[Math.floor((instant - hour) / MINUTE_MS)] ?? NO_DEVICES;
}
