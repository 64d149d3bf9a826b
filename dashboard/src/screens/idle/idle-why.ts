import type {
  AssetLine,
  FilterQuery,
  MoneyAnswer,
  NodeCostRow,
  NodeCostTotals,
  WorkloadCostRow,
} from "@kubecent/shared";
import { formatNano, parseNano } from "@kubecent/shared/money";
import type { PlainQuestion } from "../../data/view-question.ts";
import { dueMs, monthlyOf } from "../../format/monthly.ts";
import { negated, sumOf } from "../../format/nano-sum.ts";
import { readWhyKey } from "../../why/why-key.ts";
import { TOTAL, type ToldPart, type WhyPart, type WhyTarget } from "../../why/why-target.ts";
import { type IdleWorkload, idleWorkloads, nodeKeys, workloadName } from "./idle-rows.ts";
import { takenNano, takenResources } from "./used-cost.ts";

export interface IdleWhyOf {
  why: string | null;
  question: PlainQuestion;
  workloads: MoneyAnswer<WorkloadCostRow>;
  nodeQuestion: PlainQuestion;
  /** Undefined for a reader who does not see whole nodes. */
  nodes: MoneyAnswer<NodeCostRow, NodeCostTotals> | undefined;
}

const WORKLOAD_COLUMNS = ["asked", "used", "paid", "unused", "monthly"] as const;
const NODE_COLUMNS = ["node-paid", "node-idle", "node-monthly"] as const;
type WorkloadColumn = (typeof WORKLOAD_COLUMNS)[number];
type NodeColumn = (typeof NODE_COLUMNS)[number];

/** What explains the number that `why=` names. Null where no such number is seen. */
export function idleWhy(of: IdleWhyOf): WhyTarget | null {
  const workload = readWhyKey(of.why, WORKLOAD_COLUMNS);
  if (workload) return workloadWhy(of, workload);
  const node = readWhyKey(of.why, NODE_COLUMNS);
  return node && of.nodes ? nodeWhy(of, of.nodes, node) : null;
}

function workloadWhy(
  { question, workloads }: IdleWhyOf,
  { column, row: key }: { column: WorkloadColumn; row: string },
): WhyTarget | null {
  const { currency, window } = workloads;
  const windowMs = dueMs(window);
  const all = idleWorkloads(workloads.rows, windowMs);
  const of = key === TOTAL ? all : all.filter((each) => each.key === key);
  const [first] = of;
  if (!first) return null;
  const own = key === TOTAL ? question : { ...question, ...filterOf(first.row) };
  const sum = (read: (row: IdleWorkload) => string): string => sumOf(of.map(read));
  const title = key === TOTAL ? "All workloads" : workloadName(first.row);
  const paid: WhyPart = { kind: "paid", input: own, only: ["cpu", "ram"] };
  const unused = [paid, ...takenParts(of, "used").map((part) => ({ ...part, amount: negated(part.amount) }))];
  const told: Readonly<Record<WorkloadColumn, Pick<WhyTarget, "amount" | "parts" | "pace">>> = {
    paid: { amount: sum((row) => row.paid), parts: [paid] },
    asked: { amount: sum((row) => row.asked), parts: takenParts(of, "asked") },
    used: { amount: sum((row) => row.used), parts: takenParts(of, "used") },
    unused: { amount: sum((row) => row.unused), parts: unused },
    monthly: {
      amount: monthly(
        sum((row) => row.unused),
        windowMs,
      ),
      parts: unused,
      pace: { windowMs },
    },
  };
  return { title, currency, ...told[column] };
}

/** What was asked for or used, by resource. Of one workload the arithmetic is told; of many, that each has its own. */
function takenParts(workloads: readonly IdleWorkload[], which: "asked" | "used"): ToldPart[] {
  return ([0, 1] as const).flatMap((at) => {
    const resources = workloads.map(({ row }) => takenResources(row)[at]);
    const [first] = resources;
    if (!first) return [];
    const { name, unit, nano, billed } = first;
    const amount = formatNano(resources.reduce((sum, resource) => sum + takenNano(resource, which), 0n));
    const one = `${formatNano(nano)} × ${first[which]} ÷ ${billed} ${unit} billed; the share is at most 1, and rounded to a billionth.`;
    const many = `Of each workload its cost × ${unit} ${which} ÷ ${unit} billed.`;
    return [{ kind: "told", name: `${name} ${which}`, amount, note: workloads.length === 1 ? one : many }];
  });
}

function filterOf({ cluster, namespace, controllerKind, controller }: WorkloadCostRow): FilterQuery {
  // A pod of its own has a workload without a kind: so the service calls what has no name.
  return { cluster, namespace, controllerKind: controllerKind || "__unallocated__", controller };
}

const NODE_NOTES = {
  cost: "Capacity × time × price, whoever took it.",
  idleCost: "What these nodes cost, less what containers took of them.",
} as const;

function nodeWhy(
  { nodeQuestion, workloads }: IdleWhyOf,
  nodes: NonNullable<IdleWhyOf["nodes"]>,
  { column, row: key }: { column: NodeColumn; row: string },
): WhyTarget | null {
  const { currency } = workloads;
  const windowMs = dueMs(nodes.window);
  const keys = nodeKeys(nodes.rows);
  const row = nodes.rows.find((_row, index) => keys[index] === key);
  if (!row && key !== TOTAL) return null;
  const { totalCost, idleCost } = row ?? nodes.totals;
  const { window, start, end, timeZone, cluster, node } = nodeQuestion;
  const told = column === "node-paid" ? "cost" : "idleCost";
  const part: WhyPart = {
    kind: "assets",
    name: told === "cost" ? "Nodes" : "Idle",
    note: NODE_NOTES[told],
    column: told,
    input: {
      window,
      start,
      end,
      timeZone,
      cluster: row?.cluster ?? cluster,
      kind: "node",
      name: row?.node ?? node,
      currency: nodeQuestion.currency,
    },
    ...(row && { isOf: (line) => isMachine(line, row) }),
  };
  const amount = {
    "node-paid": totalCost,
    "node-idle": idleCost,
    "node-monthly": monthly(idleCost, windowMs),
  };
  return {
    title: row?.node ?? "All nodes",
    amount: amount[column],
    currency,
    parts: [part],
    ...(column === "node-monthly" && { pace: { windowMs } }),
  };
}

/** Machines come and go under one name. */
function isMachine(line: AssetLine, row: NodeCostRow): boolean {
  return (
    line.providerId === row.providerId &&
    line.type === row.instanceType &&
    line.pool === row.pool &&
    line.capacityType === row.capacityType
  );
}

function monthly(amount: string, windowMs: number): string {
  return formatNano(monthlyOf(parseNano(amount), windowMs));
}
