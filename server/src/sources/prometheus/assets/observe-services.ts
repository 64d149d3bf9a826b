import { BlockList, isIP } from "node:net";
import { HOUR_MS } from "@kubecent/shared";
import type { FindingSubject } from "../../../domain/findings/finding.ts";
import type { FeeObservation, LoadBalancerObservation } from "../../../domain/observation.ts";
import { labelOf, type Series } from "../series/series.ts";
import { nodesByAddress } from "../series/target.ts";
import { ASSETS, CLOUD_INGRESSES } from "../query/families.ts";
import type { FamilySeries } from "../query/family-series.ts";
import { type AssetContext, type Attendance, AttendanceBook, hasAttended } from "./attendance.ts";
import { clusterPlatform } from "./cluster-platform.ts";
import { priceReader, USUAL_PRICES } from "./read-prices.ts";
import type { FindingBook } from "../../../domain/findings/finding-book.ts";
import type { HourReader } from "../query/hour-reader.ts";

/** Addresses that nobody on the internet can reach. */
const PRIVATE = new BlockList();
for (const [network, bits] of [
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["100.64.0.0", 10],
  ["169.254.0.0", 16],
  ["127.0.0.0", 8],
] as const) {
  PRIVATE.addSubnet(network, bits, "ipv4");
}
PRIVATE.addSubnet("fc00::", 7, "ipv6");
PRIVATE.addSubnet("fe80::", 10, "ipv6");

/** Whether an address is of a private network; a host name is not. */
export function isPrivateAddress(address: string): boolean {
  const version = isIP(address);
  return version !== 0 && PRIVATE.check(address, version === 4 ? "ipv4" : "ipv6");
}

/**
 * Observes the load balancers: services that the exporter prices, or that kube-state-metrics lists with an
 * address. Where addresses are told of no service at all, a service of the type is taken for a load balancer.
 */
export function observeLoadBalancers(series: FamilySeries, context: AssetContext): LoadBalancerObservation[] {
  const addresses = Map.groupBy(series.of(ASSETS.serviceAddresses), serviceOf);
  const listed = addresses.size > 0 ? ASSETS.serviceAddresses : ASSETS.services;
  const all = series.of(ASSETS.loadBalancerPrice, listed);
  // Each service is a scope of its own: one exporter may know of load balancers that another does not.
  const book = new AttendanceBook(all, context, serviceOf);
  const stood = new Map<string, number>();
  const prices = priceBook(series, context);
  const found = [...Map.groupBy(all, serviceOf)].flatMap(([key, own]) => {
    const attendance = book.attend(own, key);
    const [first] = own;
    if (first === undefined || !hasAttended(attendance)) return [];

    stood.set(key, seenMinutesOf(attendance));
    const subject = { ...serviceNames(first), minutes: seenMinutesOf(attendance) };
    const perHour = prices(key, addresses.get(key) ?? [], subject);
    return [{ ...serviceNames(first), perHour, ...attendance }];
  });
  if (addresses.size > 0) notePending(series.of(ASSETS.services), stood, context);
  return found;
}

/** Observes what the provider takes for running the cluster, or at least who runs it; null where nobody tells. */
export function observeFee(series: FamilySeries, context: AssetContext): FeeObservation | null {
  const fee = series.of(ASSETS.fee);
  const attendance = new AttendanceBook(fee, context).attend(fee);
  const perHour = priceAtMidHour(fee, context, { subject: { kind: "cluster" }, part: "fee" });
  if (perHour !== null && hasAttended(attendance)) return { perHour, ...attendance };

  const nodes = series.of(ASSETS.nodeInfo);
  const platform = clusterPlatform(nodes, context.hour);
  const minutes = new AttendanceBook(nodes, context).attend(nodes);
  return platform !== null && hasAttended(minutes) ? { perHour: null, platform, ...minutes } : null;
}

interface Service {
  readonly namespace: string;
  readonly service: string;
}

type PriceService = (
  key: string,
  addresses: readonly Series[],
  service: Service & { minutes: number },
) => number | null;

/** Prices services by the exporter; one that stands on the cluster's own nodes costs nothing beside them. */
function priceBook(series: FamilySeries, context: AssetContext): PriceService {
  const prices = Map.groupBy(series.of(ASSETS.loadBalancerPrice), serviceOf);
  const nodes = nodesByAddress(series.of(ASSETS.nodeInfo));
  return (key, addresses, { namespace, service: name, minutes }) => {
    const subject = { kind: "service", namespace, name } as const;
    const told = [...new Set(addresses.map((each) => labelOf(each, "ip", "hostname")))];
    const detail = told.join(", ");
    if (told.length > 0 && told.every((address) => nodes.has(address))) {
      context.findings.note("load_balancer_on_nodes", subject, { minutes, detail });
      return 0;
    }
    const price = priceAtMidHour(prices.get(key) ?? [], context, { subject, part: "load balancer" });
    if (price === null && told.length > 0 && told.every(isPrivateAddress)) {
      context.findings.note("load_balancer_private", subject, { minutes, detail });
    }
    return price;
  };
}

/** Notes the services that wanted a load balancer for longer than they had one. */
function notePending(
  services: readonly Series[],
  stood: ReadonlyMap<string, number>,
  context: AssetContext,
): void {
  const book = new AttendanceBook(services, context, serviceOf);
  for (const [key, own] of Map.groupBy(services, serviceOf)) {
    const minutes = seenMinutesOf(book.attend(own, key)) - (stood.get(key) ?? 0);
    const [first] = own;
    if (first === undefined || minutes < 1) continue;
    const { namespace, service: name } = serviceNames(first);
    const detail = `no address for ${minutes} minutes`;
    context.findings.note("load_balancer_pending", { kind: "service", namespace, name }, { minutes, detail });
  }
}

const USUAL = {
  fee: USUAL_PRICES.perClusterHour,
  "load balancer": USUAL_PRICES.perLoadBalancerHour,
} as const;

/** The price nearest to the middle of the hour, or null. */
function priceAtMidHour(
  copies: readonly Series[],
  { hour, findings }: AssetContext,
  { subject, part }: { readonly subject: FindingSubject; readonly part: keyof typeof USUAL },
): number | null {
  // Many providers take no fee, and few give load balancers away.
  const isOddAtNought = part === "load balancer";
  const noting = { hour, findings, subject, part, usual: USUAL[part], isOddAtNought };
  const price = priceReader(copies, noting)(hour + HOUR_MS / 2);
  return Number.isNaN(price) ? null : price;
}

function seenMinutesOf({ seenMinutes }: Attendance): number {
  return Math.round(seenMinutes.reduce((sum, share) => sum + share, 0));
}

function serviceNames(series: Series): Service {
  return { namespace: labelOf(series, "namespace"), service: labelOf(series, "service_name", "service") };
}

function serviceOf(series: Series): string {
  const { namespace, service } = serviceNames(series);
  return `${namespace}\n${service}`;
}

const WHOLE_HOUR = 60;

/** Notes each Ingress whose class makes the cloud set up a load balancer: no metric tells of those. */
export async function noteCloudIngresses(reader: HourReader, findings: FindingBook): Promise<void> {
  for (const each of await reader.sampleCounts(CLOUD_INGRESSES)) {
    const subject = {
      kind: "service",
      namespace: labelOf(each, "namespace"),
      name: labelOf(each, "ingress"),
    } as const;
    const detail = `Ingress of class ${labelOf(each, "ingressclass")}`;
    findings.note("ingress_load_balancer_unknown", subject, { minutes: WHOLE_HOUR, detail });
  }
}
