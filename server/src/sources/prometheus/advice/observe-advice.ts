import {
  ADVICE_FAMILIES,
  type AdviceFamily,
  type AdviceObservation,
} from "../../../domain/advice/advice-observation.ts";
import type { FindingBook } from "../../../domain/findings/finding-book.ts";
import { MINUTES_PER_HOUR, type PodObservation } from "../../../domain/observation.ts";
import type { HourReader } from "../query/hour-reader.ts";
import type { Shard } from "../query/shard.ts";
import { labelOf, type Series } from "../series/series.ts";
import * as ask from "./advice-families.ts";
import { AdviceReader } from "./advice-reader.ts";
import { ContainerBook } from "./container-book.ts";
import { noteShardFacts } from "./note-shard-facts.ts";
import { observeAutoscalers, observeVerticalTargets } from "./observe-autoscalers.ts";
import { observeDisruptionBudgets, observeLimitRanges, observeQuotas } from "./observe-namespace-rules.ts";
import { observeNodeStates } from "./observe-node-states.ts";
import { noteOomKills } from "./oom-kills.ts";
import { readShardFacts } from "./read-shard-facts.ts";
import { WorkloadContainers } from "./workload-containers.ts";

interface AdviceContext {
  /** The pods that ran in the hour. */
  readonly pods: readonly PodObservation[];
  readonly shards: readonly Shard[];
  readonly usageIntervalSeconds: number | null;
  readonly findings: FindingBook;
}

/**
 * Reads what recommendations need beside quantities: three questions for each shard, and nine or so for the cluster. The hour
 * needs none of it: what is not answered is not told.
 */
export async function observeAdvice(
  hourReader: HourReader,
  context: AdviceContext,
): Promise<AdviceObservation> {
  const reader = new AdviceReader(hourReader);
  const workloads = new WorkloadContainers(context.pods);
  const book = new ContainerBook();
  const [states, signs, containers] = await Promise.all([
    readStates(reader),
    readSigns(reader),
    readContainers(reader, context.shards, { workloads, book }),
    noteOomKills(reader, hourReader.hour, { workloads, book }),
  ]);
  const seen = new Set<string>([...states.seen, ...(signs.tellsKills ? ["oomKills"] : []), ...containers]);
  if (!signs.tellsThrottling) seen.delete("throttling");
  noteFaults(reader, context.findings);
  return {
    told: ADVICE_FAMILIES.filter((family) => seen.has(family) && !reader.faults.has(family)),
    usageIntervalSeconds: context.usageIntervalSeconds,
    containers: book.list(),
    ...states.states,
  };
}

/** Notes what is told of containers, shard by shard, and returns the families of which anything was told. */
async function readContainers(
  reader: AdviceReader,
  shards: readonly Shard[],
  { workloads, book }: { readonly workloads: WorkloadContainers; readonly book: ContainerBook },
): Promise<Set<AdviceFamily>> {
  const seen = new Set<AdviceFamily>();
  for (const shard of shards) {
    const facts = await readShardFacts(reader, shard);
    if (facts.limits?.length) seen.add("limits");
    if (facts.periods?.length) seen.add("throttling");
    noteShardFacts(facts, workloads, book);
  }
  return seen;
}

type States = Pick<
  AdviceObservation,
  "autoscalers" | "limitRanges" | "quotas" | "nodes" | "disruptionBudgets" | "verticalTargets"
>;

/** Reads what holds of objects, one value each, and which families are told. */
async function readStates(reader: AdviceReader): Promise<{ states: States; seen: readonly string[] }> {
  const [scalers, rules, nodes, budgets, vertical, counts] = await Promise.all([
    reader.ask(["autoscalers"], ask.AUTOSCALERS.name, (range) =>
      ask.lastBy(ask.AUTOSCALER_LABELS, range(ask.AUTOSCALERS)),
    ),
    reader.ask(["limitRanges", "quotas"], ask.NAMESPACE_RULES.name, (range) =>
      ask.lastBy(ask.NAMESPACE_RULE_LABELS, range(ask.NAMESPACE_RULES)),
    ),
    reader.ask(["nodeStates"], ask.NODE_STATES.name, (range) =>
      ask.lastBy(ask.NODE_STATE_LABELS, range(ask.NODE_STATES)),
    ),
    // At most: one that allowed a pod to go at some time lets a node be emptied.
    reader.ask(["disruptionBudgets"], ask.DISRUPTION_BUDGETS.name, (range) =>
      ask.largestBy(ask.DISRUPTION_BUDGET_LABELS, `max_over_time(${range(ask.DISRUPTION_BUDGETS)})`),
    ),
    reader.ask(["verticalAutoscalers"], ask.VERTICAL_TARGETS.name, (range) =>
      ask.lastBy(ask.VERTICAL_TARGET_LABELS, range(ask.VERTICAL_TARGETS)),
    ),
    reader.ask([], ask.OBJECT_COUNTS.name, (range) => ask.lastBy(["resource"], range(ask.OBJECT_COUNTS))),
  ]);
  const states = {
    autoscalers: observeAutoscalers(scalers ?? []),
    limitRanges: observeLimitRanges(rules ?? []),
    quotas: observeQuotas(rules ?? []),
    nodes: observeNodeStates(nodes ?? []),
    disruptionBudgets: observeDisruptionBudgets(budgets ?? []),
    verticalTargets: observeVerticalTargets(vertical ?? []),
  };
  const isThere: readonly (readonly [AdviceFamily, boolean])[] = [
    ["autoscalers", states.autoscalers.length > 0 || hasNone(counts, "horizontalpodautoscalers")],
    ["limitRanges", isOf(rules, ask.LIMIT_RANGES) || hasNone(counts, "limitranges")],
    ["quotas", isOf(rules, ask.QUOTAS) || hasNone(counts, "resourcequotas")],
    ["nodeStates", states.nodes.length > 0],
    ["disruptionBudgets", states.disruptionBudgets.length > 0 || hasNone(counts, "poddisruptionbudgets")],
    ["verticalAutoscalers", states.verticalTargets.length > 0 || hasNone(counts, "verticalpodautoscalers")],
  ];
  return { states, seen: isThere.filter(([, isTold]) => isTold).map(([family]) => family) };
}

function isOf(series: readonly Series[] | null, metric: string): boolean {
  return (series ?? []).some(({ labels }) => labels["__name__"] === metric);
}

/** Whether the API server keeps no object of the kind: then nobody can tell of any. */
function hasNone(counts: readonly Series[] | null, kind: string): boolean {
  const own = (counts ?? []).filter((each) => labelOf(each, "resource").split(".")[0] === kind);
  return own.length > 0 && own.every(({ values }) => values.at(-1) === 0);
}

interface Signs {
  readonly tellsKills: boolean;
  readonly tellsThrottling: boolean;
}

/**
 * Whether kills would be told if there were any: restarts are, and how containers ended too, or none restarted. And whether
 * throttled periods are told at all, for 0 of them look the same as none.
 */
async function readSigns(reader: AdviceReader): Promise<Signs> {
  const found = await reader.ask(["oomKills", "throttling"], ask.SIGNS.name, (range) => {
    const restarted = `count(changes(${range(ask.RESTARTS)}) > 0)`;
    return `count by (__name__) (last_over_time(${range(ask.SIGNS)})) or ${restarted}`;
  });
  const has = (name: string): boolean =>
    (found ?? []).some(({ labels }) => (labels["__name__"] ?? "") === name);
  return {
    tellsKills: has(ask.RESTARTS.metric) && (has(ask.LAST_ENDS.metric) || !has("")),
    tellsThrottling: has(ask.THROTTLED.metric),
  };
}

/** The hour says which families were not answered. */
function noteFaults({ faults }: AdviceReader, findings: FindingBook): void {
  const reasons = new Set(faults.values());
  if (reasons.size === 0) return;
  const detail = `${[...faults.keys()].join(", ")}: ${[...reasons].join("; ")}`;
  findings.note("advice_unread", { kind: "cluster" }, { minutes: MINUTES_PER_HOUR, detail });
}
