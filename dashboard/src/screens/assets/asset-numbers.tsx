import type { AssetFigures, AssetKindName, AssetRow, MoneyAnswer } from "@kubecent/shared";
import type { ReactElement } from "react";
import { MoneyText } from "../../format/money-text.tsx";
import { ratioOf, sumOf } from "../../format/nano-sum.ts";
import { share } from "../../format/share.ts";
import { useReader } from "../../format/use-reader.ts";
import { BigNumber, BigNumbers } from "../../panels/big-number.tsx";
import type { PricedAsset } from "./asset-rows.ts";
import { kindName } from "./kind-names.ts";

interface AssetNumbersProps {
  kind: AssetKindName;
  answer: Pick<MoneyAnswer<AssetRow, AssetFigures>, "totals" | "currency">;
  rows: readonly PricedAsset[];
}

/** What the assets of a kind cost together, and what of it nobody used. */
export function AssetNumbers({ kind, answer: { totals, currency }, rows }: AssetNumbersProps): ReactElement {
  const unused = UNUSED[kind];
  const amount = unused?.of(rows);
  return (
    <BigNumbers>
      <BigNumber name={`All ${kindName(kind)}`} notes={["Capacity × time × price, whoever took it."]}>
        <MoneyText amount={totals.totalCost} currency={currency} />
      </BigNumber>
      {unused && amount !== undefined && (
        <BigNumber
          name={unused.name}
          notes={[<PartNote key="part" part={amount} whole={totals.totalCost} />, unused.note]}
        >
          <MoneyText amount={amount} currency={currency} />
        </BigNumber>
      )}
    </BigNumbers>
  );
}

function PartNote({ part, whole }: { part: string; whole: string }): ReactElement {
  const { locale } = useReader();
  const ratio = ratioOf(part, whole);
  return <>{ratio === null ? "–" : share(ratio, locale)} of them</>;
}

interface Unused {
  readonly name: string;
  readonly note: string;
  readonly of: (rows: readonly PricedAsset[]) => string;
}

const UNUSED: Readonly<Partial<Record<AssetKindName, Unused>>> = {
  node: {
    name: "Asked for by nobody",
    note: "Part of the nodes that no pod took.",
    of: (rows) => sumOf(rows.map(({ row }) => row.idleCost)),
  },
  volume: {
    name: "Mounted by nobody",
    note: "Minutes in which no pod had the volume mounted. They stand first.",
    of: (rows) => sumOf(rows.map(({ unmountedCost }) => unmountedCost)),
  },
  loadBalancer: {
    name: "With nothing behind them",
    note: "No container ran in the namespace of their service. They stand first.",
    of: (rows) => sumOf(rows.filter(({ warning }) => warning !== null).map(({ row }) => row.totalCost)),
  },
};
