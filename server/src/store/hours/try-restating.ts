import { hourBill } from "../../domain/allocation/hour-bill.ts";
import type { Database } from "../connection/database.ts";
import { inMoment } from "../connection/transaction.ts";
import { isSealed } from "../sums/days/day-record.ts";
import { hourChecksum } from "./hour-checksum.ts";
import type { HourPlace } from "./hour-place.ts";
import { storedHour } from "./hour-record.ts";
import { readHourBill } from "./read-hour-bill.ts";
import { readMeasuredHour } from "./read-hour.ts";
import type { Restatement, TakeBills } from "./restatement.ts";

/** A stored hour, and who wants to know what it would cost. */
interface HourToTry extends HourPlace {
  readonly onBills: TakeBills;
}

/** Prices a stored hour anew as `restateHour` does, and changes nothing. Returns how that would end. */
export function tryRestating(
  database: Database,
  place: HourToTry,
  restate: Restatement,
): Promise<"written" | "unchanged" | "lost"> {
  return inMoment(database, async (client) => {
    if (await isSealed(client, place)) return "lost";
    const measured = await readMeasuredHour(client, place);
    if (!measured) return "lost";
    const costs = await restate(measured);
    place.onBills(await readHourBill(client, place), hourBill(costs));
    const before = await storedHour(client, place.clusterId, place.hour);
    return before?.checksum === hourChecksum(costs) ? "unchanged" : "written";
  });
}
