// What a network plugin makes of NetworkPolicies: a connection passes where the policies of both ends let it.
import { BlockList, isIPv4 } from "node:net";
import * as z from "zod";
import type { KubeObject } from "./objects.ts";

const LabelsSchema = z.record(z.string(), z.string());
const SelectorSchema = z.strictObject({ matchLabels: LabelsSchema.default({}) });
const PeerSchema = z.strictObject({
  namespaceSelector: SelectorSchema.optional(),
  podSelector: SelectorSchema.optional(),
  ipBlock: z.strictObject({ cidr: z.string(), except: z.array(z.string()).default([]) }).optional(),
});
const PortsSchema = z
  .array(z.strictObject({ protocol: z.enum(["TCP", "UDP"]), port: z.number() }))
  .optional();
const PolicySchema = z.strictObject({
  podSelector: SelectorSchema,
  policyTypes: z.array(z.enum(["Ingress", "Egress"])),
  ingress: z.array(z.strictObject({ from: z.array(PeerSchema).optional(), ports: PortsSchema })).nullish(),
  egress: z.array(z.strictObject({ to: z.array(PeerSchema).optional(), ports: PortsSchema })).nullish(),
});

type Policy = z.output<typeof PolicySchema>;
type Peer = z.output<typeof PeerSchema>;
type Labels = Readonly<Record<string, string>>;

/** A pod, or with `address` alone something outside the cluster. */
export interface End {
  readonly namespace?: string;
  readonly labels?: Labels;
  readonly address?: string;
}

/** One connection that is tried. */
export interface Connection {
  readonly from: End;
  readonly to: End;
  readonly port: number;
  readonly protocol?: "TCP" | "UDP";
}

/** The policies among objects, all of which lie in `namespace`. */
export function policiesOf(objects: readonly KubeObject[], namespace: string): PlacedPolicy[] {
  const found = objects.filter(({ kind }) => kind === "NetworkPolicy");
  return found.map(({ spec }) => ({ ...PolicySchema.parse(spec), namespace }));
}

type PlacedPolicy = Policy & { readonly namespace: string };

/** Whether a connection passes. An end that no policy chooses is open, as Kubernetes has it. */
export function passes(policies: readonly PlacedPolicy[], connection: Connection): boolean {
  const leaving = chosen(policies, connection.from, "Egress");
  const entering = chosen(policies, connection.to, "Ingress");
  const leaves = leaving.some((policy) =>
    (policy.egress ?? []).some(({ to, ports }) =>
      matches(policy, { peers: to, ports }, connection, connection.to),
    ),
  );
  const enters = entering.some((policy) =>
    (policy.ingress ?? []).some(({ from, ports }) =>
      matches(policy, { peers: from, ports }, connection, connection.from),
    ),
  );
  return (leaving.length === 0 || leaves) && (entering.length === 0 || enters);
}

function chosen(
  policies: readonly PlacedPolicy[],
  { namespace, labels }: End,
  type: "Ingress" | "Egress",
): PlacedPolicy[] {
  if (labels === undefined) return [];
  return policies.filter(
    (policy) =>
      policy.namespace === namespace &&
      policy.policyTypes.includes(type) &&
      has(labels, policy.podSelector.matchLabels),
  );
}

interface Rule {
  readonly peers: readonly Peer[] | undefined;
  readonly ports: z.output<typeof PortsSchema>;
}

function matches(policy: PlacedPolicy, { peers, ports }: Rule, connection: Connection, end: End): boolean {
  const { port, protocol = "TCP" } = connection;
  const isPort = ports?.some((one) => one.port === port && one.protocol === protocol) ?? true;
  return isPort && (peers?.some((peer) => isPeer(policy.namespace, peer, end)) ?? true);
}

function isPeer(ownNamespace: string, { namespaceSelector, podSelector, ipBlock }: Peer, end: End): boolean {
  if (ipBlock) {
    const { address } = end;
    if (address === undefined) return false;
    return within(ipBlock.cidr, address) && !ipBlock.except.some((cidr) => within(cidr, address));
  }
  if (end.labels === undefined || end.namespace === undefined) return false;
  const isNamespace = namespaceSelector
    ? has({ "kubernetes.io/metadata.name": end.namespace }, namespaceSelector.matchLabels)
    : end.namespace === ownNamespace;
  return isNamespace && (podSelector === undefined || has(end.labels, podSelector.matchLabels));
}

function has(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

function within(cidr: string, address: string): boolean {
  const [net = "", bits] = cidr.split("/");
  const family = isIPv4(net) ? "ipv4" : "ipv6";
  if (family !== (isIPv4(address) ? "ipv4" : "ipv6")) return false;
  const list = new BlockList();
  list.addSubnet(net, Number(bits), family);
  return list.check(address, family);
}
