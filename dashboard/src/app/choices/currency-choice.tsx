import type { ReactElement } from "react";
import { useClusters } from "../../data/clusters.ts";
import { useWindowFacts } from "../../data/shown-window.ts";
import { useGo, useView } from "../../url/use-view.ts";

/** In which currency the numbers are; a choice where clusters are priced in several, for these are never added up. */
export function CurrencyChoice(): ReactElement {
  const view = useView();
  const go = useGo();
  const clusters = useClusters();
  const shown = useWindowFacts().facts?.currency;
  const currencies = [...new Set(clusters.map(({ currency }) => currency))].toSorted();
  if (currencies.length < 2) return <span className="choice-note">{shown ?? currencies[0] ?? ""}</span>;
  return (
    <label>
      <span className="hidden">Currency</span>
      <select
        value={view.currency ?? ""}
        onChange={({ target }) => go({ currency: target.value === "" ? null : target.value })}
      >
        <option value="">Choose a currency</option>
        {currencies.map((currency) => (
          <option key={currency}>{currency}</option>
        ))}
      </select>
    </label>
  );
}
