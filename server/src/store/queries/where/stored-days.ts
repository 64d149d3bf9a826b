import { DAY_MS, HOUR_MS, type Instant } from "@kubecent/shared";
import type pg from "pg";
import { utcDayOf } from "../../../domain/windows/utc-day.ts";
import { guessed } from "../../connection/guesses.ts";
import { snapshotOf } from "../../connection/pipelined.ts";
import { type DaysQuestion, type DaysRecord, isCutByDatabase, readAlikeDays } from "./alike-days.ts";
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
  return byCluster(question.clusterIds, await guessed(client, name, () => readAlikeDays(client, question)));
}

/** Puts together what each cluster has, and clusters that have the same. */
function byCluster(clusterIds: readonly number[], records: readonly DaysRecord[]): DaysOfClusters[] {
  const own = new Map(clusterIds.map((id) => [id, { key: "", days: new Array<StoredDays>() }]));
  for (const [index, record] of records.entries()) {
    const days = daysOf(record);
    for (const id of record.cluster_ids) {
      const ofCluster = own.get(id);
      if (!ofCluster) continue;
      ofCluster.key += ` ${index}`;
      ofCluster.days.push(days);
    }
  }
  const alike = Map.groupBy(own, ([, { key }]) => key);
  return [...alike.values()].map((each) => ({
    clusterIds: each.map(([id]) => id),
    days: each[0]?.[1].days ?? [],
  }));
}

function daysOf(record: DaysRecord): StoredDays {
  return {
    areWhole: record.whole,
    isOpen: record.open,
    haveSpans: record.spans,
    haveFinerRests: record.finer,
    beginWeeks: (record.weeks ?? []).map(instantOf),
    beginMonths: (record.months ?? []).map(instantOf),
    areGone: record.gone,
    areComplete: record.complete,
    start: instantOf(record.start),
    end: instantOf(record.end),
  };
}

function instantOf(hoursSince1970: number): Instant {
  return hoursSince1970 * HOUR_MS;
}

function stepText(step: StepSelection | null): string {
  return isCutByDatabase(step) ? `${step.step} ${step.timeZone}` : "";
}
