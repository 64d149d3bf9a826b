import { ASSETS, NETWORK_PRICES } from "../../query/families.ts";
import type { Family } from "../../query/selector.ts";
import { labelOf } from "../../series/series.ts";
import type { Examiner } from "../examiner.ts";
import { type Check, type Finding, found, missing, partial } from "../source-check.ts";

const EXPORTER = "Install OpenCost and scrape its /metrics, or set PRICE_BOOK_FILE";

/** Who says what things cost. A price book of one's own goes before all of them. */
export const PRICE_CHECKS: readonly Check[] = [
  {
    name: "prices of nodes (node_cpu_hourly_cost, node_ram_hourly_cost)",
    gravity: "poorer",
    consequence:
      "Nodes cost what their cloud's list asks for their type, without discounts; where it does not know them, the defaults",
    remedy: EXPORTER,
    async look(examiner) {
      const nodes = await countNodes(examiner, ASSETS.nodeInfo);
      const priced = Math.min(
        await countNodes(examiner, ASSETS.nodeCpuPrice),
        await countNodes(examiner, ASSETS.nodeRamPrice),
      );
      const inTotal = await countNodes(examiner, ASSETS.nodePrice);
      const known = Math.max(priced, inTotal);
      const detail = `${known} of ${nodes} nodes`;
      if (known >= nodes && known > 0) return found(detail);
      if (examiner.hasPriceBook) return found(`${detail}; the price book goes first`);
      return known === 0 ? missing(detail) : partial(detail);
    },
  },
  priceCheck("prices of volumes", ASSETS.volumePrice, {
    family: ASSETS.volumeCapacity,
    labels: ["persistentvolume", "volumename"],
  }),
  priceCheck("prices of load balancers", ASSETS.loadBalancerPrice, {
    family: ASSETS.services,
    labels: ["namespace", "exported_namespace", "service", "exported_service", "service_name"],
  }),
  priceCheck("prices of traffic", NETWORK_PRICES.internet, null),
  {
    name: "the cluster's fee (kubecost_cluster_management_cost)",
    gravity: "poorer",
    consequence: "What the provider takes for running the cluster is not among the assets",
    remedy: EXPORTER,
    async look(examiner) {
      const count = await examiner.count(ASSETS.fee);
      if (count > 0) return found("told");
      return examiner.hasPriceBook ? found("not told; the price book may say") : missing("not told");
    },
  },
];

/** The things that a family of prices is about: who lists them, and the labels that tell them apart. */
interface PricedThings {
  readonly family: Family;
  readonly labels: readonly string[];
}

function priceCheck(what: string, family: Family, things: PricedThings | null): Check {
  return {
    name: `${what} (${family.metric})`,
    gravity: "poorer",
    consequence: "They are priced by defaults, which are a guess and marked as one in every answer",
    remedy: EXPORTER,
    look: (examiner) => lookForPrices(examiner, family, things),
  };
}

async function lookForPrices(
  examiner: Examiner,
  family: Family,
  things: PricedThings | null,
): Promise<Finding> {
  const priced = things ? await examiner.countDistinct(family, things.labels) : await examiner.count(family);
  const count = things ? await examiner.countDistinct(things.family, things.labels) : 1;
  const detail = things ? `${priced} of ${count}` : `${priced} series`;
  if (priced > 0 && priced >= count) return found(detail);
  if (count === 0) return found("none, and nothing to price");
  if (examiner.hasPriceBook) return found(`${detail}; the price book goes first`);
  return priced > 0 ? partial(detail) : missing(things ? detail : "none");
}

/** How many nodes a family tells of, however often it is scraped. */
async function countNodes(examiner: Examiner, family: Family): Promise<number> {
  const told = await examiner.countBy(family, ["node", "exported_node"]);
  return new Set(told.map((each) => labelOf(each, "node"))).size;
}
