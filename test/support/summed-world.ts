import { DAY_MS, HOUR_MS } from "@kubecent/shared";
import type { Database } from "../../server/src/store/connection/database.ts";
import { extendOpenDay } from "../../server/src/store/sums/days/open-day.ts";
import { readDueWeeks } from "../../server/src/store/sums/spans/due-spans.ts";
import { replaceFinerRests } from "../../server/src/store/sums/spans/finer-rests.ts";
import { makeWeek } from "../../server/src/store/sums/spans/make-span.ts";
import { DAYS, START } from "./arbitrary-questions.ts";
import { changingHour, makeDays } from "./long-world.ts";
import { hoursFrom, storeHour, storeHours } from "./stored-world.ts";

export const END = START + DAYS * DAY_MS;

/** The hours of the open day that its sums hold. */
export const OPEN = { start: END - DAY_MS, end: END - 6 * HOUR_MS };

/** Days, counted from the first, what is left of which is kept from each hour on. */
const FINER = [1, 2, 5, 7];

/**
 * Stores a world in which some days stand, some were never made, some were struck by a later hour, and the last is open in one cluster
 * and ends a week in the other. Returns the ids of both clusters.
 */
export async function storeSummedWorld(database: Database): Promise<[number, number]> {
  const hours = hoursFrom(START, DAYS * 24);
  const addedAt = new Set([OPEN.end - 7 * HOUR_MS, OPEN.end]);
  const prod = await storeHours(database, "prod", [changingHour(START)]);
  for (const hour of hours.slice(1)) {
    if (addedAt.has(hour)) await extendOpenDay(database, { clusterId: prod, day: OPEN.start });
    await storeHour(database, prod, changingHour(hour));
  }
  const holes = hours.filter((hour) => (hour / HOUR_MS) % 23 !== 0);
  const edge = await storeHours(
    database,
    "edge",
    holes
      .map((hour) => changingHour(hour + 1_000 * HOUR_MS))
      .map((each, index) => ({ ...each, hour: holes[index] ?? 0 })),
  );
  await makeDays(database, prod, START, DAYS - 2);
  await makeDays(database, edge, START + 2 * DAY_MS, DAYS - 2);
  for (const place of FINER.flatMap((index) =>
    [prod, edge].map((clusterId) => ({ clusterId, day: START + index * DAY_MS })),
  ))
    await replaceFinerRests(database, { ...place, isWanted: true });
  for (const week of await readDueWeeks(database, 10)) await makeWeek(database, week);
  await storeHour(database, prod, {
    ...changingHour(START + 999 * HOUR_MS),
    hour: START + 3 * DAY_MS + 5 * HOUR_MS,
  });
  return [prod, edge];
}
