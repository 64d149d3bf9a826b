import type { HourCosts } from "../../domain/allocation/hour-costs.ts";
import { type FoundThings, foundThings } from "../../domain/findings/found-things.ts";
import { type IdScope, NAMESPACE, resolveIds } from "../dimensions.ts";

/** Stands for what belongs to no namespace; no namespace has this id. */
const NO_NAMESPACE = 0n;

/** Replaces what is stored of an hour's findings, inside the transaction that the scope's client is in. */
export async function writeFindings(scope: IdScope, hour: HourCosts): Promise<void> {
  const { client, clusterId } = scope;
  const instant = new Date(hour.hour).toISOString();
  await client.query("delete from hour_finding where cluster_id = $1 and hour = $2", [clusterId, instant]);
  const found = foundThings(hour);
  if (found.length === 0) return;

  const named = found.map(({ namespace }) => namespace).filter((namespace) => namespace !== "");
  const namespaces = await resolveIds(
    scope,
    NAMESPACE,
    named.map((name) => [name]),
  );
  const idOf = (namespace: string): bigint => (namespace === "" ? NO_NAMESPACE : namespaces(namespace));
  await client.query(
    `insert into hour_finding (cluster_id, hour, code, namespace_id, thing_count, minutes, touched_nano, things)
     select $1, $2, * from unnest($3::text[], $4::bigint[], $5::int[], $6::int[], $7::numeric[], $8::jsonb[])`,
    [
      clusterId,
      instant,
      found.map(({ code }) => code),
      found.map(({ namespace }) => idOf(namespace)),
      found.map(({ things }) => things.length),
      found.map(minutesOf),
      found.map(({ touchedNano }) => touchedNano),
      found.map(({ things }) => JSON.stringify(things)),
    ],
  );
}

function minutesOf({ things }: FoundThings): number {
  return Math.round(things.reduce((sum, { minutes }) => sum + minutes, 0));
}
