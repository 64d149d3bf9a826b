import { DAY_MS, type Instant } from "@kubecent/shared";
import type pg from "pg";
import type { ClusterPlaces } from "../../../domain/advice/bill/bill-effects.ts";
import type { ClusterEvidence } from "../../../domain/advice/cluster-evidence.ts";
import { run, sql } from "../../connection/sql.ts";
import type { EvidencePlace } from "../evidence/evidence-window.ts";
import { readNodes } from "./read-nodes.ts";
import { readSeenNodes } from "./read-seen-nodes.ts";
import { readSeenPods } from "./read-seen-pods.ts";
import { type HourStates, readHourStates } from "./read-states.ts";
import { readSpotPools, readSurroundings } from "./read-surroundings.ts";
import { readVolumes } from "./read-volumes.ts";
import { told } from "./told.ts";

/** Reads what advice on a cluster goes by beside its containers, within one moment: all of it, whoever may see it. */
export async function readClusterEvidence(
  client: pg.ClientBase,
  asked: EvidencePlace,
): Promise<ClusterEvidence> {
  const hour = (await readPeakHour(client, asked)) ?? asked.window.end;
  const states = await readHourStates(client, asked.clusterId, hour);
  const cordoned = new Map([...states.nodes].map(([name, { unschedulable }]) => [name, unschedulable]));
  return {
    ...told(asked),
    volumes: await readVolumes(client, asked),
    nodes: await readNodes(client, asked, cordoned),
    surroundings: await readSurroundings(client, asked, states.guarded),
    spotPools: await readSpotPools(client, asked),
    places: await readPlaces(client, asked, { hour, states }),
    guarded: states.guarded === "unknown" ? new Set() : states.guarded,
  };
}

/** The hour of the window's last day in which most CPU was requested: nodes that are not needed then are not needed at all. */
async function readPeakHour(client: pg.ClientBase, asked: EvidencePlace): Promise<Instant | null> {
  const { clusterId, window } = asked;
  const [peak] = await run<{ hour: Date }>(
    client,
    sql`select hour from namespace_hour where cluster_id = ${clusterId} and hour >= ${new Date(window.end - DAY_MS)}
      and hour < ${new Date(window.end)} group by hour order by sum(cpu_request_nano_core_hours) desc, hour desc limit 1`,
  );
  return peak?.hour.getTime() ?? null;
}

/**
 * Reads the nodes and pods of an hour. Null where nobody tells what of nodes can be given to pods. Nodes that are paid by what their
 * pods take are no places that could be empty.
 */
async function readPlaces(
  client: pg.ClientBase,
  asked: EvidencePlace,
  { hour, states }: { readonly hour: Instant; readonly states: HourStates },
): Promise<ClusterPlaces | null> {
  const nodes = await readSeenNodes(client, asked, { hour, states });
  if (nodes.length === 0) return null;
  const names = new Set(nodes.map(({ name }) => name));
  const pods = await readSeenPods(client, asked, hour);
  return { nodes, pods: pods.filter(({ node }) => names.has(node)) };
}
