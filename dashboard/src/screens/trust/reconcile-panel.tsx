import type { ReactElement } from "react";
import { Moment } from "../../format/moment.tsx";
import { exactMoney } from "../../format/money.ts";
import { useReader } from "../../format/use-reader.ts";
import { Panel } from "../../panels/panel.tsx";
import { whyKey } from "../../why/why-key.ts";
import { WhyLink } from "../../why/why-link.tsx";
import { TOTAL } from "../../why/why-target.ts";
import type { ReconcileAnswer } from "./reconcile-answer.ts";
import { RECONCILE_LINES } from "./reconcile-lines.ts";
import "./trust.css";

const MOST_OPEN = 20;

/** Both sides of all hours, to the last digit. */
export function ReconcilePanel({ answer }: { answer: ReconcileAnswer }): ReactElement {
  const { locale } = useReader();
  const { totals, rows, currency } = answer;
  const open = rows.filter(({ closes }) => !closes);
  const text = (amount: string): string => exactMoney(amount, { currency, locale });
  return (
    <Panel
      title="Does it add up?"
      note="The same money counted twice: by what there was, and by where it went."
    >
      <table className="sums">
        <caption className="hidden">Assets less all that they went to</caption>
        <tbody>
          {RECONCILE_LINES.map(({ key, sign, name }) => (
            <tr key={key} data-last={sign === "=" || undefined} data-figure={key}>
              <th scope="row">
                <span className="sums-sign" aria-hidden="true">
                  {sign}
                </span>
                {name}
              </th>
              <td data-number>
                <WhyLink why={whyKey(key, TOTAL)} amount={totals[key]} currency={currency} isMain>
                  {text(totals[key])}
                </WhyLink>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {open.length > 0 && (
        <>
          <p>These hours do not close. `npm run verify` says where they differ.</p>
          <ul>
            {open.slice(0, MOST_OPEN).map(({ cluster, hour, differenceCost }) => (
              <li key={`${cluster} ${hour}`}>
                <bdi>{cluster}</bdi>, <Moment at={Date.parse(hour)} />: {text(differenceCost)}
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}
