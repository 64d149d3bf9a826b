import type { ReactElement } from "react";
import { useClusterList } from "../../data/clusters.ts";
import { useCoverage } from "../../data/coverage.ts";
import { useGo, useView } from "../../url/use-view.ts";

/** In which currency the numbers are; a choice where clusters are priced in several, for these are never added up. */
export function CurrencyChoice(): ReactElement {
  const view = useView();
  const go = useGo();
  const { answer } = useClusterList();
  const shown = useCoverage(view).answer?.currency;
  const currencies = [...new Set(answer?.rows.map(({ currency }) => currency))].toSorted();
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
