import { DAY_MS, HOUR_MS, type Instant } from "@kubecent/shared";
import { allocateHour } from "../../server/src/domain/allocation/price-hour.ts";
import type { HourCosts } from "../../server/src/domain/allocation/hour-costs.ts";
import { DEFAULT_PRICE_BOOK, type PriceBook } from "../../server/src/domain/prices/price-book.ts";
import { lastDueEnd } from "../../server/src/domain/windows/due.ts";
import { registerCluster } from "../../server/src/store/collecting/collection.ts";
import { makeDay } from "../../server/src/store/sums/days/make-day.ts";
import { savePriceBook } from "../../server/src/store/collecting/stored-price-books.ts";
import { writeHour } from "../../server/src/store/hours/write-hour.ts";
import { type Company, createCompany } from "../cluster/company.ts";
import { hasGap, observeCompany } from "../cluster/observe-company.ts";
import type { Database } from "../../server/src/store/connection/database.ts";

/** Days that are made as the collector makes them; all others are copies of these, moved in time. */
export const TEMPLATE_DAYS = 4;

/** A cluster of the benchmark, whose newest whole days are there. */
export interface BenchCluster {
  readonly database: Database;
  readonly clusterId: number;
  readonly company: Company;
  readonly priceBook: PriceBook;
  /** The UTC day of today, which is loaded up to the last due hour. */
  readonly today: Instant;
  readonly dueEnd: Instant;
  /** Hours with a gap tell their own time: copies of them need a checksum of their own. */
  readonly gapHours: readonly HourCosts[];
}

export interface ClusterToLoad {
  readonly name: string;
  readonly containers: number;
  readonly onHour: (done: number, total: number) => void;
}

/** How many whole days of a cluster are loaded already: zero where it is not there. */
export async function loadedDays(
  database: Database,
  name: string,
): Promise<{ today: Instant; dueEnd: Instant; days: number } | null> {
  const { rows } = await database.primary.query<{ newest: Date | null; oldest: Date | null }>(
    `select max(hour) as newest, min(hour) as oldest from cluster_hour join cluster using (cluster_id) where name = $1`,
    [name],
  );
  const [row] = rows;
  if (!row?.newest || !row.oldest) return null;
  const dueEnd = row.newest.getTime() + HOUR_MS;
  const today = Math.floor(dueEnd / DAY_MS) * DAY_MS;
  return { today, dueEnd, days: Math.round((today - row.oldest.getTime()) / DAY_MS) };
}

/** A cluster that an earlier run of the benchmark loaded, as if it had just been made. */
export async function reopenCluster(
  database: Database,
  {
    name,
    containers,
    today,
    dueEnd,
  }: Pick<ClusterToLoad, "name" | "containers"> & Pick<BenchCluster, "today" | "dueEnd">,
): Promise<BenchCluster> {
  const priceBook = await savePriceBook(database, DEFAULT_PRICE_BOOK);
  const clusterId = await registerCluster(database, {
    name,
    source: "prometheus",
    currency: priceBook.currency,
  });
  const company = createCompany(containers);
  const hours = Array.from({ length: TEMPLATE_DAYS * 24 }, (_, index) => today - (index + 1) * HOUR_MS);
  const gapHours = hours.filter(hasGap).map((hour) => allocateHour(observeCompany(company, hour), priceBook));
  return { database, clusterId, company, priceBook, today, dueEnd, gapHours };
}

/** Makes a cluster and its template days with the service's own allocation and store. */
export async function writeTemplateDays(
  database: Database,
  { name, containers, onHour }: ClusterToLoad,
): Promise<BenchCluster> {
  const priceBook = await savePriceBook(database, DEFAULT_PRICE_BOOK);
  const clusterId = await registerCluster(database, {
    name,
    source: "prometheus",
    currency: priceBook.currency,
  });
  const company = createCompany(containers);
  const dueEnd = lastDueEnd(Date.now());
  const today = Math.floor(dueEnd / DAY_MS) * DAY_MS;
  const first = today - TEMPLATE_DAYS * DAY_MS;
  const hours = Array.from({ length: TEMPLATE_DAYS * 24 }, (_, index) => first + index * HOUR_MS);
  const gapHours: HourCosts[] = [];
  for (const [index, hour] of hours.entries()) {
    const costs = allocateHour(observeCompany(company, hour), priceBook);
    await writeHour(database, { clusterId, costs, status: "closed", collectedAt: hour + 4 * HOUR_MS });
    if (costs.gaps.length > 0) gapHours.push(costs);
    onHour(index + 1, hours.length);
  }
  for (let day = first; day < today; day += DAY_MS) await makeDay(database, { clusterId, day });
  return { database, clusterId, company, priceBook, today, dueEnd, gapHours };
}
