import { DAY_MS, formatInstant, hourOf, type Instant } from "@kubecent/shared";
import type { Observation, Source } from "../../domain/observation.ts";
import { observeAdvice } from "./advice/observe-advice.ts";
import { observeFee, observeLoadBalancers, observeVolumes } from "./demo-assets.ts";
import { NAMESPACE_LABELS } from "./company/demo-namespaces.ts";
import { PRICES } from "./company/pools.ts";
import { clearSight, sightOf } from "./gap.ts";
import { loadsDuring } from "./load.ts";
import { observeNetwork } from "./network.ts";
import { nodesDuring, observeNode } from "./demo-nodes.ts";
import { hashText } from "./noise.ts";
import { placeHomes, type Slot } from "./placement.ts";
import { podsOn } from "./demo-pods.ts";
import { demoFindings } from "./troubles.ts";
import { observePod } from "./usage.ts";

const DEFAULT_SEED = "kubecent";
const DEFAULT_HISTORY_DAYS = 30;

/** What makes one demo cluster differ from another. */
export interface DemoSourceOptions {
  readonly seed?: string;
  readonly historyDays?: number;
  /** Nothing happens in it that anybody would have to be told of. */
  readonly isQuiet?: boolean;
  readonly now: () => Instant;
}

/**
 * A made-up shop's cluster, for trying KubeCent without one. Each hour follows from the seed and the hour
 * alone: asked for in any order, at any time, by any process, it is the same.
 */
export function createDemoSource({
  seed = DEFAULT_SEED,
  historyDays = DEFAULT_HISTORY_DAYS,
  isQuiet = false,
  now,
}: DemoSourceOptions): Source {
  const company: Company = { seed, key: hashText(seed), slots: placeHomes(seed, isQuiet), isQuiet };
  return {
    kind: "demo",
    earliestHour: async (signal) => {
      signal.throwIfAborted();
      return Math.floor((now() - historyDays * DAY_MS) / DAY_MS) * DAY_MS;
    },
    observe: async (hour, signal) => {
      signal.throwIfAborted();
      return observeHour(company, hour);
    },
  };
}

interface Company {
  readonly seed: string;
  readonly key: number;
  readonly slots: readonly Slot[];
  readonly isQuiet: boolean;
}

function observeHour(company: Company, hour: Instant): Observation {
  if (hourOf(hour) !== hour) {
    throw new RangeError(`Only whole hours are observed; found ${formatInstant(hour)}, wanted its hour`);
  }
  const sight = company.isQuiet ? clearSight(hour) : sightOf(company.key, hour);
  const nodes = nodesDuring(company.slots, hour);
  const pods = nodes.flatMap((node) => podsOn(node, company.seed, sight));
  const loadOf = loadsDuring(hour);
  const seen = {
    nodes: nodes.flatMap((node) => observeNode(node, sight)),
    pods: pods.map((pod) => observePod(pod, loadOf(pod.home), sight)),
  };
  return {
    hour,
    source: "demo",
    ...seen,
    volumes: observeVolumes(company, pods, sight),
    loadBalancers: observeLoadBalancers(sight),
    network: pods.flatMap((pod) =>
      observeNetwork(pod, { load: loadOf(pod.home), sight, seedKey: company.key, isQuiet: company.isQuiet }),
    ),
    networkPrices: PRICES.network,
    fee: observeFee(sight),
    namespaceLabels: NAMESPACE_LABELS,
    seenMinutes: sight.seen,
    // Whatever the demo shows at all, it shows of every kind.
    seenByKind: { gpu: sight.seen, volume: sight.seen, network: sight.seen, loadBalancer: sight.seen },
    gaps: sight.gap ? [sight.gap] : [],
    findings: company.isQuiet ? [] : demoFindings({ ...seen, sight, seedKey: company.key }),
    advice: observeAdvice({ nodes, pods, loadOf, sight }),
  };
}
