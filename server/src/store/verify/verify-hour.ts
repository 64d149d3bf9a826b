import type pg from "pg";
import { type Closing, closing } from "../../domain/allocation/hour-costs.ts";
import { hourChecksum } from "../hours/hour-checksum.ts";
import type { HourPlace } from "../hours/hour-place.ts";
import { ROLLUPS } from "../sums/rollups.ts";
import { countDifferences } from "../sums/stored-sums.ts";
import { readPricedHour } from "./read-priced-hour.ts";
import { HOUR_REFERENCES, rowsWithoutNames } from "./rows-without-names.ts";

/** What is wrong with an hour or a day, in words; nothing when all is well. */
export type Differences = readonly string[];

interface RecordedHour {
  checksum: string;
  asset_nano: bigint;
  allocated_nano: bigint;
  idle_nano: bigint;
  unobserved_nano: bigint;
  fee_nano: bigint;
}

/**
 * Counts a stored hour anew: whether all of its rows lead to names, its checksum, whether both of its sides meet and are what its record says, and
 * whether its sums are those of its rows. Null where it was stored before quantities were kept.
 */
export async function verifyHour(client: pg.ClientBase, place: HourPlace): Promise<Differences | null> {
  const { rows } = await client.query<RecordedHour>(
    `select checksum, asset_nano, allocated_nano, idle_nano, unobserved_nano, fee_nano
     from cluster_hour where cluster_id = $1 and hour = $2`,
    [place.clusterId, new Date(place.hour)],
  );
  const nameless = await rowsWithoutNames(client, HOUR_REFERENCES, place);
  // What leads nowhere is missing where an hour is read by its names, so that the rest would differ for that alone.
  if (nameless.length > 0) return nameless;

  const [record] = rows;
  const hour = await readPricedHour(client, place);
  if (!record || !hour) return null;

  const checksum = hourChecksum(hour);
  return [
    ...(checksum === record.checksum
      ? []
      : [`checksum: stored ${record.checksum}, counted anew ${checksum}`]),
    ...sideDifferences(closing(hour), record),
    ...(await rollupDifferences(client, place)),
  ];
}

/** Of an hour whose container-hours were dropped: whether what is left of it leads to names. */
export function verifySealedHour(client: pg.ClientBase, place: HourPlace): Promise<Differences> {
  return rowsWithoutNames(client, HOUR_REFERENCES, place);
}

function sideDifferences(counted: Closing, record: RecordedHour): string[] {
  const sides = [
    ["assets", record.asset_nano, counted.assetNano],
    ["allocated", record.allocated_nano, counted.allocatedNano],
    ["idle", record.idle_nano, counted.idleNano],
    ["unobserved", record.unobserved_nano, counted.unobservedNano],
    ["fee", record.fee_nano, counted.feeNano],
  ] as const;
  const wrong = sides
    .filter(([, stored, anew]) => stored !== anew)
    .map(([side, stored, anew]) => `${side}: stored ${stored} nano, counted anew ${anew}`);
  if (counted.differenceNano === 0n) return wrong;
  return [...wrong, `closure: assets and allocations differ by ${counted.differenceNano} nano`];
}

async function rollupDifferences(client: pg.ClientBase, { clusterId, hour }: HourPlace): Promise<string[]> {
  const wrong: string[] = [];
  for (const rollup of ROLLUPS) {
    const { rows } = await client.query<{ differences: number }>(countDifferences(rollup), [
      clusterId,
      new Date(hour),
    ]);
    const differences = rows[0]?.differences ?? 0;
    if (differences > 0)
      wrong.push(`${rollup.table}: ${differences} rows are not the sums of the hour's rows`);
  }
  return wrong;
}
