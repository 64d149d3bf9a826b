import { quantityText } from "../quantity-text.ts";
import type { Size } from "../recommendation.ts";

/** What an injector calls the amounts on the annotations of a pod template. */
interface InjectorNames {
  readonly cpu: string;
  readonly cpuLimit: string;
  readonly memory: string;
  readonly memoryLimit: string;
}

/** Containers that are put into pods when they are made, and so stand in no template that a patch could change. */
const INJECTED: ReadonlyMap<string, InjectorNames> = new Map([
  [
    "istio-proxy",
    {
      cpu: "sidecar.istio.io/proxyCPU",
      cpuLimit: "sidecar.istio.io/proxyCPULimit",
      memory: "sidecar.istio.io/proxyMemory",
      memoryLimit: "sidecar.istio.io/proxyMemoryLimit",
    },
  ],
  [
    "linkerd-proxy",
    {
      cpu: "config.linkerd.io/proxy-cpu-request",
      cpuLimit: "config.linkerd.io/proxy-cpu-limit",
      memory: "config.linkerd.io/proxy-memory-request",
      memoryLimit: "config.linkerd.io/proxy-memory-limit",
    },
  ],
  [
    "daprd",
    {
      cpu: "dapr.io/sidecar-cpu-request",
      cpuLimit: "dapr.io/sidecar-cpu-limit",
      memory: "dapr.io/sidecar-memory-request",
      memoryLimit: "dapr.io/sidecar-memory-limit",
    },
  ],
  [
    "vault-agent",
    {
      cpu: "vault.hashicorp.com/agent-requests-cpu",
      cpuLimit: "vault.hashicorp.com/agent-limits-cpu",
      memory: "vault.hashicorp.com/agent-requests-mem",
      memoryLimit: "vault.hashicorp.com/agent-limits-mem",
    },
  ],
  [
    "consul-dataplane",
    {
      cpu: "consul.hashicorp.com/sidecar-proxy-cpu-request",
      cpuLimit: "consul.hashicorp.com/sidecar-proxy-cpu-limit",
      memory: "consul.hashicorp.com/sidecar-proxy-memory-request",
      memoryLimit: "consul.hashicorp.com/sidecar-proxy-memory-limit",
    },
  ],
]);

/** Whether a container of this name is put into pods by an injector. */
export function isInjected(container: string): boolean {
  return INJECTED.has(container);
}

/** The annotations of a pod template by which an injector sizes its container; null where none is known to. */
export function injectorAnnotations(container: string, size: Size): Record<string, string> | null {
  const names = INJECTED.get(container);
  if (!names) return null;
  const { requests, limits } = size;
  return {
    [names.cpu]: quantityText(requests.cpuCores, "cpu"),
    [names.memory]: quantityText(requests.ramBytes, "ram"),
    ...(limits.cpuCores !== null && { [names.cpuLimit]: quantityText(limits.cpuCores, "cpu") }),
    ...(limits.ramBytes !== null && { [names.memoryLimit]: quantityText(limits.ramBytes, "ram") }),
  };
}
