import type { ReconcileFigures } from "@kubecent/shared";
import type { ReactElement } from "react";
import { Moment } from "../../format/moment.tsx";
import { exactMoney } from "../../format/money.ts";
import { useReader } from "../../format/use-reader.ts";
import { Panel } from "../../panels/panel.tsx";
import type { ReconcileAnswer } from "./reconcile-answer.ts";
import "./trust.css";

const LINES: readonly { key: keyof ReconcileFigures; sign: string; name: string }[] = [
  { key: "assetCost", sign: "", name: "Assets: capacity × time × price of all there was" },
  { key: "allocatedCost", sign: "−", name: "Allocated: what namespaces took" },
  { key: "idleCost", sign: "−", name: "Idle: what nobody took of the nodes" },
  { key: "unobservedCost", sign: "−", name: "Not observed: what stood in minutes that nobody saw" },
  { key: "feeCost", sign: "−", name: "Fee: what the provider takes for the cluster" },
  { key: "differenceCost", sign: "=", name: "Difference" },
];

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
          {LINES.map(({ key, sign, name }) => (
            <tr key={key} data-last={sign === "=" || undefined} data-figure={key}>
              <th scope="row">
                <span className="sums-sign" aria-hidden="true">
                  {sign}
                </span>
                {name}
              </th>
              <td data-number>{text(totals[key])}</td>
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
