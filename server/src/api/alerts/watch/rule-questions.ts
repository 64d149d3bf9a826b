import { formatInstant, HOUR_MS, type Instant } from "@kubecent/shared";
import type { PeriodStretch } from "../../../domain/budgets/period.ts";
import {
  findClusters,
  readExtents,
  type StoredCluster,
} from "../../../store/queries/clusters/stored-clusters.ts";
import { readStatuses, type StoredStatus } from "../../../store/queries/clusters/cluster-status.ts";
import { readSeenDays } from "../../../store/queries/coverage/seen-days.ts";
import { type ComparedRow, readComparePage } from "../../../store/queries/pages/compare-page.ts";
import { type CostSums, readPricedRows, type SummedRow } from "../../../store/queries/pages/cost-page.ts";
import type { CostKey } from "../../../store/queries/where/selection.ts";
import { visibilityOf } from "../../admission.ts";
import type { BudgetAsker } from "../../budgets/ask-alone.ts";
import { NOTHING_SHARED } from "../../budgets/ask-alone.ts";
import { costView } from "../../cost/cost-view.ts";
import { answerInSnapshot, readSnapshot, selectionOf } from "../../question.ts";

const EVERY_ROW = Number.MAX_SAFE_INTEGER - 1;

interface PlaceQuestion {
  readonly currency: string;
  readonly keys: readonly CostKey[];
  readonly stretch: PeriodStretch;
}

/** Questions that rules have in common, each asked once in a round: one for each kind and stretch, not one for each rule. */
export class RuleQuestions {
  readonly #asker: BudgetAsker;
  readonly #answers = new Map<string, Promise<unknown>>();

  constructor(asker: BudgetAsker) {
    this.#asker = asker;
  }

  /** All clusters. */
  clusters(): Promise<readonly StoredCluster[]> {
    return this.#once(["clusters"], () => this.#read((client, seen) => findClusters(client, {}, seen)));
  }

  /** What each cluster has collected last. */
  statuses(): Promise<readonly StoredStatus[]> {
    return this.#once(["statuses"], async () => {
      const ids = (await this.clusters()).map(({ clusterId }) => clusterId);
      return this.#read((client) => readStatuses(client, ids));
    });
  }

  /** The first hour of each cluster. */
  firstHours(): Promise<ReadonlyMap<number, Instant | null>> {
    return this.#once(["first hours"], async () => {
      const ids = (await this.clusters()).map(({ clusterId }) => clusterId);
      const extents = await this.#read((client) => readExtents(client, ids));
      return new Map(extents.map(({ clusterId, firstHour }) => [clusterId, firstHour]));
    });
  }

  /** How much of a stretch of whole days was seen of each cluster. */
  coverage(stretch: PeriodStretch): Promise<ReadonlyMap<number, number>> {
    return this.#once(["coverage", stretch], async () => {
      const clusterIds = (await this.clusters()).map(({ clusterId }) => clusterId);
      const seen = await this.#read((client) =>
        readSeenDays(client, { clusterIds, ...stretch, timeZone: "UTC" }),
      );
      const seconds = (stretch.end - stretch.start) / 1_000;
      return new Map(
        clusterIds.map((id) => {
          const own = seen.filter(({ clusterId }) => clusterId === id);
          return [id, own.reduce((sum, { seenSeconds }) => sum + seenSeconds, 0) / seconds];
        }),
      );
    });
  }

  /** What each place has cost and used. */
  sums(question: PlaceQuestion): Promise<readonly SummedRow<CostSums>[]> {
    return this.#once(["sums", question], async () => {
      const { keys, currency, stretch } = question;
      const { rows } = await answerInSnapshot(
        this.#asker,
        { ...windowOf(stretch), currency },
        async (open) => {
          const found = await readPricedRows(open.source, {
            selection: open.selection,
            keys,
            step: null,
            view: costView(NOTHING_SHARED, open.window),
            order: { by: "keys" },
            limit: EVERY_ROW,
            after: null,
          });
          return { rows: found };
        },
      );
      return rows;
    });
  }

  /** What of each place's cost has changed since an earlier stretch, and why. */
  changes(
    { keys, currency, stretch }: PlaceQuestion,
    before: PeriodStretch,
  ): Promise<readonly ComparedRow[]> {
    return this.#once(["changes", keys, currency, stretch, before], async () => {
      const { rows } = await answerInSnapshot(
        this.#asker,
        { ...windowOf(stretch), currency },
        async (open) => {
          const earlier = { ...before, timeZone: "UTC", dueEnd: before.end };
          const { rows: found } = await readComparePage(open.source, {
            before: selectionOf({}, open, earlier),
            now: open.selection,
            keys,
            limit: EVERY_ROW,
            after: null,
          });
          return { rows: found };
        },
      );
      return rows;
    });
  }

  #read<Answer>(
    read: (
      client: Parameters<typeof findClusters>[0],
      seen: Parameters<typeof findClusters>[2],
    ) => Promise<Answer>,
  ): Promise<Answer> {
    return readSnapshot(this.#asker, visibilityOf(this.#asker.caller), ({ client }, seen) =>
      read(client, seen),
    );
  }

  #once<Answer>(question: unknown, ask: () => Promise<Answer>): Promise<Answer> {
    const key = JSON.stringify(question);
    const known = this.#answers.get(key);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the key names the kind of question, and each kind has one type of answer
    if (known) return known as Promise<Answer>;
    const asked = ask();
    this.#answers.set(key, asked);
    return asked;
  }
}

function windowOf({ start, end }: PeriodStretch) {
  return { start: formatInstant(start), end: formatInstant(end) };
}

const DAY_HOURS = 24;
/** Hours after which an hour does not change by itself: see `isClosed`. */
const CLOSED_AFTER_HOURS = 3;

/** The end of the last UTC day of which all hours are closed. */
export function closedDayEnd(now: Instant): Instant {
  const dayMs = DAY_HOURS * HOUR_MS;
  return Math.floor((now - CLOSED_AFTER_HOURS * HOUR_MS) / dayMs) * dayMs;
}
