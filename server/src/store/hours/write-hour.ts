import { formatInstant, type Instant } from "@kubecent/shared";
import type pg from "pg";
import type { Database } from "../connection/database.ts";
import { hourBill } from "../../domain/allocation/hour-bill.ts";
import type { HourCosts } from "../../domain/allocation/hour-costs.ts";
import { changeDataAndNames } from "../names/cluster-marks.ts";
import { isSealed, shareDay, strikeDay } from "../sums/days/day-record.ts";
import { hourChecksum } from "./hour-checksum.ts";
import { writeAdvice } from "../advice/write-advice.ts";
import { writeFindings } from "../findings/write-findings.ts";
import { deleteHourRows, writeHourRows } from "./write-hour-rows.ts";
import { KnownIds } from "../names/known-ids.ts";
import { LabelTexts } from "../names/label-texts.ts";
import { lockHour, lockHourAlone } from "./hour-lock.ts";
import { withPartition } from "./fact-partition.ts";
import type { HourPlace } from "./hour-place.ts";
import { confirmHour, type HourToWrite, readStatus, storedHour, writeRecord } from "./hour-record.ts";
import { assertLease } from "../collecting/leases.ts";
import { readHourBill } from "./read-hour-bill.ts";
import { readMeasuredHour } from "./read-hour.ts";
import type { Restatement, TakeBills } from "./restatement.ts";
import { isTooLarge } from "../connection/too-large.ts";
import { commitForGood, inRelaxedTransaction } from "../connection/transaction.ts";
import { channel } from "node:diagnostics_channel";

/**
 * Writes one hour of a cluster in one transaction: its rows, rollups, assets and record. It is there whole
 * or not at all; written again it replaces what stood there, and changes nothing if nothing changed. Throws
 * LeaseLostError, and changes nothing, where the hour is written under a lease that somebody else holds by now.
 */
export async function writeHour(database: Database, hour: HourToWrite): Promise<"written" | "unchanged"> {
  return withPartition(database, hour.costs.hour, async () => {
    const known = new KnownIds(database.knownIds, hour.clusterId);
    const outcome = await inRelaxedTransaction(database, (client) => replaceHour(client, hour, known)).catch(
      (error: unknown) => {
        throw isTooLarge(error) ? tooLarge(hour.costs, error) : error;
      },
    );
    tellStep("committed", placeOf(hour));
    known.commit();
    return outcome;
  });
}

/**
 * Prices a stored hour anew, in one transaction with reading it: a collection that comes in between waits.
 * `lost` where there is no such hour, or none whose quantities were kept: those of old days are dropped.
 */
export async function restateHour(
  database: Database,
  place: HourPlace & { readonly now: Instant; readonly onBills?: TakeBills | undefined },
  restate: Restatement,
): Promise<"written" | "unchanged" | "lost"> {
  const known = new KnownIds(database.knownIds, place.clusterId);
  const { outcome, bills } = await inRelaxedTransaction(database, async (client): Promise<Restated> => {
    await lockHourAlone(client, place);
    const measured = (await isSealed(client, place)) ? null : await readMeasuredHour(client, place);
    if (!measured) return { outcome: "lost" };
    const status = await readStatus(client, place);
    const costs = await restate(measured);
    const before = place.onBills && (await readHourBill(client, place));
    const hour = { clusterId: place.clusterId, costs, status, collectedAt: place.now };
    const outcomeOf = await replaceHour(client, hour, known);
    return { outcome: outcomeOf, bills: before && [before, hourBill(costs)] };
  });
  known.commit();
  // Only of what is committed.
  if (bills) place.onBills?.(...bills);
  return outcome;
}

interface Restated {
  readonly outcome: "written" | "unchanged" | "lost";
  readonly bills?: Parameters<TakeBills> | undefined;
}

async function replaceHour(
  client: pg.PoolClient,
  hour: HourToWrite,
  known: KnownIds,
): Promise<"written" | "unchanged"> {
  const { clusterId, lease } = hour;
  known.asOf(await lockHour(client, hour));
  tellStep("locked", placeOf(hour));
  const scope = { client, clusterId, known, labels: new LabelTexts() };
  const checksum = hourChecksum(hour.costs, scope.labels);
  const before = await storedHour(client, clusterId, hour.costs.hour);
  if (before?.checksum === checksum) {
    await confirmHour(client, clusterId, hour);
    // What was found or told may differ although nothing costs anything else.
    const isFoundElse = await writeFindings(scope, hour.costs);
    const isToldElse = hour.advice !== undefined && (await writeAdvice(scope, hour.costs, hour.advice));
    if (isFoundElse || isToldElse) await markChange(client, hour, known);
    if (lease) await assertLease(client, lease);
    return "unchanged";
  }
  const place = { clusterId, hour: hour.costs.hour };
  await shareDay(client, place);
  if (await isSealed(client, place)) throw sealed(hour.costs.hour);
  if (before) await deleteHourRows(client, clusterId, hour.costs.hour);
  tellStep("cleared", placeOf(hour));
  await writeHourRows(scope, hour.costs, hour.usage);
  await writeFindings(scope, hour.costs);
  tellStep("written", placeOf(hour));
  await writeRecord(client, { hour, checksum, before });
  await strikeDay(client, place, hour.collectedAt);
  if (hour.advice) await writeAdvice(scope, hour.costs, hour.advice);
  await markChange(client, hour, known);
  if (lease) await assertLease(client, lease);
  tellStep("recorded", placeOf(hour));
  return "written";
}

/** Says that answers of before are not true any more, and has new names committed for good. */
async function markChange(client: pg.PoolClient, { clusterId }: HourToWrite, known: KnownIds): Promise<void> {
  known.endAs(await changeDataAndNames(client, clusterId, known.hasMade));
  if (known.hasLearned) await commitForGood(client);
}

function placeOf({ clusterId, costs }: HourToWrite): HourPlace {
  return { clusterId, hour: costs.hour };
}

function tooLarge({ hour, currency }: HourCosts, cause: unknown): Error {
  return new Error(
    `The hour ${formatInstant(hour)} cannot be stored: one of its figures is above 9.2 thousand million ${currency} or GiB-hours. ` +
      "Look for a price that is too high.",
    { cause },
  );
}

function sealed(hour: Instant): Error {
  return new Error(
    `The hour ${formatInstant(hour)} cannot be replaced: the container-hours of its day were dropped ` +
      "(RETENTION_HOURLY_DAYS), and a day is never made of a part of its hours.",
  );
}

/** How far the transaction of an hour is. */
export type HourStep = "locked" | "cleared" | "written" | "recorded" | "committed";

/** Name of the channel on which hours that are being written tell how far they are. */
const HOUR_STEPS = "kubecent:hour.step";

const steps = channel(HOUR_STEPS);

/** Tells a listener, such as a tracer, or a test that stops the process here. Costs nothing where there is none. */
function tellStep(step: HourStep, { clusterId, hour }: HourPlace): void {
  if (steps.hasSubscribers) steps.publish({ step, clusterId, hour });
}
