import type { CompareAnswer } from "@kubecent/shared";
import type { ReactElement } from "react";
import { ChangeText } from "../../format/change-text.tsx";
import { useHref, useView } from "../../url/use-view.ts";
import { biggestChanges } from "./movers.ts";

const MOST = 7;

interface TopMoversProps {
  compared: CompareAnswer;
  currency: string;
}

/** The namespaces whose cost changed most, in either direction; their change is taken apart on the next screen. */
export function TopMovers({ compared, currency }: TopMoversProps): ReactElement {
  const href = useHref();
  const { versus } = useView();
  const rows = biggestChanges(compared.rows, MOST);
  return (
    <section className="card movers" aria-labelledby="movers">
      <h2 id="movers">What changed most</h2>
      {rows.length === 0 ? (
        <p className="choice-note">Nothing changed against the window before.</p>
      ) : (
        <ol>
          {rows.map(({ cluster, namespace, changeCost, beforeCost }) => (
            <li key={`${cluster} ${namespace}`}>
              <a href={href({ screen: "changes", scope: { cluster, namespace }, versus: versus ?? "prev" })}>
                <bdi>{namespace}</bdi>
              </a>
              <ChangeText change={changeCost} before={beforeCost} currency={currency} />
            </li>
          ))}
        </ol>
      )}
      <a href={href({ screen: "changes", versus: versus ?? "prev" })}>All changes, by cause</a>
    </section>
  );
}
