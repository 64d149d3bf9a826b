import { sanitizedLabelName } from "../../object-labels.ts";
import type { WrittenPrice } from "../price-book-file.ts";
import { type CsvRecord, readCsv } from "../reading/csv-records.ts";
import { readNumber } from "../reading/read-number.ts";

/** What a foreign price list comes to: prices of a book, and all that cannot be said in one. */
export interface ConvertedPrices {
  readonly prices: readonly WrittenPrice[];
  readonly faults: readonly string[];
}

const INSTANCE_TYPE_LABELS = new Set([
  "node.kubernetes.io/instance-type",
  "beta.kubernetes.io/instance-type",
]);
const LABELS = "metadata.labels.";

/** The prices of OpenCost's or Kubecost's pricing CSV. Of two lines about the same things the last counts, as there. */
export function convertPricingCsv(text: string): ConvertedPrices {
  const read = readCsv(text, "MarketPriceHourly");
  if ("fault" in read) return { prices: [], faults: [read.fault] };

  const lines = read.records.map((record) => ({ line: record.line, found: writtenPrice(record) }));
  const faults = lines.flatMap(({ line, found }) =>
    typeof found === "string" ? [`line ${line}: ${found}`] : [],
  );
  const prices = new Map<string, WrittenPrice>();
  for (const { found } of lines) {
    if (typeof found === "string") continue;
    const { perNodeHour: _node, perGibHour: _gib, ...subject } = { perNodeHour: 0, perGibHour: 0, ...found };
    prices.set(JSON.stringify(subject), found);
  }
  return { prices: [...prices.values()], faults };
}

/** The price that a line says, or why a book cannot say it. */
function writtenPrice({ cells }: CsvRecord): WrittenPrice | string {
  const { AssetClass: kind = "node", MarketPriceHourly: written = "" } = cells;
  const read = readNumber(written);
  if ("fault" in read) return `MarketPriceHourly: ${read.fault}`;
  if (kind === "pv") return volumePrice(cells, read.value);
  if (kind === "node") return nodePrice(cells, read.value);
  return (
    `AssetClass: found ${kind}, wanted node or pv; what it adds to a node's price cannot be said in a book: ` +
    "leave the line out, and give its nodes a price of their own with perCpuCoreHour, perRamGibHour and perGpuHour"
  );
}

function nodePrice(cells: CsvRecord["cells"], perNodeHour: number): WrittenPrice | string {
  const { InstanceID: id, InstanceIDField: field = "", InstanceType: instanceType, Region } = cells;
  const region = Region === undefined ? {} : { region: Region };
  if (id === undefined) {
    if (instanceType === undefined) return "InstanceID: found nothing, wanted what names the node";
    return { kind: "node", instanceType, ...region, perNodeHour };
  }
  const name = nodeName(field, id);
  return typeof name === "string" ? name : { kind: "node", ...name, ...region, perNodeHour };
}

type NodeName = { readonly [Field in "node" | "providerId" | "instanceType" | "label"]?: string };

function nodeName(field: string, id: string): NodeName | string {
  if (field === "metadata.name") return { node: id };
  if (field === "spec.providerID") {
    if (id.includes("://")) return { providerId: id };
    return (
      `InstanceID: found ${id}, a part of a provider id; wanted the whole, such as aws:///eu-west-1a/i-0abc, ` +
      "or the node's name with InstanceIDField metadata.name"
    );
  }
  if (!field.startsWith(LABELS))
    return unknownField(field, "metadata.name, spec.providerID or metadata.labels.NAME");
  const label = field.slice(LABELS.length);
  if (INSTANCE_TYPE_LABELS.has(label)) return { instanceType: id };
  return { label: `${sanitizedLabelName(label)}=${id}` };
}

function volumePrice(cells: CsvRecord["cells"], perGibHour: number): WrittenPrice | string {
  const { InstanceID: id, InstanceIDField: field = "" } = cells;
  if (id === undefined) return "InstanceID: found nothing, wanted what names the volume";
  if (field === "metadata.name") return { kind: "volume", volume: id, perGibHour };
  if (field === "spec.storageClassName") return { kind: "volume", storageClass: id, perGibHour };
  return unknownField(field, "metadata.name or spec.storageClassName");
}

function unknownField(field: string, wanted: string): string {
  return `InstanceIDField: found ${field === "" ? "nothing" : field}, wanted ${wanted}`;
}
