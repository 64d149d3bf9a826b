import { partsTotal, type HourCosts } from "../allocation/hour-costs.ts";
import { totalNano } from "../allocation/measures.ts";
import type { Finding, FindingCode, FindingSubject } from "./finding.ts";
import { subjectText } from "./finding-book.ts";

/** One thing that a finding is about. */
export interface FoundThing {
  readonly subject: FindingSubject;
  readonly minutes: number;
  readonly detail: string;
}

/** What was found of one kind in one namespace of an hour, and the money that it touches. */
export interface FoundThings {
  readonly code: FindingCode;
  /** "" for what belongs to no namespace. */
  readonly namespace: string;
  readonly things: readonly FoundThing[];
  /** Cost of those things in that hour, in nano-units. Two kinds of findings may touch the same money. */
  readonly touchedNano: bigint;
}

/** An hour's findings by kind and namespace, in a fixed order. */
export function foundThings(hour: HourCosts): FoundThings[] {
  if (hour.findings.length === 0) return [];

  const costOf = subjectCosts(hour);
  const groups = Map.groupBy(hour.findings, groupText);
  return [...groups.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, findings]) => {
      const [first] = findings;
      if (first === undefined) return [];
      const { code, subject } = first;
      const touchedNano = findings.reduce((sum, finding) => sum + costOf(finding.subject), 0n);
      return [{ code, namespace: namespaceOf(subject), things: findings.map(thingOf), touchedNano }];
    });
}

function thingOf({ subject, minutes, detail }: Finding): FoundThing {
  return { subject, minutes, detail };
}

function groupText({ code, subject }: Finding): string {
  return `${code}\n${namespaceOf(subject)}`;
}

function namespaceOf(subject: FindingSubject): string {
  return subject.kind === "node" || subject.kind === "cluster" ? "" : subject.namespace;
}

/** Looks up what things cost in the hour; of a cluster as a whole nothing is counted. */
function subjectCosts(hour: HourCosts): (subject: FindingSubject) => bigint {
  const costs = new Map<string, bigint>();
  const add = (key: string, nano: bigint) => costs.set(key, (costs.get(key) ?? 0n) + nano);
  for (const { namespace, pod, container, measures } of hour.rows) {
    if (pod === "") continue;
    const nano = totalNano(measures);
    add(costKey({ kind: "pod", namespace, name: pod }), nano);
    if (container !== "") add(costKey({ kind: "pod", namespace, name: pod, container }), nano);
  }
  for (const node of hour.nodes) add(costKey({ kind: "node", name: node.name }), partsTotal(node.asset));
  for (const { kind, namespace, name, costNano } of hour.assets) {
    if (kind === "volume") add(costKey({ kind, namespace, name }), costNano);
    if (kind === "loadBalancer") add(costKey({ kind: "service", namespace, name }), costNano);
  }
  return (subject) => costs.get(costKey(subject)) ?? 0n;
}

function costKey(subject: FindingSubject): string {
  return `${subject.kind} ${subjectText(subject)}`;
}
