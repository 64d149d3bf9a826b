import { DAY_MS, HOUR_MS, type Instant } from "@kubecent/shared";
import type pg from "pg";
import { utcDayOf } from "../../../domain/windows/utc-day.ts";
import { guessed } from "../../connection/guesses.ts";
import { snapshotOf } from "../../connection/pipelined.ts";
import {
  DAY_FLAGS,
  DAY_UNIT,
  type DaysQuestion,
  type DaysRecord,
  isCutByDatabase,
  readAlikeDays,
} from "./alike-days.ts";
import type { Range } from "./ranges.ts";
import type { StepSelection } from "./selection.ts";

/** Days that follow each other and are alike. */
export interface StoredDays extends Range {
  /**
   * Whether their sums can be read, and each of them lies whole within a step. The last one may be a day that is not over:
   * it ends with the hours that its sums hold.
   */
  readonly areWhole: boolean;
  /** Whether that is so. */
  readonly isOpen: boolean;
  /** Whether sums of spans were made along with them, which came later than days. */
  readonly haveSpans: boolean;
  /** Whether what is left of each is kept from each hour on. */
  readonly haveFinerRests: boolean;
  /** Those with which a week begins whose sums are of just the days that follow. */
  readonly beginWeeks: readonly Instant[];
  /** The same for a month. */
  readonly beginMonths: readonly Instant[];
  /** Whether their container-hours are dropped. */
  readonly areGone: boolean;
  /** Whether their records stand, and no hour of them is missing. */
  readonly areComplete: boolean;
}

/** Clusters whose days are alike, most often all that are asked about: what follows from the days is worked out once for them. */
export interface DaysOfClusters {
  readonly clusterIds: readonly number[];
  /** In the order of time. */
  readonly days: readonly StoredDays[];
}

interface KnownDays extends Range {
  readonly key: string;
  readonly days: Promise<DaysOfClusters[]>;
}

/** What has been read in each snapshot that is under way. */
const known = new WeakMap<object, KnownDays[]>();

/**
 * The days of a window, those too that lie in it in part. Rows, coverage and what is compared with them ask for the same
 * days, so they are read once in a snapshot: ask for the longest window first.
 */
export function readStoredDays(client: pg.ClientBase, question: DaysQuestion): Promise<DaysOfClusters[]> {
  const snapshot = snapshotOf(client);
  const start = utcDayOf(question.start);
  const end = Math.ceil(question.end / DAY_MS) * DAY_MS;
  const key = `${stepText(question.step)} ${question.clusterIds.join(" ")}`;
  const before = (snapshot && known.get(snapshot)) ?? [];
  const covering = before.find((each) => each.key === key && each.start <= start && each.end >= end);
  const days = covering?.days ?? read(client, key, { ...question, start, end });
  if (snapshot && !covering) known.set(snapshot, [...before, { key, start, end, days }]);
  return days;
}

async function read(client: pg.ClientBase, key: string, question: DaysQuestion): Promise<DaysOfClusters[]> {
  const name = `days ${key} ${question.start} ${question.end}`;
  return daysOfClusters(
    question.clusterIds,
    await guessed(client, name, () => readAlikeDays(client, question)),
  );
}

function daysOfClusters(clusterIds: readonly number[], records: readonly DaysRecord[]): DaysOfClusters[] {
  const groups = records.map((record) => ({ clusterIds: record.cluster_ids, days: daysOf(record) }));
  const found = new Set(records.flatMap((record) => record.cluster_ids));
  const others = clusterIds.filter((id) => !found.has(id));
  return others.length > 0 ? [...groups, { clusterIds: others, days: [] }] : groups;
}

/** Days that follow each other and are alike as one; an open one always by itself, for its sums may end before it does. */
function daysOf({ days, weeks, months, open_until: openUntil }: DaysRecord): StoredDays[] {
  const stretches: { first: number; end: number; flags: number }[] = [];
  for (const packed of days) {
    const day = Math.floor(packed / DAY_UNIT);
    const flags = packed % DAY_UNIT;
    const last = stretches.at(-1);
    if (last?.end === day && last.flags === flags && !isSaid("open", flags)) last.end++;
    else stretches.push({ first: day, end: day + 1, flags });
  }
  const untils = (openUntil ?? []).values();
  return stretches.map(({ first, end, flags }) => {
    const within = (day: number): boolean => day >= first && day < end;
    const isOpen = isSaid("open", flags);
    return {
      areWhole: isSaid("whole", flags),
      isOpen,
      haveSpans: isSaid("spans", flags),
      haveFinerRests: isSaid("finer", flags),
      beginWeeks: (weeks ?? []).filter(within).map((day) => day * DAY_MS),
      beginMonths: (months ?? []).filter(within).map((day) => day * DAY_MS),
      areGone: isSaid("gone", flags),
      areComplete: isSaid("complete", flags),
      start: first * DAY_MS,
      end: isOpen ? (untils.next().value ?? 0) * HOUR_MS : end * DAY_MS,
    };
  });
}

const NAMES = Object.keys(DAY_FLAGS);

function isSaid(flag: keyof typeof DAY_FLAGS, flags: number): boolean {
  return (flags & (1 << NAMES.indexOf(flag))) !== 0;
}

function stepText(step: StepSelection | null): string {
  return isCutByDatabase(step) ? `${step.step} ${step.timeZone}` : "";
}
