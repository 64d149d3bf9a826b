import type { PricesAnswer, PriceSourceShares } from "@kubecent/shared";
import type { ReactElement } from "react";
import { Moment } from "../../format/moment.tsx";
import { useHref } from "../../url/use-view.ts";
import { Panel } from "../../panels/panel.tsx";
import { PRICE_SOURCES } from "../../format/price-sources.ts";
import { ShareBar } from "../../table/share-bar.tsx";
import "../../table/table.css";

interface PricesPanelProps {
  shares: PriceSourceShares;
  prices: PricesAnswer;
}

/** At whose prices: the share of the window's cost by who said so, and what is in force. */
export function PricesPanel({ shares, prices }: PricesPanelProps): ReactElement {
  const href = useHref();
  return (
    <Panel
      title="At whose prices?"
      note="Shares of this window's cost by where its prices came from. A default is a guess: a price book of your own replaces it. What is not priced has no cost: its share is one of the core-hours."
    >
      <table className="sums">
        <caption className="hidden">Shares of the cost by the source of its prices</caption>
        <tbody>
          {sharesOf(shares).map(({ source, ratio }) => (
            <tr key={source}>
              <th scope="row" title={PRICE_SOURCES[source].title}>
                {PRICE_SOURCES[source].name}
                <span className="row-detail"> {PRICE_SOURCES[source].title}</span>
              </th>
              <td data-number>
                <ShareBar ratio={ratio} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <ul className="plain-list">
        {prices.clusters.map(({ cluster, hour, priceBook, chosenPriceBook }) => (
          <li key={cluster}>
            <bdi>{cluster}</bdi>: the price book <bdi>{priceBook}</bdi> priced the hour of{" "}
            <Moment at={Date.parse(hour)} />
            {chosenPriceBook !== null && chosenPriceBook !== priceBook && (
              <>
                ; <bdi>{chosenPriceBook}</bdi> will price the next ones
              </>
            )}
            .
          </li>
        ))}
      </ul>
      <a href={href({ screen: "assets" })}>Every price, asset by asset</a>
    </Panel>
  );
}

const IN_ORDER = ["custom", "exporter", "karpenter", "list", "estimate", "default", "none"] as const;

function sharesOf(shares: PriceSourceShares) {
  return IN_ORDER.flatMap((source) => {
    const ratio = shares[source];
    return ratio === undefined ? [] : [{ source, ratio }];
  });
}
