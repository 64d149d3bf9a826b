import type { Instant } from "@kubecent/shared";
import type { Forecast, WantedDay } from "../../domain/forecast/forecast.ts";
import { forecast } from "../../domain/forecast/forecast.ts";
import { type ForecastFrame, hoursToCome } from "../../domain/forecast/frame.ts";
import { seenShare, type ZoneDay } from "../../domain/series/cluster-days.ts";
import type { DayCost } from "../../domain/series/daily-series.ts";
import { readClusterHours } from "../../store/queries/coverage/cluster-hours.ts";
import { readCostPage } from "../../store/queries/pages/cost-page.ts";
import type { CostKey } from "../../store/queries/where/selection.ts";
import { onePage } from "../../store/paging/page-source.ts";
import { costView, type ViewQuestion } from "../cost/cost-view.ts";
import { grandTotalNano } from "../figures.ts";
import { type OpenQuestion, selectionOf } from "../question.ts";
import type { CostFilter } from "../../store/queries/where/selection.ts";

/** The days of a forecast, and how much of each was seen. */
export interface SeenFrame {
  readonly frame: ForecastFrame;
  readonly due: Instant;
  /** Share that was seen, by the beginning of the day. */
  readonly seen: ReadonlyMap<Instant, number>;
}

/** Costs of days by the values of the keys; a day without a row cost nothing. */
export type DailyCosts = ReadonlyMap<string, ReadonlyMap<Instant, bigint>>;

/** How much of each day of a frame was seen, over the clusters of a question. */
export async function seenFrame(
  { client, clusters }: Pick<OpenQuestion, "client" | "clusters">,
  frame: ForecastFrame,
  due: Instant,
): Promise<SeenFrame> {
  const days = [...frame.history, ...frame.coming];
  const hours = await readClusterHours(client, {
    clusterIds: clusters.map(({ clusterId }) => clusterId),
    start: days.at(0)?.start ?? due,
    end: due,
    timeZone: frame.dayZone,
  });
  return { frame, due, seen: new Map(days.map((day) => [day.start, seenShare(day, hours)])) };
}

interface AskedDays {
  readonly filter: CostFilter;
  readonly keys: readonly CostKey[];
  readonly view: ViewQuestion;
}

const ALL_ROWS = 1_000_000;

/** What each closed day has cost, by the values of the keys. */
export async function readDailyCosts(
  open: OpenQuestion,
  { history, dayZone: timeZone }: ForecastFrame,
  { filter, keys, view }: AskedDays,
): Promise<DailyCosts> {
  const [start, end] = [history.at(0)?.start ?? 0, history.at(-1)?.end ?? 0];
  if (start === end) return new Map();
  const window = { start, end, dueEnd: end, timeZone };
  const page = await readCostPage(onePage(open.client), {
    selection: selectionOf(filter, open, window),
    keys: [...keys, "start"],
    step: { step: "day", timeZone },
    view: costView(view, window),
    order: { by: "keys" },
    limit: ALL_ROWS,
    after: null,
  });
  const byKey = Map.groupBy(page.rows, ({ keys: values }) => keyText(values.slice(0, -1)));
  return new Map(
    [...byKey].map(([key, rows]) => [
      key,
      new Map(rows.map(({ keys: values, sums }) => [Date.parse(values.at(-1) ?? ""), grandTotalNano(sums)])),
    ]),
  );
}

/** The values of a row's keys as one text. */
export function keyText(values: readonly string[]): string {
  return JSON.stringify(values);
}

/** A series as the forecast takes it. */
export function seriesOf(
  { frame, seen }: SeenFrame,
  costs: ReadonlyMap<Instant, bigint> | undefined,
): DayCost[] {
  return frame.history.map((day) => ({
    day: day.day,
    costNano: costs?.get(day.start) ?? 0n,
    coverage: seen.get(day.start) ?? 0,
    hours: hoursOf(day),
  }));
}

/** What the rest of the window will cost, by what the days before it have cost. */
export function forecastRest(days: SeenFrame, costs: ReadonlyMap<Instant, bigint> | undefined): Forecast {
  const { frame, due, seen } = days;
  const wanted = frame.coming.flatMap((day): WantedDay[] => {
    const hours = hoursToCome(day, seen.get(day.start) ?? 0, { window: frame.window, due });
    return hours > 0 ? [{ day: day.day, hours }] : [];
  });
  return forecast(seriesOf(days, costs), wanted);
}

const MS_PER_HOUR = 3_600_000;

function hoursOf({ start, end }: ZoneDay): number {
  return (end - start) / MS_PER_HOUR;
}
