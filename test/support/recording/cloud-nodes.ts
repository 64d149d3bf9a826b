import type { CloudNode, Labels } from "./cloud-clusters.ts";

const TYPE = "node.kubernetes.io/instance-type";
const REGION = "topology.kubernetes.io/region";
const ZONE = "topology.kubernetes.io/zone";
const CORES_4 = { cores: 4, gib: 15.2 };

/** A machine of AWS' Nitro, as EKS runs it. */
export function nitro(number: number, type: string, place: { zone: string; labels?: Labels }): CloudNode {
  const { zone, labels = {} } = place;
  const id = `i-0cb3a1f2e4d5c6b${number.toString(16).padStart(2, "0")}`;
  const region = /^[a-z]+-[a-z]+-\d/.exec(zone)?.[0] ?? "";
  return {
    name: `ip-10-0-0-${number}.${region}.compute.internal`,
    address: `10.0.0.${number}`,
    cores: type.endsWith(".xlarge") ? 4 : 2,
    gib: type.endsWith(".xlarge") ? 15.3 : 7.6,
    providerId: `aws:///${zone}/${id}`,
    kubelet: "v1.34.1-eks-1a2b3c4",
    labels: { [TYPE]: type, [REGION]: region, [ZONE]: zone, ...labels },
    firmware: {
      system_vendor: "Amazon EC2",
      product_name: type,
      board_asset_tag: id,
      board_vendor: "Amazon EC2",
    },
  };
}

/** A pod of Fargate: its node is described by the host's size. */
export function fargate(number: number, zone: string): CloudNode {
  const name = `fargate-ip-10-0-1-${number}.eu-central-1.compute.internal`;
  return {
    name,
    address: `10.0.1.${number}`,
    cores: 2,
    gib: 7.5,
    podCores: 0.25,
    providerId: `aws:///${zone}/0c1d2e3f4a-5b6c7d/${name}`,
    kubelet: "v1.34.1-eks-1a2b3c4",
    labels: {
      "eks.amazonaws.com/compute-type": "fargate",
      [REGION]: "eu-central-1",
      [ZONE]: zone,
    },
    taints: { "eks.amazonaws.com/compute-type": "fargate" },
  };
}

const SCALE_SETS =
  "azure:///subscriptions/s/resourceGroups/mc_shop_shop_westeurope/providers/Microsoft.Compute/virtualMachineScaleSets";

/** A machine of AKS; its spot pool has lost the label and kept the taint. */
export function aks(number: number, type: string, isSpot = false): CloudNode {
  const pool = isSpot ? "spot" : "system";
  return {
    ...CORES_4,
    name: `aks-${pool}-12345678-vmss00000${number}`,
    address: `10.224.0.${number}`,
    providerId: `${SCALE_SETS}/aks-${pool}-12345678-vmss/virtualMachines/${number}`,
    labels: { [TYPE]: type, [REGION]: "westeurope", [ZONE]: "westeurope-1", agentpool: pool },
    ...(isSpot && { taints: { "kubernetes.azure.com/scalesetpriority": "spot" } }),
    firmware: { system_vendor: "Microsoft Corporation", product_name: "Virtual Machine" },
  };
}

/** A machine of GKE. */
export function gke(number: number, type: string, labels: Labels = {}): CloudNode {
  const name = `gke-shop-default-pool-1a2b3c4d-x00${number}`;
  return {
    ...CORES_4,
    name,
    address: `10.132.0.${number}`,
    providerId: `gce://shop-project/europe-west1-b/${name}`,
    kubelet: "v1.33.5-gke.1125000",
    labels: { [TYPE]: type, [REGION]: "europe-west1", [ZONE]: "europe-west1-b", ...labels },
    firmware: { system_vendor: "Google", product_name: "Google Compute Engine" },
  };
}

/** A node of Autopilot: what stands there is Google's matter. */
export function autopilot(number: number): CloudNode {
  const node = gke(number, "ek-standard-8");
  const name = `gk3-shop-pool-1-0a1b2c3d-x00${number}`;
  return { ...node, name, providerId: `gce://shop-project/europe-west1-b/${name}`, podCores: 0.5 };
}

/** A rented server: kubeadm knows neither a cloud nor a type. */
export function hetzner(number: number): CloudNode {
  return {
    ...CORES_4,
    name: `worker-${number}`,
    address: `10.50.0.${number}`,
    firmware: { system_vendor: "Hetzner", product_name: "vServer" },
  };
}
