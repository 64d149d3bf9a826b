import {
  type AlertCondition,
  DAY_MS,
  formatInstant,
  formatNano,
  type Instant,
  NANO_PER_UNIT,
  parseNano,
} from "@kubecent/shared";
import { TOTAL_MEASURES } from "../../../domain/allocation/measures.ts";
import type { PeriodStretch } from "../../../domain/budgets/period.ts";
import type { StoredCluster } from "../../../store/queries/clusters/stored-clusters.ts";
import type { CostSums } from "../../../store/queries/pages/cost-page.ts";
import { costFigures, grandTotalNano, priceSourceShares } from "../../figures.ts";
import {
  clustersOf,
  groupOf,
  keysOf,
  nameOf,
  type Observation,
  type Observed,
  percent,
  type ReadRule,
  scopeOfGroup,
} from "./observed.ts";
import type { RuleQuestions } from "./rule-questions.ts";

/** Hours that were not seen would look like money that was not spent. */
const LEAST_COVERAGE = 0.95;
const DAYS = 7;
/** Before something counts as new. */
const QUIET_DAYS = 28;

type CostKind = Extract<AlertCondition, { kind: "spend" | "efficiency" | "newSpender" | "prices" }>;

interface CostLook {
  readonly rule: ReadRule;
  readonly when: CostKind;
  readonly questions: RuleQuestions;
}

/** Looks at groups of cost over whole closed days that end at a moment; one question for each currency. */
export async function observeCosts(
  look: CostLook,
  asOf: Instant,
  lookedAt: Instant | null,
): Promise<Observation> {
  const { rule, questions } = look;
  const clusters = clustersOf(rule, await questions.clusters());
  const now = await groupsAt(look, clusters, asOf);
  const then = lookedAt === null || lookedAt === asOf ? now : await groupsAt(look, clusters, lookedAt);
  const earlier = new Map(then.things.map((thing) => [JSON.stringify(thing.labels), thing.value]));
  return {
    isWhole: now.isWhole,
    things: now.things.map((thing) => ({
      ...thing,
      ...(lookedAt !== null && { thenValue: earlier.get(JSON.stringify(thing.labels)) ?? null }),
    })),
  };
}

async function groupsAt(
  look: CostLook,
  clusters: readonly StoredCluster[],
  end: Instant,
): Promise<Observation> {
  const { days = DAYS } = look.when;
  const stretch = { start: end - days * DAY_MS, end };
  const before = beforeOf(look.when, stretch);
  const covered = await coveredClusters(look.questions, clusters, { start: before.start, end });
  const currencies = [...new Set(clusters.map(({ currency }) => currency))];
  const found: Observed[] = [];
  for (const currency of currencies) {
    const place = { currency, keys: keysOf(look.rule), stretch };
    found.push(...(await observeIn(look, place, before)));
  }
  const isWhole = covered.size === clusters.length;
  const isKnown = ({ cluster }: Readonly<Record<string, string>>): boolean =>
    cluster === undefined ? isWhole : covered.has(cluster);
  return {
    isWhole,
    things: found.map((thing) => (isKnown(thing.labels) ? thing : { ...thing, value: null })),
  };
}

/** What is looked at beside the days themselves: as many before, four weeks, or nothing. */
function beforeOf({ kind }: CostKind, { start, end }: PeriodStretch): PeriodStretch {
  if (kind === "spend") return { start: start - (end - start), end: start };
  return kind === "newSpender" ? { start: start - QUIET_DAYS * DAY_MS, end: start } : { start, end: start };
}

async function coveredClusters(
  questions: RuleQuestions,
  clusters: readonly StoredCluster[],
  stretch: PeriodStretch,
): Promise<ReadonlySet<string>> {
  const coverage = await questions.coverage(stretch);
  return new Set(
    clusters
      .filter(({ clusterId }) => (coverage.get(clusterId) ?? 0) >= LEAST_COVERAGE)
      .map(({ name }) => name),
  );
}

interface AskedPlace {
  readonly currency: string;
  readonly keys: ReturnType<typeof keysOf>;
  readonly stretch: PeriodStretch;
}

function observeIn(look: CostLook, place: AskedPlace, before: PeriodStretch): Promise<Observed[]> {
  const { when } = look;
  return when.kind === "spend" || when.kind === "newSpender"
    ? observeChanges(look, place, before)
    : observeSums(look, place);
}

interface Change {
  readonly labels: Readonly<Record<string, string>>;
  beforeNano: bigint;
  nowNano: bigint;
  /** What other prices did. */
  priceNano: bigint;
}

async function observeChanges(look: CostLook, place: AskedPlace, before: PeriodStretch): Promise<Observed[]> {
  const { rule, when, questions } = look;
  const groups = new Map<string, Change>();
  for (const { keys, sums } of await questions.changes(place, before)) {
    const labels = groupOf(rule, keys);
    if (!labels) continue;
    const text = JSON.stringify(labels);
    const known = groups.get(text) ?? { labels, beforeNano: 0n, nowNano: 0n, priceNano: 0n };
    known.beforeNano += sums.before_nano;
    known.nowNano += sums.nano;
    known.priceNano += sums.price_nano;
    groups.set(text, known);
  }
  const money = (nano: bigint): string => `${formatNano(nano)} ${place.currency}`;
  return [...groups.values()].map((change) => ({
    labels: change.labels,
    scope: scopeOfGroup(rule, change.labels),
    value: when.kind === "newSpender" ? newMoney(change) : changeOf(change, when),
    title: changeTitle(change, when),
    facts: [
      { name: "cost", value: money(change.nowNano) },
      { name: "before", value: money(change.beforeNano) },
      ...(change.priceNano === 0n
        ? []
        : [{ name: "of that by other prices", value: money(change.priceNano) }]),
      { name: "days", value: `${formatInstant(place.stretch.start)} to ${formatInstant(place.stretch.end)}` },
    ],
  }));
}

function newMoney({ beforeNano, nowNano }: Change): number {
  return beforeNano > 0n ? 0 : Number(nowNano) / Number(NANO_PER_UNIT);
}

/** By how much a group costs more, or less, at the prices of before; nought where that is too little money. */
function changeOf({ beforeNano, nowNano, priceNano }: Change, when: CostKind): number {
  if (when.kind !== "spend" || beforeNano <= 0n) return 0;
  const change = nowNano - priceNano - beforeNano;
  const wanted = when.direction === "down" ? -change : change;
  if (wanted <= 0n || wanted < parseNano(when.least ?? "0")) return 0;
  return Number(wanted) / Number(beforeNano);
}

function changeTitle(change: Change, when: CostKind): string {
  const name = nameOf(change.labels);
  if (when.kind === "newSpender") return `${name} is new and costs money`;
  const less = when.kind === "spend" && when.direction === "down" ? "less" : "more";
  return `${name} costs ${percent(changeOf(change, when))} ${less} than before`;
}

async function observeSums({ rule, when, questions }: CostLook, place: AskedPlace): Promise<Observed[]> {
  const groups = new Map<
    string,
    { readonly labels: Readonly<Record<string, string>>; readonly sums: CostSums }
  >();
  for (const { keys, sums } of await questions.sums(place)) {
    const labels = groupOf(rule, keys);
    if (!labels) continue;
    const text = JSON.stringify(labels);
    const known = groups.get(text);
    if (known) addSums(known.sums, sums);
    else groups.set(text, { labels, sums: { ...sums } });
  }
  return [...groups.values()].map(({ labels, sums }) => {
    const value = when.kind === "prices" ? pricedShare(sums, when) : efficiencyOf(sums, when);
    return {
      labels,
      scope: scopeOfGroup(rule, labels),
      value,
      title: sumTitle(labels, when, value),
      facts: [
        { name: "cost", value: `${formatNano(grandTotalNano(sums))} ${place.currency}` },
        {
          name: "days",
          value: `${formatInstant(place.stretch.start)} to ${formatInstant(place.stretch.end)}`,
        },
      ],
    };
  });
}

function addSums(sum: CostSums, more: CostSums): void {
  for (const measure of TOTAL_MEASURES) sum[measure] += more[measure];
  sum.sharedNano += more.sharedNano;
  sum.idleNano += more.idleNano;
}

/** One where there is too little money, or nothing was requested: nothing is wasted then. */
function efficiencyOf(sums: CostSums, when: CostKind): number {
  if (when.kind !== "efficiency" || grandTotalNano(sums) < parseNano(when.least ?? "0")) return 1;
  return costFigures(sums).efficiency ?? 1;
}

function pricedShare(sums: CostSums, when: CostKind): number {
  if (when.kind !== "prices") return 0;
  const shares = priceSourceShares(sums);
  return (when.of === "default" ? shares.default : shares.none) ?? 0;
}

function sumTitle(labels: Readonly<Record<string, string>>, when: CostKind, value: number): string {
  const name = nameOf(labels);
  if (when.kind !== "prices") return `${name} uses ${percent(value)} of what it requests`;
  return when.of === "default"
    ? `${percent(value)} of the cost of ${name} is priced by defaults`
    : `${percent(value)} of the cores of ${name} have no price`;
}
