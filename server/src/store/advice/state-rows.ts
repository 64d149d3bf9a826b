import { createHash } from "node:crypto";
import type { AdviceObservation } from "../../domain/advice/advice-observation.ts";
import type { StateKind } from "./advice-tables.ts";
import type { DayRow, HourValue } from "./day-rows.ts";

/** What belongs to the cluster as a whole; no namespace has this id. */
const NO_NAMESPACE = 0n;

/** Ids of namespaces by name; undefined for those of which the hour holds nothing. */
export type NamespaceIds = (name: string) => bigint | undefined;

/** The states of an hour as rows, without those of namespaces in which nothing ran. */
export function stateRows(advice: AdviceObservation, idOf: NamespaceIds): DayRow[] {
  const rows: DayRow[] = [];
  const add = (kind: StateKind, state: StateOf): void => {
    const namespaceId = state.namespace === "" ? NO_NAMESPACE : idOf(state.namespace);
    if (namespaceId !== undefined) rows.push(rowOf(namespaceId, kind, state));
  };
  for (const { namespace, name, currentReplicas, ...value } of advice.autoscalers) {
    add("autoscaler", { namespace, name, value, ofHour: currentReplicas });
  }
  for (const { namespace, name, ...value } of advice.limitRanges) {
    add("limit_range", { namespace, name, value, ofHour: null });
  }
  for (const { namespace, name, used, ...value } of advice.quotas) {
    add("quota", { namespace, name, value, ofHour: used });
  }
  for (const { namespace, name, allowed } of advice.disruptionBudgets) {
    add("disruption_budget", { namespace, name, value: { blocks: allowed === 0 }, ofHour: null });
  }
  for (const { namespace, name, cpuCores, ramBytes, ...value } of advice.verticalTargets) {
    add("vertical_target", { namespace, name, value, ofHour: [cpuCores, ramBytes] });
  }
  for (const { node: name, ...value } of advice.nodes) {
    add("node", { namespace: "", name, value, ofHour: null });
  }
  return rows;
}

interface StateOf {
  readonly namespace: string;
  readonly name: string;
  readonly value: object;
  readonly ofHour: HourValue | null;
}

function rowOf(namespaceId: bigint, kind: StateKind, { name, value, ofHour }: StateOf): DayRow {
  // Each kind has its fields in one order, so that the same value is always the same text.
  const text = JSON.stringify(value);
  const digest = createHash("sha256").update(text).digest("base64url").slice(0, DIGEST_LENGTH);
  return { keys: [namespaceId, kind, name, digest], more: text, ofHour };
}

/** 132 bits: no two values of one object have the same. */
const DIGEST_LENGTH = 22;
