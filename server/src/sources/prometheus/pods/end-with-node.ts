import type { Instant } from "@kubecent/shared";
import type { FindingBook } from "../../../domain/findings/finding-book.ts";
import type { ContainerObservation, PerMinute, PodObservation } from "../../../domain/observation.ts";
import { minuteShares } from "../time/minute-grid.ts";
import { type Stretches, subtract } from "../time/stretches.ts";

/** A pod, and when any of its containers ran. */
export interface AttendedPod {
  readonly observation: PodObservation;
  readonly ran: Stretches;
}

export interface EndContext {
  readonly hour: Instant;
  readonly findings: FindingBook;
  /** When a node is known not to have been there. */
  readonly absenceOf: (node: string) => Stretches;
}

/**
 * Ends pods with their nodes: an object may stand as Running for days after its node went. What was measured
 * did run.
 */
export function endWithNodes<Pod extends AttendedPod>(pods: readonly Pod[], context: EndContext): Pod[] {
  return pods.flatMap((pod) => {
    const absence = context.absenceOf(pod.observation.node);
    if (absence.length === 0) return [pod];

    const absent = minuteShares(absence, context.hour);
    const containers = pod.observation.containers.map((each) => endedContainer(each, absent));
    const lost = lostMinutes(pod.observation.containers, containers);
    if (lost === 0) return [pod];

    note(pod.observation, lost, context.findings);
    const running = containers.filter(({ ranMinutes }) => ranMinutes.some((share) => share > 0));
    const observation = { ...pod.observation, containers: running };
    return running.length > 0 ? [{ ...pod, observation, ran: subtract(pod.ran, absence) }] : [];
  });
}

function endedContainer(container: ContainerObservation, absent: PerMinute): ContainerObservation {
  const ranMinutes = container.ranMinutes.map((share, minute) => {
    const present = 1 - (absent[minute] ?? 0);
    const isMeasured = !Number.isNaN(container.ramUsageBytes[minute]);
    return present > 0 || !isMeasured ? Math.min(share, present) : share;
  });
  return { ...container, ranMinutes };
}

/** The most minutes that any container lost. */
function lostMinutes(
  before: readonly ContainerObservation[],
  after: readonly ContainerObservation[],
): number {
  const left = after.map(ranMinutesOf);
  return Math.max(0, ...before.map((each, index) => ranMinutesOf(each) - (left[index] ?? 0)));
}

function ranMinutesOf({ ranMinutes }: ContainerObservation): number {
  return ranMinutes.reduce((sum, share) => sum + share, 0);
}

function note({ namespace, name, node }: PodObservation, minutes: number, findings: FindingBook): void {
  const detail = `Running on ${node}, which was not there`;
  findings.note("pod_on_gone_node", { kind: "pod", namespace, name }, { minutes, detail });
}
