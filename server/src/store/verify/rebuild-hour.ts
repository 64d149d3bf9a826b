import type { Database } from "../connection/database.ts";
import { changeData } from "../names/cluster-marks.ts";
import { shareCluster } from "../names/cluster-lock.ts";
import { isSealed, shareDay, unmakeDay } from "../sums/days/day-record.ts";
import { lockHourAlone } from "../hours/hour-lock.ts";
import type { HourPlace } from "../hours/hour-place.ts";
import { ROLLUPS } from "../sums/rollups.ts";
import { countDifferences, deleteSums, insertSums } from "../sums/stored-sums.ts";
import { inRelaxedTransaction } from "../connection/transaction.ts";

/**
 * Makes the sums of an hour anew from its rows where they differ, and strikes its day. Days whose
 * container-hours were dropped have nothing to make them of, and stay as they are.
 */
export function rebuildHour(database: Database, place: HourPlace): Promise<"rebuilt" | "unchanged" | "gone"> {
  const values = [place.clusterId, new Date(place.hour)];
  return inRelaxedTransaction(database, async (client) => {
    await lockHourAlone(client, place);
    await shareCluster(client, place.clusterId);
    await shareDay(client, place);
    if (await isSealed(client, place)) return "gone";

    let isChanged = false;
    for (const rollup of ROLLUPS) {
      const { rows } = await client.query<{ differences: number }>(countDifferences(rollup), values);
      if (rows[0]?.differences === 0) continue;
      isChanged = true;
      await client.query(deleteSums(rollup), values);
      await client.query(insertSums(rollup), values);
    }
    if (!isChanged) return "unchanged";
    await unmakeDay(client, place);
    await changeData(client, place.clusterId);
    return "rebuilt";
  });
}
