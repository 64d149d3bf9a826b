import type { ExplainLine } from "@kubecent/shared";
import type { ReactElement } from "react";
import { exactMoney, price as priceText } from "../format/money.ts";
import { exactQuantity, quantity } from "../format/quantities.ts";
import { useReader } from "../format/use-reader.ts";
import type { ExplainGroup } from "./explain-groups.ts";
import { PRICE_SOURCES } from "../format/price-sources.ts";

const OPEN_UP_TO = 4;

/** What lines of a resource are about. */
const THINGS: Readonly<Record<ExplainLine["part"], string>> = {
  cpu: "nodes",
  ram: "nodes",
  gpu: "nodes",
  volume: "volumes",
  network: "reaches",
  loadBalancer: "services",
};

interface GroupViewProps {
  name: string;
  /** Below zero where the group is taken off. */
  amount: string;
  group: ExplainGroup;
  currency: string;
}

/** One resource: its sum, and behind it each node or volume with price × quantity. */
export function ExplainGroupView({ name, amount, group, currency }: GroupViewProps): ReactElement {
  const { locale } = useReader();
  const { lines, unit, requested, used } = group;
  return (
    <details className="why-group" open={lines.length <= OPEN_UP_TO}>
      <summary>
        <span>
          {name}{" "}
          <span className="why-quantity">
            {quantity(group.quantity, locale)} {unit}
          </span>
        </span>
        <span className="why-cost">{exactMoney(amount, { currency, locale })}</span>
      </summary>
      {requested !== null && used !== null && (
        <p className="why-greater">
          Billed is the greater of request ({quantity(requested, locale)}) and usage ({quantity(used, locale)}{" "}
          {unit}), minute by minute.
        </p>
      )}
      <ul>
        {lines.map((line) => (
          <LineView key={`${line.of} ${line.price} ${line.rule}`} line={line} currency={currency} />
        ))}
      </ul>
    </details>
  );
}

function LineView({ line, currency }: { line: ExplainLine; currency: string }): ReactElement {
  const { locale } = useReader();
  const style = { currency, locale };
  const { of, things, price, priceSource, rule, ranMinutes, seenMinutes, scaled } = line;
  return (
    <li>
      <span className="why-of">
        <bdi>{of === "" ? (things > 1 ? `${things} ${THINGS[line.part]} at one price` : "Traffic") : of}</bdi>
      </span>
      <span className="why-term">
        {exactQuantity(line.quantity, locale)} {line.unit}
        {price === null ? "" : ` × ${priceText(price, style)}`}
      </span>
      <span className="why-cost">{exactMoney(line.cost, style)}</span>
      <span className="why-note">
        {priceSource === null
          ? rule
          : `${PRICE_SOURCES[priceSource].phrase}${rule === priceSource ? "" : `: ${rule}`}`}
        {seenMinutes < ranMinutes &&
          `. Usage was measured in ${quantity(seenMinutes, locale)} of ${quantity(ranMinutes, locale)} minutes; the others are billed by request`}
        {scaled && ". The node was overcommitted: this was cut down to fit what the node has"}
      </span>
    </li>
  );
}
