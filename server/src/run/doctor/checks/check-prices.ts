import { DAY_MS, formatInstant, HOUR_MS, type Instant } from "@kubecent/shared";
import { DEFAULT_PRICE_BOOK } from "../../../domain/prices/price-book.ts";
import { type DefaultShare, readDefaultShares } from "../../../store/health/stored-amount.ts";
import { inMoment } from "../../../store/connection/transaction.ts";
import type { UsedList } from "../../../price-list/lists-in-use.ts";
import { usedLists } from "../../prices/stored-lists.ts";
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
    const database = await patient.database();
    const lists = (await usedLists(database)).map((list) => judgeList(list, patient.now()));
    const shares = await inMoment(database, readDefaultShares);
    if (shares.length === 0)
      return [...books, ...lists, warn("prices", "no hour is stored yet", "let a collector run")];
    return [...books, ...lists, ...shares.flatMap((share) => judgeShare(share, patient.now()))];
  },
};

/** Of Azure's prices about one in a hundred moves in a year, of the others' fewer. */
const OLD_MS = 500 * DAY_MS;

/** Which list of a cloud is in use, and whether it is of late. */
export function judgeList(list: UsedList, now: Instant): Result {
  const found = `the list of on-demand prices in use is of ${list.date}, ${list.version === null ? "as it came with KubeCent" : `version ${list.version}`}`;
  return now - Date.parse(list.date) > OLD_MS
    ? warn(list.cloud, found, "upgrade KubeCent, or take a newer list: admin prices update, docs/prices.md")
    : ok(list.cloud, found);
}

const MOST_DEFAULT = 0.05;
/** An hour is there ten minutes after its end. */
const LATE_MS = 3 * HOUR_MS;

/** What the last stored day of a cluster was priced by, and whether it is a recent one. */
export function judgeShare({ cluster, newestHour, share, others }: DefaultShare, now: Instant): Result[] {
  const found = `${(share * 100).toFixed(1)} % of the last stored day is priced by defaults${otherText(others)}`;
  const priced =
    share > MOST_DEFAULT
      ? warn(
          cluster,
          found,
          "see what `admin doctor --source` says of nodes, run OpenCost's exporter, or name a price book: docs/prices.md",
        )
      : ok(cluster, found);
  if (now - newestHour < LATE_MS) return [priced];
  const late = `the newest stored hour is ${formatInstant(newestHour)}`;
  return [priced, warn(cluster, late, "look at GET /api/v1/clusters/status, and at the collector's log")];
}

/** The other sources of prices, the largest first. */
function otherText(others: DefaultShare["others"]): string {
  const told = Object.entries(others)
    .filter(([, share]) => share >= 0.0005)
    .toSorted(([, a], [, b]) => b - a)
    .map(([source, share]) => `${(share * 100).toFixed(1)} % by ${source}`);
  return told.length === 0 ? "" : `, ${told.join(", ")}`;
}
