import type { ResourcesPatch } from "../../../../../server/src/domain/advice/patches/workload-patch.ts";
import { quantityText } from "../../../../../server/src/domain/advice/quantity-text.ts";
import type { Resources, SimulatedWorkload } from "./simulated-workloads.ts";

/** A manifest as far as a patch could reach. */
export interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly replicas: number;
    readonly template: { readonly spec: { readonly containers: readonly ManifestContainer[] } };
  };
}

interface ManifestContainer {
  readonly name: string;
  readonly image: string;
  readonly resources: Record<"requests" | "limits", Record<string, string>>;
}

const UNITS: Readonly<Record<string, number>> = {
  m: 1e-3,
  "": 1,
  k: 1e3,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

export function manifestOf({ name, kind, replicas, resources }: SimulatedWorkload): Manifest {
  const { requests, limits } = resources;
  const container = {
    name: "app",
    image: "registry.example/app:1",
    resources: {
      requests: {
        cpu: quantityText(requests.cpuCores, "cpu"),
        memory: quantityText(requests.ramBytes, "ram"),
      },
      limits: {
        ...(limits.cpuCores !== null && { cpu: quantityText(limits.cpuCores, "cpu") }),
        ...(limits.ramBytes !== null && { memory: quantityText(limits.ramBytes, "ram") }),
      },
    },
  };
  return {
    kind,
    metadata: { name, namespace: "shop" },
    spec: { replicas: replicas.min, template: { spec: { containers: [container] } } },
  };
}

/** Merges resources as a strategic merge patch does: key by key; null takes a key away. */
export function patched(
  manifest: Manifest,
  patches: readonly { readonly name: string; readonly resources: ResourcesPatch }[],
): Manifest {
  const containers = manifest.spec.template.spec.containers.map((container) => {
    const patch = patches.find(({ name }) => name === container.name)?.resources ?? {};
    const merge = (part: "requests" | "limits"): Record<string, string> => {
      const merged = Object.entries({ ...container.resources[part], ...patch[part] });
      return Object.fromEntries(merged.flatMap(([key, value]) => (value === null ? [] : [[key, value]])));
    };
    return { ...container, resources: { requests: merge("requests"), limits: merge("limits") } };
  });
  return { ...manifest, spec: { ...manifest.spec, template: { spec: { containers } } } };
}

/** The resources of a manifest's container, as a kubelet reads them. */
export function resourcesIn({ spec }: Manifest): Resources {
  const { requests = {}, limits = {} } = spec.template.spec.containers[0]?.resources ?? {};
  return {
    requests: { cpuCores: quantity(requests["cpu"]) ?? 0, ramBytes: quantity(requests["memory"]) ?? 0 },
    limits: { cpuCores: quantity(limits["cpu"]), ramBytes: quantity(limits["memory"]) },
  };
}

function quantity(text: string | undefined): number | null {
  const [, digits = "", unit = ""] = /^(\d+)([a-zA-Z]*)$/.exec(text ?? "") ?? [];
  return digits === "" ? null : Number(digits) * (UNITS[unit] ?? Number.NaN);
}
