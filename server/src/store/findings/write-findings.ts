import { isDeepStrictEqual } from "node:util";
import type { HourCosts } from "../../domain/allocation/hour-costs.ts";
import { type FoundThing, type FoundThings, foundThings } from "../../domain/findings/found-things.ts";
import { type IdScope, NAMESPACE, resolveIds } from "../names/dimensions.ts";
import { BY_INSERT } from "../hours/load-rows.ts";

/** Stands for what belongs to no namespace; no namespace has this id. */
const NO_NAMESPACE = 0n;

interface FindingRow {
  readonly code: string;
  readonly namespace_id: bigint;
  readonly thing_count: number;
  readonly minutes: number;
  readonly touched_nano: string;
  readonly things: readonly FoundThing[];
}

/**
 * Replaces what is stored of an hour's findings, inside the transaction that the scope's client is in. Returns whether
 * anything is another than before.
 */
export async function writeFindings(scope: IdScope, hour: HourCosts): Promise<boolean> {
  const { client, clusterId } = scope;
  const place = [clusterId, new Date(hour.hour).toISOString()];
  const found = await rowsOf(scope, hour);
  const { rows: before } = await client.query<FindingRow>(
    `select code, namespace_id, thing_count, minutes, touched_nano::text, things
     from hour_finding where cluster_id = $1 and hour = $2`,
    place,
  );
  if (isDeepStrictEqual(byKey(before), byKey(found))) return false;

  await client.query("delete from hour_finding where cluster_id = $1 and hour = $2", place);
  await client.query(
    `insert into hour_finding (cluster_id, hour, code, namespace_id, thing_count, minutes, touched_nano, things)
     select $1, $2, * from unnest($3::text[], $4::bigint[], $5::int[], $6::int[], $7::numeric[], $8::jsonb[]) ${BY_INSERT}`,
    [
      ...place,
      found.map((row) => row.code),
      found.map((row) => row.namespace_id),
      found.map((row) => row.thing_count),
      found.map((row) => row.minutes),
      found.map((row) => row.touched_nano),
      found.map((row) => JSON.stringify(row.things)),
    ],
  );
  return true;
}

function byKey(rows: readonly FindingRow[]): Map<string, FindingRow> {
  return new Map(rows.map((row) => [`${row.code} ${row.namespace_id}`, { ...row }]));
}

async function rowsOf(scope: IdScope, hour: HourCosts): Promise<FindingRow[]> {
  const found = foundThings(hour);
  if (found.length === 0) return [];

  const named = found.map(({ namespace }) => namespace).filter((namespace) => namespace !== "");
  const namespaces = await resolveIds(
    scope,
    NAMESPACE,
    named.map((name) => [name]),
  );
  return found.map((each) => ({
    code: each.code,
    namespace_id: each.namespace === "" ? NO_NAMESPACE : namespaces(each.namespace),
    thing_count: each.things.length,
    minutes: minutesOf(each),
    touched_nano: each.touchedNano.toString(),
    things: each.things,
  }));
}

function minutesOf({ things }: FoundThings): number {
  return Math.round(things.reduce((sum, { minutes }) => sum + minutes, 0));
}
