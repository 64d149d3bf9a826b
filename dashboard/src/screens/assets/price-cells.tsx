import type { PriceRow, PriceSource, PricesAnswer } from "@kubecent/shared";
import type { ReactElement } from "react";
import { Moment } from "../../format/moment.tsx";
import { price, roundPrice } from "../../format/money.ts";
import { PRICE_SOURCES } from "../../format/price-sources.ts";
import { useReader } from "../../format/use-reader.ts";

const NO_PRICE = "Its price now is not known: it was not there in the newest hour, or is not shown to you";

/** What a unit of it costs, by its parts: two below each other, for a line of all is wider than the room beside the rest. */
export function PriceCell({
  prices,
  currency,
}: {
  prices: readonly PriceRow[];
  currency: string;
}): ReactElement {
  const { locale } = useReader();
  if (prices.length === 0) return <span title={NO_PRICE}>–</span>;
  const style = { currency, locale };
  return (
    <ul className="prices">
      {prices.map((row) => (
        <li key={row.part} title={`${price(row.price, style)} a ${row.unit}`}>
          {roundPrice(row.price, style)} a {row.unit}
        </li>
      ))}
    </ul>
  );
}

/** Sources whose prices are guessed, or none. */
const UNSURE: ReadonlySet<PriceSource> = new Set<PriceSource>(["estimate", "default", "none"]);

/** Who says so. */
export function SourceCell({ prices }: { prices: readonly PriceRow[] }): ReactElement {
  const sources = [...new Set(prices.map(({ priceSource }) => priceSource))];
  const rules = [...new Set(prices.map(({ rule }) => rule))].join(", ");
  if (sources.length === 0) return <span title={NO_PRICE}>–</span>;
  return (
    <>
      {sources.map((source) => (
        <span
          key={source}
          className="badge"
          data-kind={UNSURE.has(source) ? "warn" : undefined}
          title={`${PRICE_SOURCES[source].title}; rule: ${rules}`}
        >
          {PRICE_SOURCES[source].name}
        </span>
      ))}
    </>
  );
}

/** Of which hour prices are, and what made them. */
export function PricesOf({ answer }: { answer: PricesAnswer | undefined }): ReactElement {
  if (!answer)
    return (
      <p className="panel-note">Prices are shown to those who see whole clusters: your token does not.</p>
    );
  const { clusters } = answer;
  return (
    <p className="panel-note">
      Prices now:{" "}
      {clusters.map(({ cluster, hour, priceBook }, index) => (
        <span key={cluster}>
          {index > 0 && ", "}
          <bdi>{cluster}</bdi> at <Moment at={Date.parse(hour)} /> by the price book <bdi>{priceBook}</bdi>
        </span>
      ))}
      . The cost is what each hour was priced at then.
    </p>
  );
}
