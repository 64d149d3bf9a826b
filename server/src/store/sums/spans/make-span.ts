import type pg from "pg";
import type { Database } from "../../connection/database.ts";
import { inRelaxedTransaction } from "../../connection/transaction.ts";
import { isTooLarge } from "../../connection/too-large.ts";
import { withTimeout } from "../../connection/with-timeout.ts";
import type { DayPlace } from "../days/day-place.ts";
import { lockDays } from "../days/day-record.ts";
import { deleteSums, insertSums } from "../stored-sums.ts";
import { isWhole, type LongSpan, MONTH, WEEK } from "./long-span.ts";
import { SPAN_ROLLUPS } from "./span-rollups.ts";

/** Less than what lies between the two that are kept at a time, so that neither replaces the other. */
const REPLACED_DAYS = 29;

/** Makes a week's sums anew from its days: see `makeSpan`. */
export function makeWeek(database: Database, monday: DayPlace): Promise<boolean> {
  return makeSpan(database, WEEK, monday);
}

/** Makes the sums of a month anew from their days, and drops those that they take the place of: see `makeSpan`. */
export function makeMonth(database: Database, place: DayPlace): Promise<boolean> {
  return makeSpan(database, MONTH, place);
}

/**
 * Makes the sums of a long span anew from its days, in one transaction with the record of what they are made of. False where some
 * of its days do not stand, and where its sums are more than can be stored: it is read by the day then.
 */
async function makeSpan(database: Database, span: LongSpan, place: DayPlace): Promise<boolean> {
  try {
    return await inWholeSpan(database, { span, place, make: replaceSums });
  } catch (error) {
    if (!isTooLarge(error)) throw error;
    await inWholeSpan(database, { span, place, make: () => Promise.resolve(TOO_LARGE) });
    return false;
  }
}

const MADE = 1;
/** The sign of the versions where the sums are not there, and need not be tried again with the same days. */
const TOO_LARGE = -1;

interface SpanMaking {
  readonly span: LongSpan;
  readonly place: DayPlace;
  readonly make: (client: pg.PoolClient, span: LongSpan, values: readonly unknown[]) => Promise<number>;
}

function inWholeSpan(database: Database, { span, place, make }: SpanMaking): Promise<boolean> {
  const { clusterId, day: first } = place;
  return inRelaxedTransaction(database, async (client) => {
    // No day changes from here on.
    await lockDays(client, place, span.days);
    const values = [clusterId, new Date(first)];
    const versions = await wholeVersions(client, span, values);
    if (versions === null) return false;

    if (span === MONTH) await dropReplaced(client, values);
    const sign = await make(client, span, values);
    await client.query(
      `update cluster_day set ${span.versions} = $3::bigint * $4 where cluster_id = $1 and day = $2`,
      [...values, versions, sign],
    );
    return true;
  });
}

async function replaceSums(
  client: pg.PoolClient,
  { days }: LongSpan,
  values: readonly unknown[],
): Promise<number> {
  await client.query("set local work_mem = '64MB'; set local jit = off");
  for (const rollup of SPAN_ROLLUPS) {
    const sums = rollup.ofDays(days);
    await client.query(withTimeout(deleteSums(sums), [...values]));
    await client.query(withTimeout(insertSums(sums), [...values]));
  }
  return MADE;
}

/** Months that began some days before, those of four weeks too: windows that end now do not hold them any more. */
async function dropReplaced(client: pg.PoolClient, values: readonly unknown[]): Promise<void> {
  const before = `< $2::timestamptz`;
  const since = `>= $2::timestamptz - interval '${REPLACED_DAYS * 24} hours'`;
  for (const { table } of SPAN_ROLLUPS) {
    await client.query(
      `delete from ${table} where cluster_id = $1 and hours > ${WEEK.days * 24} and start ${before} and start ${since}`,
      [...values],
    );
  }
  await client.query(
    `update cluster_day set four_weeks_versions = null
     where cluster_id = $1 and four_weeks_versions is not null and day ${before} and day ${since}`,
    [...values],
  );
}

async function wholeVersions(
  client: pg.PoolClient,
  span: LongSpan,
  values: readonly unknown[],
): Promise<bigint | null> {
  const { rows } = await client.query<{ versions: bigint }>(
    `select sum(versions)::bigint as versions from cluster_day
     where cluster_id = $1 and day >= $2 and day < $2::timestamptz + interval '${span.days * 24} hours' having ${isWhole(span)}`,
    [...values],
  );
  return rows[0]?.versions ?? null;
}
