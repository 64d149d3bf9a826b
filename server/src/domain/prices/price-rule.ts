import type { Instant } from "@kubecent/shared";
import type { Labels } from "../observation.ts";
import type { PodSteps } from "./pod-steps.ts";

/** When a rule holds: whole UTC hours, half-open; null where it has no end on that side. */
interface Validity {
  readonly validFrom: Instant | null;
  readonly validTo: Instant | null;
  /** A price out of all proportion is meant. */
  readonly confirmed: boolean;
}

/** Which nodes a rule prices: all that it names must fit. */
export interface NodeMatch {
  readonly providerId?: string;
  readonly node?: string;
  readonly instanceType?: string;
  readonly region?: string;
  readonly label?: { readonly name: string; readonly value: string };
}

/**
 * A price for nodes: by part, in total, which is then split by the defaults' proportion, or for their pods, by
 * what these request.
 */
export interface NodeRule extends Validity {
  readonly kind: "node";
  readonly match: NodeMatch;
  readonly perCpuCoreHour?: number;
  readonly perRamGibHour?: number;
  readonly perGpuHour?: number;
  readonly perNodeHour?: number;
  readonly perPodCpuCoreHour?: number;
  readonly perPodRamGibHour?: number;
  /** Sizes that requests of pods are rounded up to. */
  readonly podSteps?: PodSteps;
}

export interface VolumeRule extends Validity {
  readonly kind: "volume";
  readonly match: {
    readonly providerId?: string;
    readonly volume?: string;
    readonly storageClass?: string;
    /** How it is attached: "nfs", "local", "hostPath", or the driver of a file system or object store. */
    readonly driver?: string;
  };
  readonly perGibHour: number;
}

export interface LoadBalancerRule extends Validity {
  readonly kind: "loadBalancer";
  readonly match: { readonly namespace?: string; readonly service?: string };
  readonly perHour: number;
}

export interface NetworkRule extends Validity {
  readonly kind: "network";
  readonly match: { readonly reach: "zone" | "region" | "internet" };
  readonly perGib: number;
}

export interface FeeRule extends Validity {
  readonly kind: "fee";
  readonly match: Readonly<Record<string, never>>;
  readonly perHour: number;
}

/** One line of a price book. */
export type PriceRule = NodeRule | VolumeRule | LoadBalancerRule | NetworkRule | FeeRule;

/** What tells a node's price. */
export interface PricedIdentity {
  readonly name: string;
  readonly providerId: string;
  readonly instanceType: string;
  readonly region: string;
  readonly labels: Labels;
}

/** The rules of a kind that hold in an hour, in the book's order. */
export function rulesAt<Kind extends PriceRule["kind"]>(
  rules: readonly PriceRule[],
  kind: Kind,
  hour: Instant,
): Extract<PriceRule, { kind: Kind }>[] {
  return rules.filter(
    (rule): rule is Extract<PriceRule, { kind: Kind }> =>
      rule.kind === kind &&
      (rule.validFrom === null || hour >= rule.validFrom) &&
      (rule.validTo === null || hour < rule.validTo),
  );
}

/** How closely a node's rule names its nodes: the closest goes first. */
function nodeRank({ match }: NodeRule): number {
  if (match.providerId !== undefined) return 0;
  if (match.node !== undefined) return 1;
  if (match.instanceType !== undefined) return match.region === undefined ? 3 : 2;
  return match.label === undefined ? 5 : 4;
}

/** True where a rule is about a node. */
function matchesNode({ match }: NodeRule, node: PricedIdentity): boolean {
  return (
    (match.providerId === undefined || isProviderId(match.providerId, node.providerId)) &&
    (match.node === undefined || match.node === node.name) &&
    (match.instanceType === undefined || match.instanceType === node.instanceType) &&
    (match.region === undefined || match.region === node.region) &&
    (match.label === undefined || node.labels[match.label.name] === match.label.value)
  );
}

/** A book may name an instance by its own id alone, as bills and exporters do: `i-0abc` for `aws:///eu-west-1a/i-0abc`. */
function isProviderId(named: string, providerId: string): boolean {
  return providerId === named || providerId.endsWith(`/${named}`);
}

/** The rule that prices a node in an hour: the closest that fits, among equals the first; undefined where none fits. */
export function closestNodeRule(
  node: PricedIdentity,
  hour: Instant,
  rules: readonly PriceRule[],
): NodeRule | undefined {
  const fitting = rulesAt(rules, "node", hour).filter((rule) => matchesNode(rule, node));
  // Sorting keeps the book's order among equals.
  return fitting.toSorted((a, b) => nodeRank(a) - nodeRank(b))[0];
}

/** A node's rule in words. */
export function nodeRuleText({ match }: NodeRule): string {
  const texts = [
    match.providerId !== undefined && `provider id ${match.providerId}`,
    match.node !== undefined && `node ${match.node}`,
    match.instanceType !== undefined && `instance type ${match.instanceType}`,
    match.region !== undefined && `region ${match.region}`,
    match.label && `label ${match.label.name}=${match.label.value}`,
  ].filter((text) => typeof text === "string");
  return texts.length > 0 ? texts.join(", ") : "every node";
}
