import type { Instant } from "@kubecent/shared";
import type { MeasuredAsset, MeasuredNode } from "./measured-hour.ts";
import { assetPlaces } from "./asset-places.ts";
import { priceAsset } from "./price-asset.ts";
import { BYTES_PER_GIB } from "../units.ts";
import { nodeRates } from "../prices/node-rates.ts";
import type { PricedBy } from "../prices/price-book.ts";

/** What a node or another asset costs under a book, in units of its currency, and by which rule. */
export interface PricedThing {
  readonly kind: "node" | MeasuredAsset["kind"];
  readonly name: string;
  /** Of a node its whole hour, of a volume a GiB-hour, of traffic a GiB, of others an hour. */
  readonly price: number;
  readonly source: string;
  readonly rule: string;
}

const PICO = 1e12;

/** Prices what stood in an hour under a book: each node by its whole hour, other things by their unit. */
export function priceThings(
  {
    hour,
    nodes,
    assets,
  }: {
    readonly hour: Instant;
    readonly nodes: readonly MeasuredNode[];
    readonly assets: readonly MeasuredAsset[];
  },
  book: PricedBy,
): PricedThing[] {
  const places = assetPlaces({ nodes });
  return [
    ...nodes.map((node) => pricedNode(node, hour, book)),
    ...assets.map((asset): PricedThing => {
      const { pricePico, priceSource, priceRule } = priceAsset(asset, { hour, book, places });
      const name = asset.namespace === "" ? asset.name : `${asset.namespace}/${asset.name}`;
      return {
        kind: asset.kind,
        name,
        price: Number(pricePico) / PICO,
        source: priceSource,
        rule: priceRule,
      };
    }),
  ];
}

function pricedNode(node: MeasuredNode, hour: Instant, book: PricedBy): PricedThing {
  const { perCpuCorePico, perRamGibPico, perGpuPico, source, rule } = nodeRates(node, hour, book);
  const price =
    (node.cpuCores * Number(perCpuCorePico) +
      (node.ramBytes / BYTES_PER_GIB) * Number(perRamGibPico) +
      node.gpus * Number(perGpuPico)) /
    PICO;
  return { kind: "node", name: node.name, price, source, rule };
}
