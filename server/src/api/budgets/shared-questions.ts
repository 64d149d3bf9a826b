import { HOUR_MS, type Instant } from "@kubecent/shared";
import { seenDays, type SeenDays } from "../../domain/budgets/question-days.ts";
import type { PeriodStretch } from "../../domain/budgets/period.ts";
import { type CalendarDay, calendarDayOf } from "../../domain/series/calendar-day.ts";
import { firstHour } from "../../domain/windows/resolve-window.ts";
import { lastDueEnd } from "../../domain/windows/due.ts";
import { findClusters, type StoredCluster } from "../../store/queries/clusters/stored-clusters.ts";
import { readSeenDays, type SeenDay } from "../../store/queries/coverage/seen-days.ts";
import type { CostKey, StepSelection } from "../../store/queries/where/selection.ts";
import { visibilityOf } from "../admission.ts";
import { answerCostRows } from "../cost/cost-rows.ts";
import { grandTotalNano } from "../figures.ts";
import { readSnapshot } from "../question.ts";
import { type BudgetAsker, NOTHING_SHARED } from "./ask-alone.ts";
import { windowOf } from "./budget-numbers.ts";

/** What rows are told apart by. */
export interface Place {
  readonly cluster: string;
  readonly namespace: string;
  /** Value of the question's label; empty without one. */
  readonly label: string;
}

/** What a place has cost. */
export interface PlaceMoney extends Place {
  readonly nano: bigint;
}

/** What a place has cost on each of its days. */
export interface PlaceDays extends Place {
  readonly days: readonly { readonly day: CalendarDay; readonly nano: bigint }[];
}

interface MoneyQuestion {
  readonly currency: string;
  readonly zone: string;
  readonly label: string | undefined;
  readonly stretch: PeriodStretch;
}

interface SeenQuestion extends Pick<MoneyQuestion, "zone" | "stretch"> {
  readonly clusters: readonly StoredCluster[];
}

const EVERY_ROW = Number.MAX_SAFE_INTEGER - 1;
const SECONDS_PER_HOUR = 3_600;

/** Questions that many budgets have in common, each asked once. */
export class SharedQuestions {
  readonly #asker: BudgetAsker;
  readonly #answers = new Map<string, Promise<unknown>>();

  constructor(asker: BudgetAsker) {
    this.#asker = asker;
  }

  /** The clusters that are priced in a currency. */
  clusters(currency: string): Promise<readonly StoredCluster[]> {
    return this.#once(["clusters", currency], () =>
      readSnapshot(this.#asker, visibilityOf(this.#asker.caller), ({ client }, seen) =>
        findClusters(client, { currency }, seen),
      ),
    );
  }

  /** What each place has cost; idle, the fee and what nobody was seen to use are places of their own. */
  money(question: MoneyQuestion): Promise<readonly PlaceMoney[]> {
    return this.#once(["money", question], () =>
      this.#ask(question, { ...NOTHING_SHARED, idle: "show" }, null),
    );
  }

  /** What each place has cost on each day, without idle and the fee. */
  days(question: MoneyQuestion): Promise<readonly PlaceDays[]> {
    const step = { step: "day", timeZone: question.zone } as const;
    return this.#once(["days", question], async () => {
      const rows = await this.#ask(question, NOTHING_SHARED, step);
      const byPlace = Map.groupBy(rows, ({ cluster, namespace, label }) =>
        JSON.stringify([cluster, namespace, label]),
      );
      return [...byPlace.values()].flatMap((days) => {
        const [first] = days;
        return first
          ? [{ cluster: first.cluster, namespace: first.namespace, label: first.label, days }]
          : [];
      });
    });
  }

  /** How much of each day was seen. */
  async seen({ clusters, zone, stretch }: SeenQuestion): Promise<SeenDays> {
    return seenDays(await this.#seenOf({ clusters, zone, stretch }), zone);
  }

  /** How much was seen of a stretch, as far as it is due. */
  async coverage({ clusters, zone, stretch }: SeenQuestion): Promise<number> {
    if (clusters.length === 0) return 0;
    const due = Math.min(stretch.end, lastDueEnd(this.#asker.services.now()));
    const hours = Math.max(0, (due - firstHour(stretch.start)) / HOUR_MS);
    if (hours === 0) return 1;
    const seen = await this.#seenOf({ clusters, zone, stretch });
    const seconds = seen.reduce((sum, { seenSeconds }) => sum + seenSeconds, 0);
    return seconds / (hours * clusters.length * SECONDS_PER_HOUR);
  }

  async #seenOf({ clusters, zone, stretch }: SeenQuestion): Promise<readonly SeenDay[]> {
    const ids = new Set(clusters.map(({ clusterId }) => clusterId));
    const all = await this.#once(["seen", zone, stretch], () =>
      readSnapshot(this.#asker, visibilityOf(this.#asker.caller), async ({ client }, seen) => {
        const known = await findClusters(client, {}, seen);
        const clusterIds = known.map(({ clusterId }) => clusterId);
        return readSeenDays(client, { clusterIds, ...stretch, timeZone: zone });
      }),
    );
    return all.filter(({ clusterId }) => ids.has(clusterId));
  }

  async #ask(
    { currency, zone, label, stretch }: MoneyQuestion,
    view: typeof NOTHING_SHARED,
    step: StepSelection | null,
  ): Promise<readonly (PlaceMoney & { readonly day: CalendarDay })[]> {
    const places: CostKey[] = [
      "cluster",
      "namespace",
      ...(label === undefined ? [] : [`label:${label}` as const]),
    ];
    const answer = await answerCostRows(
      this.#asker,
      { ...windowOf(stretch, zone), currency, limit: EVERY_ROW },
      {
        procedure: "budgets together",
        keys: step ? ["start", ...places] : places,
        view,
        ...(step && { step }),
        row: ({ keys, sums }) => {
          const [cluster = "", namespace = "", value = ""] = step ? keys.slice(1) : keys;
          const day = step ? dayOf(keys[0], zone) : 0;
          return { day, cluster, namespace, label: value, nano: grandTotalNano(sums) };
        },
      },
    );
    return answer.rows;
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

function dayOf(start: string | undefined, zone: string): CalendarDay {
  const instant: Instant = Date.parse(start ?? "");
  return calendarDayOf(instant, zone);
}
