import { DAY_MS } from "@kubecent/shared";
import { IDLE_NAME, type SeriesKey } from "../../domain/anomalies/series-key.ts";
import type { CalendarDay } from "../../domain/series/calendar-day.ts";
import type { IncidentCause } from "../../store/anomalies/incident-record.ts";
import { inMoment } from "../../store/connection/transaction.ts";
import { onePage } from "../../store/paging/page-source.ts";
import { type ComparedRow, readComparePage } from "../../store/queries/pages/compare-page.ts";
import type { ApiServices } from "../context.ts";
import type { ClusterDays } from "./cluster-days.ts";

/** Why a day's series cost what they did, against an earlier day of the same weekday. */
export interface DayCauses {
  /** Null of idle, which has no workloads. */
  of(key: SeriesKey): IncidentCause | null;
  /** Whether a series costs something else because another price book prices it: that is no news. */
  isRepriced(key: SeriesKey): boolean;
}

const WEEK = 7;
const MOST_ROWS = 100_000;
const MOST_CHILDREN = 3;
/** Another price book is the reason where it makes so much of a change. */
const EXPLAINS = 0.7;

/** Compares a day with the week before it, all workloads in one question. */
export async function readCauses(
  services: ApiServices,
  days: ClusterDays,
  day: CalendarDay,
): Promise<DayCauses> {
  const beforeDay = dayToCompare(days, day);
  const { clusterId } = days.cluster;
  const of = (each: CalendarDay) => ({
    clusterIds: [clusterId],
    start: each * DAY_MS,
    end: (each + 1) * DAY_MS,
    filter: {},
    partial: null,
  });
  const { rows } = await inMoment(services.database, (client) =>
    readComparePage(onePage(client), {
      before: of(beforeDay),
      now: of(day),
      keys: ["namespace", "controllerKind", "controller"],
      limit: MOST_ROWS,
      after: null,
    }),
  );
  const isOtherBook = !isPricedAlike(days, beforeDay, day);
  const idle = idleChange(days, beforeDay, day);
  const causeOf = (key: SeriesKey): IncidentCause | null =>
    key.namespace === IDLE_NAME ? null : summedCause(key, beforeDay, { rows, idle });
  return {
    of: causeOf,
    isRepriced: (key) => {
      const cause = isOtherBook ? causeOf(key) : null;
      if (!cause) return isOtherBook;
      const change = Math.abs(Number(cause.nano - cause.beforeNano));
      return Math.abs(Number(cause.priceNano)) >= EXPLAINS * change;
    },
  };
}

/** A week before; a fortnight where prices have changed before that. */
function dayToCompare(days: ClusterDays, day: CalendarDay): CalendarDay {
  const hasOther = Array.from({ length: WEEK }, (_, index) => day - WEEK - 1 - index).some(
    (each) => !isPricedAlike(days, each, day),
  );
  return isPricedAlike(days, day - WEEK, day) && hasOther ? day - 2 * WEEK : day - WEEK;
}

function isPricedAlike({ facts }: ClusterDays, one: CalendarDay, other: CalendarDay): boolean {
  const books = facts.get(one)?.priceBooks ?? [];
  const others = facts.get(other)?.priceBooks ?? [];
  if (books.length === 0 || others.length === 0) return true;
  return books.length === 1 && others.length === 1 && books[0] === others[0];
}

function idleChange({ series }: ClusterDays, before: CalendarDay, day: CalendarDay): bigint {
  const costs = series.find(({ key }) => key.namespace === IDLE_NAME)?.costs;
  return (costs?.get(day) ?? 0n) - (costs?.get(before) ?? 0n);
}

interface Compared {
  readonly rows: readonly ComparedRow[];
  readonly idle: bigint;
}

function summedCause(key: SeriesKey, beforeDay: CalendarDay, { rows, idle }: Compared): IncidentCause {
  const own = rows.filter(({ keys: [namespace, kind, name] }) => {
    if (key.level === "cluster") return true;
    const isNamespace = namespace === key.namespace;
    return key.level === "namespace"
      ? isNamespace
      : isNamespace && kind === key.controllerKind && nameOf(name) === key.controller;
  });
  const sum = (part: keyof ComparedRow["sums"]): bigint =>
    own.reduce((total, { sums }) => total + sums[part], 0n);
  return {
    beforeDay,
    beforeNano: sum("before_nano"),
    nano: sum("nano"),
    quantityNano: sum("quantity_nano"),
    priceNano: sum("price_nano"),
    newNano: sum("new_nano"),
    goneNano: sum("gone_nano"),
    children: childrenOf(key, own, idle),
  };
}

/** A bare pod's owner has no name, which rows of cost say in a word. */
function nameOf(name: string | undefined): string {
  return name === undefined || name === "__unallocated__" ? "" : name;
}

function childrenOf(
  { level }: SeriesKey,
  rows: readonly ComparedRow[],
  idle: bigint,
): IncidentCause["children"] {
  if (level === "workload") return [];
  const changes = new Map<string, bigint>(level === "cluster" && idle !== 0n ? [[IDLE_NAME, idle]] : []);
  for (const {
    keys: [namespace = "", kind = "", name = ""],
    sums,
  } of rows) {
    const child = level === "cluster" ? namespace : `${kind}/${name}`;
    changes.set(child, (changes.get(child) ?? 0n) + sums.nano - sums.before_nano);
  }
  return [...changes]
    .map(([name, changeNano]) => ({ name, changeNano }))
    .toSorted((a, b) => Math.abs(Number(b.changeNano)) - Math.abs(Number(a.changeNano)))
    .slice(0, MOST_CHILDREN);
}
