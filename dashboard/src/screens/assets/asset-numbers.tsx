import type { AssetFigures, AssetKindName, AssetRow, MoneyAnswer } from "@kubecent/shared";
import type { ReactElement } from "react";
import { ratioOf } from "../../format/nano-sum.ts";
import { share } from "../../format/share.ts";
import { useReader } from "../../format/use-reader.ts";
import { BigNumber, BigNumbers } from "../../panels/big-number.tsx";
import { whyKey } from "../../why/why-key.ts";
import { WhyLink } from "../../why/why-link.tsx";
import { TOTAL } from "../../why/why-target.ts";
import type { PricedAsset } from "./asset-rows.ts";
import { kindName } from "./kind-names.ts";
import { unusedOf } from "./unused-cost.ts";

interface AssetNumbersProps {
  kind: AssetKindName;
  answer: Pick<MoneyAnswer<AssetRow, AssetFigures>, "totals" | "currency">;
  rows: readonly PricedAsset[];
}

/** What the assets of a kind cost together, and what of it nobody used. */
export function AssetNumbers({ kind, answer: { totals, currency }, rows }: AssetNumbersProps): ReactElement {
  const unused = UNUSED[kind];
  const amount = unusedOf(kind, rows);
  return (
    <BigNumbers>
      <BigNumber name={`All ${kindName(kind)}`} notes={["Capacity × time × price, whoever took it."]}>
        <WhyLink why={TOTAL} amount={totals.totalCost} currency={currency} isMain />
      </BigNumber>
      {unused && amount !== null && (
        <BigNumber
          name={unused.name}
          notes={[<PartNote key="part" kind={kind} part={amount} whole={totals.totalCost} />, unused.note]}
        >
          <WhyLink why={whyKey("unused", TOTAL)} amount={amount} currency={currency} isMain />
        </BigNumber>
      )}
    </BigNumbers>
  );
}

interface PartNoteProps {
  kind: AssetKindName;
  part: string;
  whole: string;
}

function PartNote({ kind, part, whole }: PartNoteProps): ReactElement {
  const { locale } = useReader();
  const ratio = ratioOf(part, whole);
  return (
    <>
      {ratio === null ? "–" : share(ratio, locale)} of what all {kindName(kind)} cost
    </>
  );
}

const UNUSED: Readonly<Partial<Record<AssetKindName, { name: string; note: string }>>> = {
  node: { name: "Asked for by nobody", note: "Part of the nodes that no pod took." },
  volume: {
    name: "Mounted by nobody",
    note: "Minutes in which no pod had the volume mounted. They stand first.",
  },
  loadBalancer: {
    name: "With nothing behind them",
    note: "No container ran in the namespace of their service. They stand first.",
  },
};
