import type { ContainerObservation, PerMinute } from "../../../domain/observation.ts";
import type { PodReserve, PodReserveParts } from "./pod-reserves.ts";

/** The name of the row that holds what a pod's runtime reserves beside its containers. */
export const OVERHEAD = "__overhead__";

const FIELDS = {
  cpu: { request: "cpuRequestCores", usage: "cpuUsageCores" },
  ram: { request: "ramRequestBytes", usage: "ramUsageBytes" },
} as const;

/**
 * Brings what a pod reserves as a whole to its containers, so that their bills add up to the pod's: the greater
 * of what it reserves and what its containers pay. Its overhead is a row of its own, for no container used it.
 */
export function reservePod(
  containers: readonly ContainerObservation[],
  reserve: PodReserveParts,
): ContainerObservation[] {
  const withCpu = reserve.cpu.whole ? spread(containers, "cpu", reserve.cpu) : containers;
  const withBoth = reserve.ram.whole ? spread(withCpu, "ram", reserve.ram) : withCpu;
  const { overhead: cpu } = reserve.cpu;
  const { overhead: ram } = reserve.ram;
  return [...withBoth, ...(cpu || ram ? [overheadRow(containers, { cpu, ram })] : [])];
}

/** Raises the requests of containers until they add up to what the pod reserves. */
function spread(
  containers: readonly ContainerObservation[],
  part: keyof PodReserveParts,
  { whole }: PodReserve,
): ContainerObservation[] {
  const { request, usage } = FIELDS[part];
  const raised = containers.map((each) => each[request].slice());
  for (const minute of whole?.keys() ?? []) {
    const shares = containers.map(({ ranMinutes }) => ranMinutes[minute] ?? 0);
    const facts = containers.map((each, index) => ({
      request: (shares[index] ?? 0) > 0 ? (each[request][minute] ?? 0) : 0,
      usage: each[usage][minute] || 0,
      runs: (shares[index] ?? 0) > 0,
    }));
    raisedRequests(facts, whole?.[minute] ?? 0).forEach((value, index) => {
      const minutes = raised[index];
      if (minutes) minutes[minute] = value;
    });
  }
  return containers.map((each, index) => ({ ...each, [request]: raised[index] ?? each[request] }));
}

/** What a container of a pod requests and uses in a minute. */
export interface ContainerMinute {
  readonly request: number;
  readonly usage: number;
  readonly runs: boolean;
}

/**
 * What each container requests when together they request `whole`. The rest goes first to those that use more
 * than they request, which costs nobody anything, and then by request, or evenly where nobody requests.
 */
export function raisedRequests(containers: readonly ContainerMinute[], whole: number): number[] {
  const running = containers.filter(({ runs }) => runs);
  const rest = whole - running.reduce((sum, { request }) => sum + request, 0);
  if (rest <= 0 || running.length === 0) return containers.map(({ request }) => request);

  const excessOf = ({ request, usage, runs }: ContainerMinute): number =>
    runs ? Math.max(0, usage - request) : 0;
  const excess = containers.reduce((sum, each) => sum + excessOf(each), 0);
  const covered = excess > 0 ? Math.min(1, rest / excess) : 0;
  const left = rest - covered * excess;
  const requested = running.reduce((sum, { request }) => sum + request, 0);
  return containers.map((each) => {
    if (!each.runs) return each.request;
    const share = requested > 0 ? each.request / requested : 1 / running.length;
    return each.request + covered * excessOf(each) + left * share;
  });
}

function overheadRow(
  containers: readonly ContainerObservation[],
  { cpu, ram }: { readonly cpu: PerMinute | null; readonly ram: PerMinute | null },
): ContainerObservation {
  const ranMinutes = ranOf(containers);
  // Nobody tells what the runtime itself uses: where the containers are measured, it counts as nothing.
  const usageOf = (usage: "cpuUsageCores" | "ramUsageBytes"): PerMinute =>
    ranMinutes.map((_, minute) =>
      containers.some((each) => !Number.isNaN(each[usage][minute])) ? 0 : Number.NaN,
    );
  const none = new Float64Array(ranMinutes.length);
  return {
    name: OVERHEAD,
    ranMinutes,
    cpuRequestCores: cpu ?? none,
    ramRequestBytes: ram ?? none,
    gpuRequest: none,
    cpuUsageCores: usageOf("cpuUsageCores"),
    ramUsageBytes: usageOf("ramUsageBytes"),
    billed: null,
  };
}

/** When any container of the pod ran, as shares of minutes. */
export function ranOf(containers: readonly ContainerObservation[]): PerMinute {
  const ran = containers.map(({ ranMinutes }) => ranMinutes);
  return Float64Array.from(ran[0] ?? [], (_, minute) =>
    Math.max(0, ...ran.map((shares) => shares[minute] ?? 0)),
  );
}
