import type { CapacityType } from "@kubecent/shared";
import type { FindingBook } from "../../../domain/findings/finding-book.ts";
import {
  MINUTES_PER_HOUR,
  type NodeIdentity,
  type NodeObservation,
  type NodeSpan,
} from "../../../domain/observation.ts";
import { SourceError } from "../../source-error.ts";
import type { HourReader } from "../query/hour-reader.ts";
import { escapeRegex, type Family } from "../query/selector.ts";
import { labelOf, type Series } from "../series/series.ts";

/** By type, zone and capacity type; versions of before 1.0 named it otherwise. */
const KARPENTER_PRICES: Family = {
  name: "Karpenter's prices",
  metric: "",
  matchers: [
    {
      label: "__name__",
      operator: "=~",
      value:
        "karpenter_cloudprovider_instance_type_offering_price_estimate|karpenter_cloudprovider_instance_type_price_estimate",
    },
  ],
};

/** So many types are asked for at once: Karpenter tells a price for each type, zone and capacity type of its cloud. */
const TYPES_A_QUERY = 100;

/** Of reserved capacity Karpenter tells a price of nearly nothing, so that it is taken first: that is no price. */
const PRICED: ReadonlySet<CapacityType> = new Set<CapacityType>(["on-demand", "spot"]);

type Machine = Pick<NodeIdentity, "instanceType" | "zone" | "capacityType">;

/**
 * Nodes with what Karpenter says that machines like them cost, for those that no exporter prices. It is read for their types alone;
 * an hour in which it is not answered goes on without, and says so.
 */
export async function withKarpenterPrices(
  nodes: readonly NodeObservation[],
  reader: HourReader,
  findings: FindingBook,
): Promise<NodeObservation[]> {
  const machines = nodes.flatMap((node) => node.spans.flatMap((span) => unpriced(node, span) ?? []));
  const types = [...new Set(machines.map(({ instanceType }) => instanceType))].toSorted();
  const offers = await readOffers(reader, types, findings);
  const withPrice = (node: NodeObservation, span: NodeSpan): NodeSpan => {
    const machine = unpriced(node, span);
    const price = machine && offerOf(machine, offers);
    return price === null ? span : { ...span, karpenterPerHour: price };
  };
  return nodes.map((node) => ({ ...node, spans: node.spans.map((span) => withPrice(node, span)) }));
}

/** The machine of a span that nobody prices; null where somebody does, or where Karpenter cannot. */
function unpriced(node: NodeObservation, { identity = node, price }: NodeSpan): Machine | null {
  const { instanceType, capacityType } = identity;
  const isOpen = node.billing === "capacity" && price === null && instanceType !== "";
  return isOpen && PRICED.has(capacityType) ? identity : null;
}

async function readOffers(
  reader: HourReader,
  types: readonly string[],
  findings: FindingBook,
): Promise<Map<string, Series[]>> {
  const groups = Array.from({ length: Math.ceil(types.length / TYPES_A_QUERY) }, (_, index) =>
    types.slice(index * TYPES_A_QUERY, (index + 1) * TYPES_A_QUERY),
  );
  try {
    const answers = await Promise.all(
      groups.map((group) => {
        const value = group.map(escapeRegex).join("|");
        const matchers = [{ label: "instance_type", operator: "=~", value }] as const;
        return reader.lastSamples(KARPENTER_PRICES, { matchers, isOptional: true });
      }),
    );
    return Map.groupBy(answers.flat(), (offer) => labelOf(offer, "instance_type"));
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const note = { minutes: MINUTES_PER_HOUR, detail: error.message };
    findings.note("karpenter_prices_unread", { kind: "cluster" }, note);
    return new Map();
  }
}

/**
 * The price of a machine in its zone, the highest where replicas of Karpenter tell several; where the zone is not known, one that all
 * zones have in common.
 */
function offerOf(
  { instanceType, zone, capacityType }: Machine,
  offers: ReadonlyMap<string, readonly Series[]>,
): number | null {
  const prices = (offers.get(instanceType) ?? [])
    .filter((offer) => labelOf(offer, "capacity_type") === capacityType)
    .filter((offer) => zone === "" || labelOf(offer, "zone") === zone)
    .map(({ values }) => values.at(-1) ?? 0)
    .filter((price) => price > 0);
  const isKnown = prices.length > 0 && (zone !== "" || new Set(prices).size === 1);
  return isKnown ? Math.max(...prices) : null;
}
