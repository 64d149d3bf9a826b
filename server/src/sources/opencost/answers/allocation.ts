import { z } from "zod";
import { instant, labels, namedQuantity, quantity, text } from "./fields.ts";

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
  .record(z.string(), z.object({ byteHours: quantity, providerID: text }).nullable())
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
  cpuCoreHours: namedQuantity,
  cpuCoreRequestAverage: quantity,
  cpuCoreUsageAverage: quantity,
  ramByteHours: namedQuantity,
  ramByteRequestAverage: quantity,
  ramByteUsageAverage: quantity,
  gpuHours: quantity,
  networkCrossZoneCost: quantity,
  networkCrossRegionCost: quantity,
  networkInternetCost: quantity,
  // Newer versions only.
  networkNatGatewayEgressCost: quantity,
  networkNatGatewayIngressCost: quantity,
  pvs: volumesSchema,
});

export type Allocation = z.output<typeof allocationSchema>;
