import type { FindingKind } from "./finding-kind.ts";

/** Findings about volumes, load balancers, fees and prices. */
export const ASSET_FINDINGS = {
  price_impossible: {
    gravity: "ignored",
    what: "A price that cannot be: no number, a nought among prices, or out of all proportion to the others.",
    rule: "The price nearest in time counts, and without one the price book's default.",
    remedy: "Look for the exporter that tells it; nothing needs to be done for the numbers.",
  },
  price_nought: {
    gravity: "decided",
    what: "The exporter says of something that is rarely free that it costs nothing, all along.",
    rule: "It is believed: the node, volume or load balancer costs nothing.",
    remedy: "Give it a price in a price book if it is paid for: exporters say 0 where they know no price.",
  },
  node_price_contradicts: {
    gravity: "decided",
    what: "The prices of a node's parts do not come to the total that is stated for it.",
    rule: "The parts count; the total counts where the two differ by more than twice and it is nearer to usual prices.",
    remedy: "Give the node a price in a price book.",
  },
  volume_size_formal: {
    gravity: "decided",
    what: "The size of a volume is a form and not a disk, as with EFS or object stores.",
    rule: "It is billed by use where that is measured, and otherwise not priced.",
    remedy: "Say in a price book what it costs.",
  },
  volume_size_impossible: {
    gravity: "ignored",
    what: "A volume's size that cannot be: no number, nought, beyond all disks, or smaller for a while.",
    rule: "The size nearest in time counts.",
    remedy: "Nothing: volumes do not shrink, the samples are nonsense.",
  },
  volume_of_node: {
    gravity: "decided",
    what: "A volume on the node's own disk.",
    rule: "It costs nothing beside its node, whose price holds it.",
    remedy: "Price its storage class in a price book if it is paid for on its own.",
  },
  volume_shares_filer: {
    gravity: "decided",
    what: "Several volumes are folders of one file server.",
    rule: "The server's size counts once; its folders share it by use, or evenly where that is not measured.",
    remedy: "Nothing needs to be done.",
  },
  volume_not_there: {
    gravity: "decided",
    what: "A volume that is pending or has failed: there is no disk behind it.",
    rule: "It is not billed while it is so. A released volume exists and is billed.",
    remedy: "Delete the volume object.",
  },
  volume_size_guessed: {
    gravity: "decided",
    what: "Nobody tells the sizes of volumes, but there are some.",
    rule: "A volume's size is what its claim asks for, or what the kubelet measures of its file system.",
    remedy: "Let Prometheus keep kube_persistentvolume_capacity_bytes.",
  },
  volume_pod_by_name: {
    gravity: "decided",
    what: "No metric tells which pod mounts a claim, but its name is made of a running pod's name.",
    rule: "It is that pod's: generic ephemeral volumes and claims of StatefulSets are named so.",
    remedy: "Nothing needs to be done.",
  },
  load_balancer_pending: {
    gravity: "decided",
    what: "A service of type LoadBalancer has no address yet.",
    rule: "It is billed from when it has one; others of the cluster have theirs.",
    remedy: "Delete the service, or look why the cloud gives it no load balancer.",
  },
  load_balancer_on_nodes: {
    gravity: "decided",
    what: "A load balancer's addresses are those of the cluster's own nodes.",
    rule: "It costs nothing beside the nodes.",
    remedy: "Nothing needs to be done.",
  },
  load_balancer_private: {
    gravity: "decided",
    what: "A load balancer without a price has private addresses alone: a cloud's own, or a program of the cluster.",
    rule: "It is billed as any other, since private load balancers of clouds are paid for.",
    remedy: "Where it is MetalLB or the like, say perHour 0 for loadBalancer in a price book.",
  },
  ingress_load_balancer_unknown: {
    gravity: "missing",
    what: "An Ingress has a load balancer of its own, which no metric shows.",
    rule: "It is not billed.",
    remedy: "Add its price to the fee of the cluster in a price book.",
  },
  fee_unknown: {
    gravity: "missing",
    isDetail: true,
    what: "The source says nothing of what the provider takes for running the cluster.",
    rule: "No fee is billed.",
    remedy: "Give the fee a price in a price book.",
  },
} as const satisfies Record<string, FindingKind>;
