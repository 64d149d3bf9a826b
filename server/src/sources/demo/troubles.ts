import { HOUR_MS } from "@kubecent/shared";
import { FindingBook } from "../../domain/findings/finding-book.ts";
import type { Finding } from "../../domain/findings/finding.ts";
import type { NodeObservation, PerMinute, PodObservation } from "../../domain/observation.ts";
import type { Sight } from "./gap.ts";
import { mix } from "./noise.ts";

/** Somebody asked for it in a subnet that has no addresses left. */
const PENDING = { kind: "service", namespace: "staging", name: "preview-gateway" } as const;
/** Each GPU is offered this many times, so that two small models share one. */
const GPU_REPLICAS = 2;
/** Its kubelet's CPU counter slips now and then, of one replica at a time. */
const SLIPPING = { namespace: "search", controller: "elasticsearch" };
const SLIP_PERIOD_HOURS = 5;

/** What of an hour is about to be troubled, and when it was seen. */
export interface TroubledHour {
  readonly nodes: readonly NodeObservation[];
  readonly pods: readonly PodObservation[];
  readonly sight: Sight;
  readonly seedKey: number;
}

/**
 * The few troubles that the demo's cluster has, as a real source would tell them. None of them moves money: shared
 * GPUs are billed as the halves that they are, a load balancer without an address is not billed, and growth of a
 * counter is counted from the samples around its slip.
 */
export function demoFindings({ nodes, pods, sight, seedKey }: TroubledHour): Finding[] {
  const findings = new FindingBook();
  findings.note("load_balancer_pending", PENDING, { minutes: sum(sight.seen), detail: "no address" });
  for (const { name, spans, seenMinutes } of nodes) {
    const gpus = spans[0]?.gpus ?? 0;
    if (gpus === 0) continue;
    const detail = `${GPU_REPLICAS * gpus} offered, ${gpus} by DCGM's serial ids`;
    findings.note("gpus_offered_beyond_real", { kind: "node", name }, { minutes: sum(seenMinutes), detail });
  }
  const slipping = slippingPod(pods, sight.hour / HOUR_MS, seedKey);
  if (slipping) {
    const { namespace, name, containers } = slipping;
    const subject = { kind: "pod", namespace, name, container: containers[0]?.name ?? "" } as const;
    findings.note("counter_went_back", subject, { minutes: 1, detail: "0.02 s less than a minute before" });
  }
  return findings.list();
}

function slippingPod(
  pods: readonly PodObservation[],
  hourNumber: number,
  seedKey: number,
): PodObservation | undefined {
  if (mix(seedKey, hourNumber) % SLIP_PERIOD_HOURS !== 0) return undefined;
  const { namespace, controller } = SLIPPING;
  const own = pods.filter((pod) => pod.namespace === namespace && pod.controller === controller);
  return own[mix(seedKey, hourNumber + 1) % Math.max(1, own.length)];
}

function sum(minutes: PerMinute): number {
  return minutes.reduce((total, share) => total + share, 0);
}
