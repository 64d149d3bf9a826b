import { z } from "zod";
import { instant, labels, MOST, namedQuantity, quantity, text } from "./fields.ts";

const propertiesSchema = z.object({
  cluster: text,
  node: text,
  namespace: text,
  pod: text,
  container: text,
  controller: text,
  controllerKind: text,
  providerID: text,
  labels,
  namespaceLabels: labels,
  uid: text,
  podUID: text,
});

const volumesSchema = z
  .record(z.string(), z.object({ providerID: text }).nullable())
  .nullish()
  .transform((volumes) => volumes ?? {});

/**
 * What OpenCost allocated to one container over a window. Of some twenty fields only quantities are read;
 * money follows from them and the nodes' prices, but for traffic, of which it tells nothing but the money.
 */
export const allocationSchema = z.object({
  name: text,
  properties: propertiesSchema,
  window: z.object({ start: instant, end: instant }),
  /** When it ran, to the resolution. */
  start: instant,
  end: instant,
  cpuCoreHours: namedQuantity(MOST.cores),
  cpuCoreRequestAverage: quantity(MOST.cores),
  cpuCoreUsageAverage: quantity(MOST.cores),
  ramByteHours: namedQuantity(MOST.ramBytes),
  ramByteRequestAverage: quantity(MOST.ramBytes),
  ramByteUsageAverage: quantity(MOST.ramBytes),
  gpuHours: quantity(MOST.gpus),
  networkCrossZoneCost: quantity(MOST.money),
  networkCrossRegionCost: quantity(MOST.money),
  networkInternetCost: quantity(MOST.money),
  // Newer versions only.
  networkNatGatewayEgressCost: quantity(MOST.money),
  networkNatGatewayIngressCost: quantity(MOST.money),
  pvs: volumesSchema,
});

export type Allocation = z.output<typeof allocationSchema>;
