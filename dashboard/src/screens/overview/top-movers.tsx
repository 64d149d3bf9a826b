import type { CompareAnswer } from "@kubecent/shared";
import type { ReactElement } from "react";
import { ChangeText } from "../../format/change-text.tsx";
import { exactMoney } from "../../format/money.ts";
import { useReader } from "../../format/use-reader.ts";
import { whyKey } from "../../why/why-key.ts";
import { TOTAL } from "../../why/why-target.ts";
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
  const { locale } = useReader();
  const { versus } = useView();
  const opened = { screen: "changes", versus: versus ?? "prev" } as const;
  const isBeforeSeen = compared.beforeCoverage.ratio > 0;
  const rows = isBeforeSeen ? biggestChanges(compared.rows, MOST) : [];
  return (
    <section className="card movers" aria-labelledby="movers">
      <h2 id="movers">What changed most</h2>
      {rows.length === 0 ? (
        <p className="choice-note">
          {isBeforeSeen
            ? "Nothing changed against the window before."
            : "Nothing was seen of the window before."}
        </p>
      ) : (
        <ol>
          {rows.map(({ cluster, namespace, changeCost, beforeCost }) => (
            <li key={`${cluster} ${namespace}`}>
              <a href={href({ ...opened, scope: { cluster, namespace } })}>
                <bdi>{namespace}</bdi>
              </a>
              <a
                className="amount"
                href={href({ ...opened, scope: { cluster, namespace }, why: whyKey("change", TOTAL) })}
                title={`${exactMoney(changeCost, { currency, locale })}: why?`}
              >
                <ChangeText change={changeCost} before={beforeCost} currency={currency} />
              </a>
            </li>
          ))}
        </ol>
      )}
      <a href={href(opened)}>All changes, by cause</a>
    </section>
  );
}
