import type pg from "pg";
import type { ClusterEvidence } from "../../../domain/advice/cluster-evidence.ts";
import type { EvidencePlace } from "../evidence/evidence-window.ts";
import { told } from "./told.ts";
import { readNodes } from "./read-nodes.ts";
import { readPeakHour, readPlaces } from "./read-places.ts";
import { readHourStates } from "./read-states.ts";
import { readSpotPools, readSurroundings } from "./read-surroundings.ts";
import { readVolumes } from "./read-volumes.ts";

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
