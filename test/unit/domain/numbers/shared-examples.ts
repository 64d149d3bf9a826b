import { formatNano, HOUR_MS, type Instant, parseNano, splitNano } from "@kubecent/shared";
import {
  amountOver,
  type MonthHours,
  monthHours,
} from "../../../../server/src/domain/windows/month-hours.ts";
import type { Computation, Given } from "./given.ts";

const NAMESPACES = ["kube-system", "search", "shop"];

function sum(parts: readonly bigint[]): bigint {
  return parts.reduce((all, part) => all + part, 0n);
}

/** What cores cost for an hour; the examples' figures are so round that nothing has to be rounded. */
function coresNano(given: Given, label: string): bigint {
  return parseNano(String(Number((given.number(label) * given.number("price of a core-hour")).toFixed(9))));
}

/** The examples about shared costs. The store splits in SQL; a test of the store reads the first one too. */
export const SHARED_EXAMPLES: Readonly<Record<string, Computation>> = {
  "idle, and then a namespace that serves all": (given) => {
    const own = NAMESPACES.map((name) => coresNano(given, `${name} requests, cores`));
    const fee = parseNano(given.text("fee for an hour"));

    const idle = splitNano(coresNano(given, "the node's cores") - sum(own), own);
    const [sharedOwn = 0n, ...bearing] = own;
    const [sharedIdle = 0n, ...bearingIdle] = idle;
    const pool = sharedOwn + sharedIdle + fee;
    const shares = splitNano(pool, bearing);
    const [search = 0n, shop = 0n] = bearing.map(
      (nano, index) => nano + (bearingIdle[index] ?? 0n) + (shares[index] ?? 0n),
    );

    return {
      "idle of kube-system": formatNano(sharedIdle),
      "idle of search": formatNano(bearingIdle[0] ?? 0n),
      "idle of shop": formatNano(bearingIdle[1] ?? 0n),
      "shared: kube-system with its idle, and the fee": formatNano(pool),
      "shared cost of search": formatNano(shares[0] ?? 0n),
      "shared cost of shop": formatNano(shares[1] ?? 0n),
      "total of search": formatNano(search),
      "total of shop": formatNano(shop),
      "all rows": formatNano(search + shop),
    };
  },

  "a monthly amount in the month in which the clocks go back": (given) => {
    const perMonth = parseNano(given.text("amount a month"));
    const timeZone = given.text("time zone");
    const at = (label: string): Instant => Date.parse(given.text(label));
    const between = (start: Instant, end: Instant): MonthHours[] => monthHours({ start, end, timeZone });
    const [month, monthEnd] = [at("the month begins"), at("the month ends")];
    const [day, dayEnd] = [at("the 25th begins"), at("the 25th ends")];

    const [whole] = between(month, monthEnd);
    const parts = [between(day, dayEnd), between(month, day), between(dayEnd, monthEnd)];
    const borne = parts.map((part) => amountOver(perMonth, part));

    return {
      "hours of the month": String(whole?.hours),
      "hours of the 25th": String((dayEnd - day) / HOUR_MS),
      "the 25th bears": formatNano(borne[0] ?? 0n),
      "the days before it bear": formatNano(borne[1] ?? 0n),
      "the days after it bear": formatNano(borne[2] ?? 0n),
      "all days of the month bear": formatNano(sum(borne)),
    };
  },
};
