import type { AssetLine, AssetLineFigures } from "@kubecent/shared";
import type { ReactElement } from "react";
import { exactMoney, price as priceText } from "../format/money.ts";
import { PRICE_SOURCES } from "../format/price-sources.ts";
import { exactQuantity, quantity } from "../format/quantities.ts";
import { stretch } from "../format/times.ts";
import { useReader } from "../format/use-reader.ts";
import type { AssetsPart } from "./why-target.ts";

const OPEN_UP_TO = 4;

interface AssetGroupProps {
  name: string;
  amount: string;
  part: AssetsPart;
  lines: readonly AssetLine[];
  currency: string;
}

/** What assets cost, or what became of it, asset by asset and price by price. */
export function AssetGroupView({ name, amount, part, lines, currency }: AssetGroupProps): ReactElement {
  const { locale } = useReader();
  return (
    <details className="why-group" open={lines.length <= OPEN_UP_TO}>
      <summary>
        <span>{name}</span>
        <span className="why-cost">{exactMoney(amount, { currency, locale })}</span>
      </summary>
      <p className="why-greater">{part.note}</p>
      <ul>
        {lines.map((line) => (
          <LineView key={JSON.stringify(line)} line={line} column={part.column} currency={currency} />
        ))}
      </ul>
    </details>
  );
}

const PARTS: Readonly<Record<AssetLine["part"], string>> = { cpu: "CPU", ram: "memory", gpu: "GPU", "": "" };

interface LineProps {
  line: AssetLine;
  column: keyof AssetLineFigures;
  currency: string;
}

function LineView({ line, column, currency }: LineProps): ReactElement {
  const reader = useReader();
  const { locale } = reader;
  const style = { currency, locale };
  const { things, unit, price, priceSource, rule, part, cost } = line;
  const name = things > 1 ? `${quantity(things, locale)} ${manyOf(line)}` : line.name || line.cluster;
  const inForce = stretch({ start: Date.parse(line.start), end: Date.parse(line.end) }, reader);
  return (
    <li>
      <span className="why-of">
        <bdi>{name}</bdi>
        {part === "" ? "" : `, ${PARTS[part]}`}
      </span>
      <span className="why-term">
        {exactQuantity(line.quantity, locale)} {unit}
        {price === null ? "" : ` × ${priceText(price, style)}`}
        {column === "cost" ? "" : ` = ${exactMoney(cost, style)}${takenOff(line, column, style)}`}
      </span>
      <span className="why-cost">{exactMoney(line[column], style)}</span>
      <span className="why-note">
        {PRICE_SOURCES[priceSource].phrase}
        {rule === priceSource || rule === "" ? "" : `: ${rule}`}, {inForce}
      </span>
    </li>
  );
}

const SHARES = [
  ["allocatedCost", "taken by containers"],
  ["idleCost", "idle"],
  ["unobservedCost", "not observed"],
] as const;

/** The shares of an asset's cost that are not the one that is told. */
function takenOff(line: AssetLine, column: LineProps["column"], style: { currency: string; locale: string }) {
  return SHARES.filter(([share]) => share !== column && /[1-9]/.test(line[share]))
    .map(([share, words]) => ` − ${exactMoney(line[share], style)} ${words}`)
    .join("");
}

const MANY: Readonly<Record<AssetLine["kind"], string>> = {
  node: "nodes",
  volume: "volumes",
  loadBalancer: "load balancers",
  network: "reaches",
  fee: "fees",
};

function manyOf({ kind, type }: AssetLine): string {
  return `${MANY[kind]}${type === "" ? "" : ` of type ${type}`}`;
}
