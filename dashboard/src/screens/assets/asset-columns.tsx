import type { AssetKindName } from "@kubecent/shared";
import { MoneyText } from "../../format/money-text.tsx";
import { compareAmounts, sumOf } from "../../format/nano-sum.ts";
import { quantity } from "../../format/quantities.ts";
import type { Column } from "../../table/column.ts";
import { whyKey } from "../../why/why-key.ts";
import { WhyLink } from "../../why/why-link.tsx";
import { AssetName, UsedBy } from "./asset-name.tsx";
import type { PricedAsset } from "./asset-rows.ts";
import { PriceCell, SourceCell } from "./price-cells.tsx";

interface AssetTable {
  readonly kind: AssetKindName;
  readonly currency: string;
  readonly locale: string;
}

type AssetColumn = Column<PricedAsset>;

/** What stands in the table of a kind of asset. */
export function assetColumns(table: AssetTable): AssetColumn[] {
  const { kind, currency, locale } = table;
  const amount = (
    key: "cost" | "idle" | "unmounted",
    name: string,
    read: (asset: PricedAsset) => string | null,
  ): AssetColumn => ({
    key,
    name,
    cell: (asset) => {
      const worth = read(asset);
      const why = key === "cost" ? asset.key : whyKey(key, asset.key);
      return worth === null ? (
        <MoneyText amount={null} currency={currency} reason={TOO_MANY} />
      ) : (
        <WhyLink why={why} amount={worth} currency={currency} isMain={key === "cost"} />
      );
    },
    compare: (one, other) => compareAmounts(read(one) ?? "0", read(other) ?? "0"),
    foot: (assets) => <MoneyText amount={knownSum(assets.map(read))} currency={currency} reason={TOO_MANY} />,
    isNumber: true,
  });
  const own: Readonly<Record<AssetKindName, AssetColumn[]>> = {
    node: [amount("idle", "Idle", ({ row }) => row.idleCost)],
    volume: [amount("unmounted", "Unmounted", ({ unmountedCost }) => unmountedCost)],
    loadBalancer: [],
    network: [],
    fee: [],
  };
  return [
    {
      key: "name",
      name: "Name",
      cell: (asset) => <AssetName asset={asset} />,
      compare: (one, other) => one.row.name.localeCompare(other.row.name),
    },
    ...(kind === "node" || kind === "volume" ? [TYPE] : []),
    ...(kind === "node" ? [] : [{ key: "used-by", name: USED_BY[kind], cell: usedBy }]),
    {
      key: "quantity",
      name: UNIT_NAMES[kind],
      cell: ({ row }) => quantity(row.quantity, locale),
      compare: (one, other) => one.row.quantity - other.row.quantity,
      isNumber: true,
    },
    amount("cost", "Cost", ({ row }) => row.totalCost),
    ...own[kind],
    {
      key: "source",
      name: "Price from",
      cell: (asset) => <SourceCell prices={asset.prices} />,
    },
    {
      key: "price",
      name: "Price now",
      cell: (asset) => <PriceCell prices={asset.prices} currency={currency} />,
    },
  ];
}

const TOO_MANY = "More than 500 volumes were mounted by nobody: of each alone it is not told";

function knownSum(amounts: readonly (string | null)[]): string | null {
  const known = amounts.filter((each) => each !== null);
  return known.length < amounts.length ? null : sumOf(known);
}

const TYPE: AssetColumn = {
  key: "type",
  name: "Type",
  cell: ({ row }) => <bdi>{row.type}</bdi>,
  compare: (one, other) => one.row.type.localeCompare(other.row.type),
};

const usedBy: AssetColumn["cell"] = ({ row }) => <UsedBy row={row} />;

const USED_BY: Readonly<Record<Exclude<AssetKindName, "node">, string>> = {
  volume: "Claimed in",
  loadBalancer: "Service in",
  network: "Sent by",
  fee: "Serves",
};

const UNIT_NAMES: Readonly<Record<AssetKindName, string>> = {
  node: "Hours",
  volume: "GiB-hours",
  loadBalancer: "Hours",
  network: "GiB",
  fee: "Hours",
};
