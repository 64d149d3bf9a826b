import { formatInstant, HOUR_MS, type Instant } from "@kubecent/shared";
import { DEFAULT_PRICE_BOOK } from "../../../domain/prices/price-book.ts";
import { type DefaultShare, readDefaultShares } from "../../../store/health/stored-amount.ts";
import { inMoment } from "../../../store/connection/transaction.ts";
import { ok, type Result, type ServiceCheck, warn } from "../service-check.ts";
import { clustersOf } from "./check-sources.ts";

/** Price books as they can be read, and how much of what is stored was priced by guess. */
export const pricesCheck: ServiceCheck = {
  subject: "prices",
  needs: ["DATABASE_URL", "KUBECENT_DATA", "CLUSTERS_FILE", "PRICE_BOOK_FILE"],
  async look(patient) {
    const books = (await clustersOf(patient))
      .filter(({ priceBook }) => priceBook !== DEFAULT_PRICE_BOOK)
      .map(({ name, priceBook }) => ok(name, `its price book ${priceBook.name} can be read`));
    const shares = await inMoment(await patient.database(), readDefaultShares);
    if (shares.length === 0)
      return [...books, warn("prices", "no hour is stored yet", "let a collector run")];
    return [...books, ...shares.flatMap((share) => judgeShare(share, patient.now()))];
  },
};

const MOST_DEFAULT = 0.05;
/** An hour is there ten minutes after its end. */
const LATE_MS = 3 * HOUR_MS;

/** What the last stored day of a cluster was priced by, and whether it is a recent one. */
export function judgeShare({ cluster, newestHour, share }: DefaultShare, now: Instant): Result[] {
  const found = `${(share * 100).toFixed(1)} % of the last stored day is priced by defaults`;
  const priced =
    share > MOST_DEFAULT
      ? warn(cluster, found, "run OpenCost's exporter, or name a price book: docs/prices.md")
      : ok(cluster, found);
  if (now - newestHour < LATE_MS) return [priced];
  const late = `the newest stored hour is ${formatInstant(newestHour)}`;
  return [priced, warn(cluster, late, "look at GET /api/v1/clusters/status, and at the collector's log")];
}
