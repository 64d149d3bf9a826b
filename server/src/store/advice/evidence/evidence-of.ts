import { DAY_MS, type Instant } from "@kubecent/shared";
import type {
  Amounts,
  ContainerEvidence,
  Limits,
  OomKill,
  PodDay,
  Unknown,
  WorkloadEvidence,
} from "../../../domain/advice/evidence.ts";
import { roundest } from "../../../domain/advice/roundest.ts";
import { compareText } from "../../../domain/compare-text.ts";
import type { Labels } from "../../../domain/observation.ts";
import { BYTES_PER_GIB, NANO } from "../../../domain/units.ts";
import type { ContainerFacts, ContainerKey } from "./container-facts.ts";
import type { EvidencePlace } from "./evidence-window.ts";
import type { FindLastHours, LastHours } from "./last-hours.ts";
import type { NamespaceFacts } from "./namespace-facts.ts";
import type { PodDayRow } from "./pod-day-rows.ts";
import type { StoredNames } from "./stored-names.ts";
import type { ToldHours } from "./told-hours.ts";
import { newestOf, type WorkloadRows } from "./workload-rows.ts";

/** What is known of a cluster beside the rows of its pods' days. */
export interface KnownFacts {
  readonly place: EvidencePlace;
  readonly names: StoredNames;
  readonly told: ToldHours;
  readonly containers: ContainerFacts;
  readonly namespaces: NamespaceFacts;
  readonly lastHours: FindLastHours;
  readonly labelsOf: (labelSetId: bigint) => Labels;
}

/** Puts together what is known of a workload. */
export function evidenceOf(workload: WorkloadRows, known: KnownFacts): WorkloadEvidence {
  const { namespaceId, kind, name, rows } = workload;
  const { place, names, told, namespaces } = known;
  const newest = newestOf(rows);
  const byContainer = [...Map.groupBy(rows, ({ container_id: id }) => id).values()];
  const sized = byContainer.map((own) => containerOf(own, workload, known));
  const lastSeen = Math.max(...sized.map((each) => each.last.lastSeen));
  const pods = new Set(rows.map(({ pod_id: id }) => id));
  return {
    cluster: place.cluster,
    currency: place.currency,
    window: place.window,
    namespace: names.namespaces.get(namespaceId) ?? "",
    kind,
    name,
    labels: known.labelsOf(newest.label_set_id),
    replicas: Math.max(...sized.map(({ last }) => last.replicas)),
    runs: pods.size,
    newestPod: newest.pod,
    lastSeen,
    scrapeSeconds: told.scrapeSeconds,
    autoscalers: namespaces.autoscalersOf(namespaceId, kind, name),
    limitRanges: namespaces.limitRangesOf(namespaceId),
    quotas: namespaces.quotasOf(namespaceId),
    containers: sized
      .map(({ evidence }) => evidence)
      .toSorted((a, b) => compareText(a.container, b.container)),
  };
}

function containerOf(
  rows: readonly PodDayRow[],
  workload: WorkloadRows,
  known: KnownFacts,
): { readonly evidence: ContainerEvidence; readonly last: LastHours } {
  const keys = keysOf(rows, known.names);
  const { key, last } = lastOf(keys, rows, known);
  const throttling = known.containers.throttlingOf(keys);
  const limits = limitsOf(key, last.lastSeen, known);
  const container = known.names.containers.get(key.container_id) ?? "";
  const evidence = {
    container,
    requests: writtenRequests(last, limits),
    limits,
    days: rows.toSorted(byDayAndPod).map((row) => podDayOf(row, known.names)),
    oomKills: killsOf(keys, known),
    throttling: throttling ?? ("unknown" as const),
    verticalTarget: known.namespaces.verticalTargetOf(workload, container),
  };
  return { evidence, last };
}

/** Requests as manifests have them: equal to a limit, or not, is what pods' classes go by. */
function writtenRequests({ requests, requestsOff: share }: LastHours, limits: Limits | Unknown): Amounts {
  const likely = limits === "unknown" ? { cpuCores: null, ramBytes: null } : limits;
  return {
    cpuCores: roundest(requests.cpuCores, { resource: "cpu", share, likely: likely.cpuCores }),
    ramBytes: roundest(requests.ramBytes, { resource: "ram", share, likely: likely.ramBytes }),
  };
}

/** What rows of advice are found by: pods with an owner are told together. */
function keysOf(rows: readonly PodDayRow[], { controllers }: StoredNames): ContainerKey[] {
  const keys = rows.map(({ namespace_id, controller_id, pod_id, container_id }) => ({
    namespace_id,
    controller_id,
    pod_id: controllers.get(controller_id)?.name === "" ? pod_id : 0n,
    container_id,
  }));
  return [...new Map(keys.map((key) => [key.pod_id, key])).values()];
}

/** The last hours of those of the containers that ran last. */
function lastOf(
  keys: readonly ContainerKey[],
  rows: readonly PodDayRow[],
  { lastHours }: KnownFacts,
): { readonly key: ContainerKey; readonly last: LastHours } {
  const found = keys
    .flatMap((key) => {
      const last = lastHours(key);
      return last ? [{ key, last }] : [];
    })
    .toSorted((a, b) => b.last.lastSeen - a.last.lastSeen);
  const [first] = found;
  const [anyKey] = keys;
  if (first) {
    const together = found.filter(({ last }) => last.lastSeen === first.last.lastSeen);
    const replicas = together.reduce((sum, { last }) => sum + last.replicas, 0);
    return { key: first.key, last: { ...first.last, replicas } };
  }
  if (!anyKey) throw new Error("A workload's container has no rows");
  return { key: anyKey, last: ofDay(rows) };
}

/** Where the hours are there no more: what is known of the last day as a whole. */
function ofDay(rows: readonly PodDayRow[]): LastHours {
  const newest = newestOf(rows);
  const own = rows.filter(({ day }) => day.getTime() === newest.day.getTime());
  const seconds = own.reduce((sum, row) => sum + Number(row.ran_seconds), 0);
  return {
    lastSeen: newest.day.getTime(),
    requests: requestsOf(newest),
    requestsOff: 1 / Math.max(1, Number(newest.ran_seconds)),
    replicas: Math.max(1, seconds / (DAY_MS / 1000)),
  };
}

/** Of the last hour in which it ran; where limits were not told in that one, of the newest one before it on that day. */
function limitsOf(key: ContainerKey, lastSeen: Instant, { told, containers }: KnownFacts): Limits | Unknown {
  if (told.isTold("limits", lastSeen)) {
    return containers.limitsAt(key, lastSeen) ?? { cpuCores: null, ramBytes: null };
  }
  return containers.newestLimits(key, lastSeen) ?? "unknown";
}

/** Kills that are known count, however little was told; that there were none is known where nearly all hours told of it. */
function killsOf(
  keys: readonly ContainerKey[],
  { told, containers }: KnownFacts,
): readonly OomKill[] | Unknown {
  const kills = containers.killsOf(keys);
  return kills.length > 0 || told.isNearlyAlwaysTold("oomKills") ? kills : "unknown";
}

function byDayAndPod(a: PodDayRow, b: PodDayRow): number {
  return a.day.getTime() - b.day.getTime() || compareText(a.pod, b.pod) || compareText(a.uid, b.uid);
}

function podDayOf(row: PodDayRow, names: StoredNames): PodDay {
  const node = names.nodes.get(row.node_id);
  return {
    day: row.day.getTime(),
    pod: row.uid === "" ? row.pod : row.uid,
    podName: row.pod,
    node: node?.name ?? "",
    pool: node?.pool ?? "",
    ranSeconds: Number(row.ran_seconds),
    cpuSeenSeconds: Number(row.cpu_seen_seconds),
    ramSeenSeconds: Number(row.ram_seen_seconds),
    cpu: row.cpu,
    cpuMaxCores: row.cpu_max_nano_cores === null ? null : Number(row.cpu_max_nano_cores) / NANO,
    ram: row.ram,
    ramMaxBytes: row.ram_max_bytes === null ? null : Number(row.ram_max_bytes),
    requests: requestsOf(row),
    cpuNanoCoreHours: row.cpu_nano_core_hours,
    ramNanoGibHours: row.ram_nano_gib_hours,
    cpuNano: row.cpu_nano,
    ramNano: row.ram_nano,
  };
}

function requestsOf(row: PodDayRow): Amounts {
  const ranHours = Number(row.ran_seconds) / 3_600;
  if (ranHours === 0) return { cpuCores: 0, ramBytes: 0 };
  return {
    cpuCores: Number(row.cpu_request_nano_core_hours) / NANO / ranHours,
    ramBytes: (Number(row.ram_request_nano_gib_hours) / NANO / ranHours) * BYTES_PER_GIB,
  };
}
