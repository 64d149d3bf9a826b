import { FindingBook } from "../../domain/findings/finding-book.ts";
import { MINUTES_PER_HOUR, type Observation, type PerMinute } from "../../domain/observation.ts";
import { bridgedHoles, clip, type Stretches, unite, windowOfHour } from "../prometheus/time/stretches.ts";
import { describeVisibility } from "../prometheus/gaps.ts";
import { minuteShares } from "../prometheus/time/minute-grid.ts";
import { AttendanceBook } from "./assets/attendance.ts";
import { observeFee } from "./assets/observe-fee.ts";
import { observeLoadBalancers } from "./assets/observe-load-balancers.ts";
import { observeNodes } from "./assets/observe-nodes.ts";
import { observeVolumes } from "./assets/observe-volumes.ts";
import type { Allocation } from "./answers/allocation-answer.ts";
import type { HourFacts } from "./hour-facts.ts";
import { NETWORK_PRICES, observeNetwork } from "./pods/observe-network.ts";
import { observePods, podsOf } from "./pods/observe-pods.ts";
import { readNamespaceLabels } from "./pods/pod-labels.ts";
import { readMounts } from "./pods/pod-mounts.ts";
import { runTimes } from "./pods/run-time.ts";

/** Makes an observation of what OpenCost told; what it does not tell is marked as not known. */
export function observeHour(facts: HourFacts): Observation {
  const { hour, containers } = facts;
  const book = new AttendanceBook(facts);
  const findings = new FindingBook();
  const ran = runTimes(containers, hour, book.lostStepMs);
  const pods = podsOf(ran.keys());
  const network = observeNetwork(pods);
  const volumes = observeVolumes(book, readMounts(pods, ran, hour), findings);
  const loadBalancers = observeLoadBalancers(book);
  const visibility = visibilityOf(facts, book);
  const fee = observeFee(facts.assets, [...facts.assetsAfter, ...facts.assetsBefore], {
    seenMinutes: visibility.seenMinutes,
    unobservedMinutes: unobservedMinutes(facts, book),
  });
  if (fee === null && visibility.seenMinutes.some((share) => share > 0)) noteNoFee(findings);
  return {
    hour,
    source: "opencost",
    nodes: observeNodes(book, gpuNodesOf(facts), findings),
    pods: observePods(pods, ran, hour),
    volumes,
    loadBalancers,
    network,
    networkPrices: network && NETWORK_PRICES,
    fee,
    namespaceLabels: readNamespaceLabels(containers),
    ...visibility,
    findings: findings.list(),
    seenByKind: {
      gpu: visibility.seenMinutes,
      volume: where(volumes.length > 0, visibility.seenMinutes),
      network: where(network !== null, visibility.seenMinutes),
      loadBalancer: where(loadBalancers.length > 0, visibility.seenMinutes),
    },
  };
}

/** OpenCost leaves the fee out without a word where it does not know the provider. */
function noteNoFee(findings: FindingBook): void {
  const detail = "no ClusterManagement asset";
  findings.note("fee_unknown", { kind: "cluster" }, { minutes: MINUTES_PER_HOUR, detail });
}

/** Where OpenCost tells of none of a kind, whether there are any nobody knows. */
function where(isMeasured: boolean, minutes: PerMinute): PerMinute {
  return isMeasured ? minutes : new Float64Array(minutes.length);
}

function gpuNodesOf({ containers }: HourFacts): Set<string> {
  const using = containers.filter(({ gpuHours }) => (gpuHours ?? 0) > 0);
  return new Set(using.map(({ properties }) => properties.node));
}

/** The nodes tell what was seen; a cluster of which none is listed, such as one on Fargate, shows by its pods. */
function visibilityOf(facts: HourFacts, book: AttendanceBook): Pick<Observation, "seenMinutes" | "gaps"> {
  const { hour, containers, isWhole } = facts;
  const seen = book.watched.length > 0 ? book.watched : podStretches(containers);
  return describeVisibility(seen, hour, isWhole ? "not_scraped" : "source_down");
}

function podStretches(containers: readonly Allocation[]): Stretches {
  const times = containers.filter(({ start, end }) => start < end);
  return unite(
    [],
    times.map(({ start, end }) => ({ start, end })),
  );
}

/** The part of a short gap between two times at which the cluster was seen. */
function unobservedMinutes({ hour }: HourFacts, { watched }: AttendanceBook): PerMinute {
  return minuteShares(clip(bridgedHoles(watched, watched), windowOfHour(hour)), hour);
}
