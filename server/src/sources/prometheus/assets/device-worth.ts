import type { Instant } from "@kubecent/shared";
import { FindingBook } from "../../../domain/findings/finding-book.ts";
import { MINUTES_PER_HOUR, type PerMinute } from "../../../domain/observation.ts";
import { acceleratorUnit } from "../accelerators/accelerator-resources.ts";
import { offersAccelerators } from "../accelerators/device-reader.ts";
import { deviceSources } from "../accelerators/gpu-serials.ts";
import type { FamilySeries } from "../query/family-series.ts";
import { deviceWorth } from "./node-minutes.ts";
import { nodeSamples } from "./node-spans.ts";
import { byNode } from "./observe-nodes.ts";

/** How much of a device one unit of a requested resource is, by the minute; null where it is no device. */
export type DeviceWorth = (node: string, resource: string) => PerMinute | null;

/** Values requested accelerators by what their nodes have of them; elsewhere by the resource's name alone. */
export function deviceWorthOf(series: FamilySeries, hour: Instant): DeviceWorth {
  const nodes = byNode(series);
  const deviceSourcesOf = deviceSources(series, nodes);
  // What is decided about nodes is noted where they are observed, not twice.
  const findings = new FindingBook();
  const byName = new Map(
    [...nodes]
      .filter(([, node]) => offersAccelerators(node))
      .map(([name, node]) => {
        const context = { name, hour, findings, devices: deviceSourcesOf(name), isVirtual: false };
        const { cores, bytes } = nodeSamples(node);
        return [name, deviceWorth(node, { cores: cores.samples, bytes: bytes.samples }, context)] as const;
      }),
  );
  return (node, resource) => {
    const unit = acceleratorUnit(resource);
    return unit && (byName.get(node)?.get(resource) ?? everyMinute(unit.fraction));
  };
}

function everyMinute(fraction: number): PerMinute {
  return new Float64Array(MINUTES_PER_HOUR).fill(fraction);
}
