import { assetPlaces } from "./asset-places.ts";
import { feePrice } from "../prices/asset-prices.ts";
import { priceBookLabel, type PricedBy } from "../prices/price-book.ts";
import { nodeSlip, PriceSlipError } from "../prices/proportion.ts";
import { compareText } from "../compare-text.ts";
import { assertCloses, type AssetCosts, type CostRow, type HourCosts } from "./hour-costs.ts";
import type { AssetKey, AssetKind, MeasuredAsset, MeasuredHour } from "./measured-hour.ts";
import { MEASURE_OF_SOURCE, type Measures, noMeasures } from "./measures.ts";
import { sortRows } from "./cost-rows.ts";
import { MONEY_OF, priceAsset, splitAsset, takenMeasure } from "./price-asset.ts";
import { priceNode, withUnpriced } from "./price-node.ts";
import type { Observation } from "../observation.ts";
import { measureHour } from "./measure-hour.ts";

/**
 * Turns what a source saw in one hour into cost rows. Pure: the same observation and price book give the
 * same rows, in whatever order the source listed things. Throws when the two ways of counting do not meet.
 */
export function allocateHour(observation: Observation, book: PricedBy): HourCosts {
  return priceHour(measureHour(observation), book);
}

/**
 * Prices an hour's quantities. Pure: the same quantities and price book give the same costs, now or in a
 * year. Throws when the two ways of counting do not meet, and where a book's price of a node is a slip.
 */
export function priceHour(measured: MeasuredHour, book: PricedBy): HourCosts {
  const pricing = { hour: measured.hour, book, ...(book.lists && { places: assetPlaces(measured) }) };
  const slips = measured.nodes
    .map((node) => nodeSlip(node, measured.hour, book))
    .filter((slip) => slip !== null);
  if (slips.length > 0) throw new PriceSlipError(priceBookLabel(book), [...new Set(slips)]);
  const byNode = Map.groupBy(
    measured.rows.filter((row) => row.kind === "container"),
    (row) => stretchKey(row.node, row.span),
  );
  const nodes = measured.nodes.map((node) =>
    priceNode(node, byNode.get(stretchKey(node.name, node.span)) ?? [], pricing),
  );
  const assets = withOwnFee(measured, book).map((asset) => priceAsset(asset, pricing));
  const others = measured.rows.filter((row) => row.kind !== "container");
  const hour: HourCosts = {
    ...measured,
    priceBook: priceBookLabel(book),
    currency: book.currency,
    rows: sortRows([...nodes.flatMap((node) => node.rows), ...pricedRows(others, assets)]),
    nodes: nodes.map((node) => node.costs),
    findings: withUnpriced(
      measured.findings,
      nodes.map((node) => node.costs),
    ),
    assets: assets
      .filter(
        ({ kind, reported, pricePico, priceSource }) =>
          kind !== "fee" || reported !== null || pricePico > 0n || priceSource === "none",
      )
      .toSorted(compareAssets),
  };
  assertCloses(hour);
  return hour;
}

function stretchKey(node: string, span: number): string {
  return `${span} ${node}`;
}

const NANO_PER_HOUR = 1_000_000_000n;
const SECONDS_PER_HOUR = 3_600n;

/** A fee that only the price book knows is due for the time in which the cluster was seen. */
function withOwnFee({ assets, hour, seenSeconds }: MeasuredHour, book: PricedBy): readonly MeasuredAsset[] {
  if (assets.some((asset) => asset.kind === "fee") || feePrice({ reported: null }, hour, book).pico === 0n)
    return assets;

  const quantity = (BigInt(seenSeconds) * NANO_PER_HOUR) / SECONDS_PER_HOUR;
  const key = { kind: "fee", namespace: "", name: "fee", providerId: "", storageClass: "" } as const;
  return [...assets, { ...key, quantity, unobservedQuantity: 0n, reported: null }];
}

/** In the order in which people name them, whatever order they came in. */
const KIND_ORDER: readonly AssetKind[] = ["volume", "loadBalancer", "network", "fee"];

/** Puts an hour's assets in the order in which they are kept and counted. */
export function compareAssets(a: AssetKey, b: AssetKey): number {
  return KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind) || compareText(assetText(a), assetText(b));
}

/** Rows of volumes, load balancers and traffic, with what each pays of its assets. */
function pricedRows(rows: readonly CostRow[], assets: readonly AssetCosts[]): CostRow[] {
  const byAsset = Map.groupBy(rows, (row) => (row.asset ? assetText(row.asset) : NETWORK));
  const paid = new Map<CostRow, Measures>(rows.map((row) => [row, { ...row.measures }]));
  for (const asset of assets) {
    const payers = byAsset.get(asset.kind === "network" ? NETWORK : assetText(asset)) ?? [];
    payAsset(asset, payers, paid);
  }
  return rows.map((row) => ({ ...row, measures: paid.get(row) ?? noMeasures() }));
}

const NETWORK = "network";

function assetText(asset: AssetKey): string {
  return JSON.stringify([asset.kind, asset.namespace, asset.name, asset.providerId, asset.storageClass]);
}

function payAsset(asset: AssetCosts, payers: readonly CostRow[], paid: ReadonlyMap<CostRow, Measures>): void {
  const taken = takenMeasure(asset);
  const money = MONEY_OF[asset.kind];
  if (!taken || !money) return;

  const costs = splitAsset(
    asset,
    payers.map((row) => row.measures[taken]),
  );
  payers.forEach((row, index) => {
    const measures = paid.get(row);
    if (measures) addMoney(measures, { money, nano: costs[index] ?? 0n }, asset);
  });
}

function addMoney(
  measures: Measures,
  { money, nano }: { money: NonNullable<(typeof MONEY_OF)[keyof typeof MONEY_OF]>; nano: bigint },
  { priceSource }: AssetCosts,
): void {
  measures[money] += nano;
  if (priceSource !== "exporter" && priceSource !== "none") measures[MEASURE_OF_SOURCE[priceSource]] += nano;
}
