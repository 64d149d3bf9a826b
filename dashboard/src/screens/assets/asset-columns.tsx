import type { AssetKindName } from "@kubecent/shared";
import { MoneyText } from "../../format/money-text.tsx";
import { compareAmounts, sumOf } from "../../format/nano-sum.ts";
import { quantity } from "../../format/quantities.ts";
import type { Column } from "../../table/column.ts";
import { AssetName, RunsOnIt } from "./asset-name.tsx";
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
  const amount = (key: string, name: string, read: (asset: PricedAsset) => string): AssetColumn => ({
    key,
    name,
    cell: (asset) => <MoneyText amount={read(asset)} currency={currency} />,
    compare: (one, other) => compareAmounts(read(one), read(other)),
    foot: (assets) => <MoneyText amount={sumOf(assets.map(read))} currency={currency} />,
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
    { key: "used-by", name: USED_BY[kind], cell: ({ row }) => <RunsOnIt row={row} /> },
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

const TYPE: AssetColumn = {
  key: "type",
  name: "Type",
  cell: ({ row }) => <bdi>{row.type}</bdi>,
  compare: (one, other) => one.row.type.localeCompare(other.row.type),
};

const USED_BY: Readonly<Record<AssetKindName, string>> = {
  node: "Runs on it",
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
