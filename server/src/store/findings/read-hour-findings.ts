import type pg from "pg";
import { type Finding, isFindingCode } from "../../domain/findings/finding.ts";
import type { FoundThing } from "../../domain/findings/found-things.ts";
import type { HourPlace } from "../hours/hour-place.ts";

/** Reads an hour's findings as they were noted. Kinds that this version does not know are left out. */
export async function readHourFindings(client: pg.ClientBase, place: HourPlace): Promise<Finding[]> {
  const { rows } = await client.query<{ code: string; things: FoundThing[] }>(
    "select code, things from hour_finding where cluster_id = $1 and hour = $2 order by code, namespace_id",
    [place.clusterId, new Date(place.hour)],
  );
  return rows.flatMap(({ code, things }) =>
    isFindingCode(code) ? things.map((thing) => ({ code, ...thing })) : [],
  );
}
