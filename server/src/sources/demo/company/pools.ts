import type { ReportedNodePrice } from "../../../domain/observation.ts";

/** A kind of node, and how many of them always stand. */
export interface Pool {
  readonly name: string;
  readonly instanceType: string;
  readonly cpuCores: number;
  readonly ramGib: number;
  readonly gpus: number;
  readonly spot: boolean;
  /** Nodes that are always there; more join while pods need them. */
  readonly steadyNodes: number;
  /** Price by part, in US dollars, where the cluster's exporter reports one; the cloud's list prices the others. */
  readonly price: ReportedNodePrice | null;
}

export const REGION = "eu-central-1";
export const ZONES = ["a", "b", "c"] as const;

/** GiB-months are billed by the hour of an average month. */
const HOURS_PER_MONTH = 730;

export const PRICES = {
  perVolumeGibHour: 0.0952 / HOURS_PER_MONTH,
  perLoadBalancerHour: 0.027,
  perFeeHour: 0.1,
  network: { perZoneGib: 0.01, perRegionGib: 0.02, perInternetGib: 0.09 },
} as const;

// The exporter knows the spot market alone, whose price moves: what is bought on demand goes by the cloud's list.
export const POOLS: readonly Pool[] = [
  {
    name: "general",
    instanceType: "m6i.2xlarge",
    cpuCores: 8,
    ramGib: 32,
    gpus: 0,
    spot: false,
    steadyNodes: 3,
    price: null,
  },
  {
    name: "memory",
    instanceType: "r6i.xlarge",
    cpuCores: 4,
    ramGib: 32,
    gpus: 0,
    spot: false,
    steadyNodes: 5,
    price: null,
  },
  {
    name: "spot",
    instanceType: "c6i.large",
    cpuCores: 2,
    ramGib: 4,
    gpus: 0,
    spot: true,
    steadyNodes: 3,
    price: { perCpuCoreHour: 0.01464, perRamGibHour: 0.00196 },
  },
  {
    name: "gpu",
    instanceType: "g4dn.xlarge",
    cpuCores: 4,
    ramGib: 16,
    gpus: 1,
    spot: false,
    steadyNodes: 0,
    price: null,
  },
  {
    name: "batch",
    instanceType: "m6i.2xlarge",
    cpuCores: 8,
    ramGib: 32,
    gpus: 0,
    spot: false,
    steadyNodes: 0,
    price: null,
  },
  {
    name: "tools",
    instanceType: "t3.large",
    cpuCores: 2,
    ramGib: 8,
    gpus: 0,
    spot: false,
    steadyNodes: 2,
    price: null,
  },
];
