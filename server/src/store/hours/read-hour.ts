import type pg from "pg";
import type { KindSeconds, MeasuredHour } from "../../domain/allocation/measured-hour.ts";
import { sortRows } from "../../domain/allocation/cost-rows.ts";
import type { Gap, SourceKind } from "../../domain/observation.ts";
import type { HourPlace } from "./hour-place.ts";
import { readKeptAssets, readKeptNodes } from "./read-hour-assets.ts";
import { readKeptRows } from "./read-hour-rows.ts";
import { type Finding, isFindingCode } from "../../domain/findings/finding.ts";
import type { FoundThing } from "../../domain/findings/found-things.ts";

interface HourRecord {
  source: SourceKind;
  seen_seconds: number;
  kind_seconds: Partial<KindSeconds>;
  gaps: Gap[];
}

/**
 * Reads an hour's quantities as they were measured, without its money unless `readRows` reads that too, so
 * that it can be priced anew.
 * Null where there is no such hour, or where it was stored before quantities were kept.
 */
export async function readMeasuredHour(
  client: pg.ClientBase,
  place: HourPlace,
  readRows = readKeptRows,
): Promise<MeasuredHour | null> {
  const { rows } = await client.query<HourRecord>(
    "select source, seen_seconds, kind_seconds, gaps from cluster_hour where cluster_id = $1 and hour = $2",
    [place.clusterId, new Date(place.hour)],
  );
  const [record] = rows;
  const kindSeconds = record && allKinds(record.kind_seconds);
  if (!record || !kindSeconds) return null;

  return {
    hour: place.hour,
    source: record.source,
    rows: sortRows(await readRows(client, place)),
    nodes: await readKeptNodes(client, place),
    assets: await readKeptAssets(client, place),
    seenSeconds: record.seen_seconds,
    kindSeconds,
    gaps: record.gaps,
    findings: await readHourFindings(client, place),
  };
}

function allKinds({ gpu, volume, network, loadBalancer }: Partial<KindSeconds>): KindSeconds | null {
  if (gpu === undefined || volume === undefined || network === undefined || loadBalancer === undefined) {
    return null;
  }
  return { gpu, volume, network, loadBalancer };
}

/** Reads an hour's findings as they were noted. Kinds that this version does not know are left out. */
async function readHourFindings(client: pg.ClientBase, place: HourPlace): Promise<Finding[]> {
  const { rows } = await client.query<{ code: string; things: FoundThing[] }>(
    "select code, things from hour_finding where cluster_id = $1 and hour = $2 order by code, namespace_id",
    [place.clusterId, new Date(place.hour)],
  );
  return rows.flatMap(({ code, things }) =>
    isFindingCode(code) ? things.map((thing) => ({ code, ...thing })) : [],
  );
}
