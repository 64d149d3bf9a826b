import { type IdentitySource, MINUTE_MS } from "@kubecent/shared";
import { cloudOf } from "../../../../domain/prices/list/node-place.ts";
import { hasPrice } from "../../assets/node-spans.ts";
import { byNode } from "../../assets/observe-nodes.ts";
import { kubernetesLabels, labelOf } from "../../series/series.ts";
import { virtualSign } from "../../assets/virtual-nodes.ts";
import { claimsAt } from "../../identity/claims.ts";
import { SOURCE_WORDS } from "../../identity/note-contradictions.ts";
import { settleIdentity } from "../../identity/settle-identity.ts";
import { signsOfNodes } from "../../identity/signs-of-nodes.ts";
import { ASSETS, NODE_PRICES } from "../../query/families.ts";
import { SIGNS_OF_NODES } from "../../query/sign-families.ts";
import { type FamilySeries, readFamilies } from "../../query/family-series.ts";
import type { Examiner } from "../examiner.ts";
import { type Check, type Finding, found, missing, partial } from "../source-check.ts";

const FAMILIES = [ASSETS.nodeInfo, ASSETS.nodeLabels, ASSETS.nodeTaints, ASSETS.nodeSpot, ...NODE_PRICES];

const ALLOW =
  "start kube-state-metrics with --metric-labels-allowlist=nodes=[node.kubernetes.io/instance-type,topology.kubernetes.io/region,topology.kubernetes.io/zone";
const REMEDIES: Readonly<Record<string, string>> = {
  aws: `Scrape node_exporter with its dmi collector, which is on by default, or ${ALLOW},karpenter.sh/capacity-type,eks.amazonaws.com/capacityType]`,
  azure: `On Azure, ${ALLOW}]; spot is told by the taint`,
  gcp: `On Google Cloud, ${ALLOW},cloud.google.com/gke-spot,cloud.google.com/gke-provisioning]`,
};
const NO_LIST = "No cloud's list knows these machines: give them prices in a price book";

/** Whether it is known which machines the nodes are, and who tells it. */
export const IDENTITY_CHECKS: readonly Check[] = [
  {
    name: "instance types of nodes",
    gravity: "wrong",
    consequence:
      "Nodes whose type nobody tells, and that nothing else prices, cost the defaults, which are a guess and marked as one in every answer",
    remedy: `${REMEDIES["aws"] ?? ""}. Machines of no listed cloud: give them prices in a price book`,
    look: lookForTypes,
  },
];

interface LookedNode {
  readonly type: string;
  readonly by: IdentitySource;
  readonly cloud: string;
  readonly isVirtual: boolean;
  readonly isPriced: boolean;
}

async function lookForTypes(examiner: Examiner): Promise<Finding> {
  const nodes = await lookedNodes(examiner);
  const machines = nodes.filter(({ isVirtual }) => !isVirtual);
  const known = machines.filter(({ type }) => type !== "");
  const virtual = nodes.length - machines.length;
  const detail = [
    `${known.length} of ${machines.length} machines`,
    ...[...Map.groupBy(known, ({ by }) => by)].map(([by, each]) => `${each.length} by ${SOURCE_WORDS[by]}`),
    ...(virtual > 0 ? [`${virtual} virtual nodes, whose pods are billed`] : []),
  ].join(", ");
  const unknown = machines.filter(({ type, isPriced }) => type === "" && !isPriced);
  if (nodes.length > 0 && known.length === machines.length) return found(detail);
  if (nodes.length > 0 && unknown.length === 0) return found(`${detail}; the exporter prices the others`);
  if (nodes.length > 0 && examiner.hasPriceBook) return found(`${detail}; the price book goes first`);
  const remedy = remedyFor(unknown);
  return { ...(known.length > 0 ? partial(detail) : missing(detail)), remedy };
}

/** What ends the lack of most of them. */
function remedyFor(unknown: readonly LookedNode[]): string {
  const [most] = [...Map.groupBy(unknown, ({ cloud }) => cloud)].toSorted(
    ([, a], [, b]) => b.length - a.length,
  );
  return REMEDIES[most?.[0] ?? ""] ?? NO_LIST;
}

async function lookedNodes(examiner: Examiner): Promise<LookedNode[]> {
  const assets = await readFamilies(FAMILIES, (family) => examiner.last(family));
  const series = assets.joinedWith(signsOfNodes(await examiner.last(SIGNS_OF_NODES), assets));
  const known = [...byNode(series)].filter(([, node]) => node.of(ASSETS.nodeInfo).length > 0);
  return known.map(([name, node]) => lookedNode(name, node, examiner.now() - MINUTE_MS));
}

function lookedNode(name: string, node: FamilySeries, at: number): LookedNode {
  const labels = Object.assign({}, ...node.of(ASSETS.nodeLabels).map(kubernetesLabels));
  const { facts, told } = settleIdentity(claimsAt(node, at, labels));
  const taints = node.of(ASSETS.nodeTaints).map((each) => labelOf(each, "key"));
  return {
    type: facts.instanceType,
    by: told.instanceType ?? "labels",
    cloud: cloudOf({ ...facts, name }) ?? "",
    isPriced: hasPrice(node),
    isVirtual: virtualSign({ name, ...facts, labels, taints }) !== null,
  };
}
