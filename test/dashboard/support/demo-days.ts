import { DAY_MS, HOUR_MS, type Instant } from "@kubecent/shared";
import type { Database } from "../../../server/src/store/connection/database.ts";
import { collectHours } from "../../../server/src/collector/collect-hours.ts";
import { DEFAULT_PRICE_BOOK } from "../../../server/src/domain/prices/price-book.ts";
import { makeDemoBudget } from "../../../server/src/run/collecting/demo-budget.ts";
import { registerOne } from "../../../server/src/run/collecting/collected-clusters.ts";
import { STORED_EVIDENCE } from "../../../server/src/api/recommendations/round/evidence-readers.ts";
import { recommendRound } from "../../../server/src/api/recommendations/round/recommend-round.ts";
import { makeDay } from "../../../server/src/store/sums/days/make-day.ts";
import { hoursFrom } from "../../support/stored-world.ts";

/** The moment at which all tests of the dashboard look, on the server and in the browser: a Friday. */
export const DEMO_NOW: Instant = Date.UTC(2026, 10, 27, 12, 30);
/** The name of the demo's cluster. */
export const DEMO_CLUSTER = "demo";

/** Enough for the last seven days and the seven before, and for a day that is not over. */
const DEMO_DAYS = 15;
const HOURS_OF_TODAY = 12;

/** Stores the days of the demo before `DEMO_NOW`, and what is advised of them, as the service does. They are the same each time. */
export async function storeDemoDays(database: Database): Promise<void> {
  const now = (): Instant => DEMO_NOW;
  const demo = { name: DEMO_CLUSTER, source: { kind: "demo" } as const, priceBook: DEFAULT_PRICE_BOOK };
  const cluster = await registerOne(demo, database, now);
  await makeDemoBudget(database, cluster);
  const first = DEMO_NOW - (DEMO_NOW % DAY_MS) - (DEMO_DAYS - 1) * DAY_MS;
  const hours = hoursFrom(first, (DEMO_DAYS - 1) * (DAY_MS / HOUR_MS) + HOURS_OF_TODAY);
  await collectHours(cluster, hours, {
    signal: AbortSignal.timeout(DAY_MS),
    onHour: () => undefined,
    onFailure: (_hour, error) => {
      throw error;
    },
  });
  for (let day = first; day + DAY_MS <= DEMO_NOW; day += DAY_MS)
    await makeDay(database, { clusterId: cluster.clusterId, day });
  await recommendRound({
    database,
    readers: STORED_EVIDENCE,
    until: DEMO_NOW,
    assertHeld: () => Promise.resolve(),
    signal: AbortSignal.timeout(DAY_MS),
  });
}
