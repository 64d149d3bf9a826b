import { HOUR_MS, type Instant } from "@kubecent/shared";
import type { PerMinute } from "../../domain/observation.ts";
import { activityOf } from "./activity.ts";
import { replicaRevisionsOf } from "./eras.ts";
import { seenOf, type Sight } from "./gap.ts";
import { daemonHomes, type Home } from "./homes.ts";
import { ALWAYS, intersect, type Life, minutesWithin, overlaps, type Stretch } from "./life.ts";
import { lettersOf, uuidOf } from "./names.ts";
import type { NodeLife } from "./demo-nodes.ts";
import { between, mix } from "./noise.ts";
import { hasAny } from "./per-minute.ts";

/** One pod of a home, from its first container's start to its end. */
export interface PodLife extends Stretch {
  readonly home: Home;
  readonly node: NodeLife;
  readonly name: string;
  readonly uid: string;
  /** Share of each minute of the hour in which the source saw it. */
  readonly seenMinutes: PerMinute;
}

/** A stretch in which a home has one and the same pod. */
interface Occupancy extends Life {
  /** The revision it is of, or the minute its job was due at. */
  readonly generation: number;
}

/** The pods that the source saw on a node at any time within the hour. */
export function podsOn(node: NodeLife, seed: string, sight: Sight): PodLife[] {
  const range = { start: sight.hour, end: sight.hour + HOUR_MS };
  const tenants = node.slot.homes.flatMap((home) =>
    occupanciesOf(home, node.tenancy, range).map((occupancy) => ({ home, occupancy })),
  );
  const daemons = daemonHomes(seed, node.slot.index).map((home) => ({ home, occupancy: daemonLife(node) }));
  return [...daemons, ...tenants]
    .map(({ home, occupancy }) => podOf(home, occupancy, { node, seed, sight }))
    .filter((pod) => hasAny(pod.seenMinutes));
}

/** When a home has pods on this node: a pod ends with its rush or run, its revision, or its node. */
function occupanciesOf(home: Home, tenancy: Life, range: Stretch): Occupancy[] {
  const isJob = home.workload.schedule !== undefined;
  const revisions = isJob ? [ALWAYS] : replicaRevisionsOf(home, range);
  return activityOf(home, range)
    .flatMap((active) =>
      revisions.flatMap((revision) =>
        intersect(intersect([active], [revision]), [tenancy]).map((life) => ({
          ...life,
          generation: isJob ? active.ordinal : revision.ordinal,
        })),
      ),
    )
    .filter((occupancy) => overlaps(occupancy, range));
}

function daemonLife({ tenancy: { ordinal }, start, end }: NodeLife): Occupancy {
  return { ordinal, start, end, generation: 0 };
}

interface Surroundings {
  readonly node: NodeLife;
  readonly seed: string;
  readonly sight: Sight;
}

function podOf(home: Home, occupancy: Occupancy, { node, seed, sight }: Surroundings): PodLife {
  const stretch = startedUp(home, occupancy);
  const identity = `${seed}/${home.workload.namespace}/${home.workload.name}/${home.replica}/${occupancy.ordinal}`;
  return {
    ...stretch,
    home,
    node,
    uid: uuidOf(identity),
    name: podName(home, occupancy, { seed, identity }),
    seenMinutes: seenOf(minutesWithin(stretch, sight.hour), sight),
  };
}

/** Scheduling and pulling take their time: the pod that follows on another never overlaps it. */
function startedUp({ key }: Home, { start, end, ordinal }: Occupancy): Stretch {
  return { start: Math.min(end, start + between(mix(key, ordinal), 5_000, 50_000)), end };
}

function podName(
  { workload: { namespace, name, kind }, replica }: Home,
  { generation }: Occupancy,
  { seed, identity }: { readonly seed: string; readonly identity: string },
): string {
  if (kind === "StatefulSet") return `${name}-${replica}`;

  const suffix = lettersOf(identity, 5);
  if (kind === "DaemonSet") return `${name}-${suffix}`;
  if (kind === "CronJob") return `${name}-${generation}-${suffix}`;

  const revision = `${seed}/${namespace}/${name}/${generation}`;
  return `${name}-${lettersOf(`${revision}/a`, 5)}${lettersOf(`${revision}/b`, 5)}-${suffix}`;
}

/** The start of a pod's container; those behind the mesh wait for its sidecar. */
export function containerStart(pod: PodLife, startsAfter = 0): Instant {
  return Math.min(pod.end, pod.start + startsAfter * 1000);
}
