import { DAY_MS, HOUR_MS } from "@kubecent/shared";
import { expect, test } from "vitest";
import { allocateHour } from "../../../../server/src/domain/allocation/price-hour.ts";
import { partsTotal } from "../../../../server/src/domain/allocation/hour-costs.ts";
import { type Incident, nextDay } from "../../../../server/src/domain/anomalies/incident.ts";
import { judgeDay } from "../../../../server/src/domain/anomalies/judge-day.ts";
import { DEFAULT_PRICE_BOOK } from "../../../../server/src/domain/prices/price-book.ts";
import { leakFactor } from "../../../../server/src/sources/demo/network.ts";
import { hashText } from "../../../../server/src/sources/demo/noise.ts";
import { MONDAY, observeHour } from "./hours.ts";

const SEED = "kubecent";
const BEFORE = 14;
const DAYS = BEFORE + 30;
/** Hours of a day that stand for all of it. */
const HOURS = [0, 5, 12, 15, 19];
/** Those of the afternoon on which somebody copies a table. */
const AFTERNOON = [12, 15];
const HOURS_EACH = 5n;

interface Demo {
  readonly isQuiet: boolean;
  readonly hours: readonly number[];
}
const RULES = { sensitivity: "normal", leastNano: 1_000_000_000n, leastShare: 0.15 } as const;

/** Each cost of an hour of the demo, with the series that it belongs to. */
async function costsAt(hour: number, isQuiet: boolean): Promise<[string, bigint][]> {
  const { rows, nodes } = allocateHour(await observeHour(hour, SEED, isQuiet), DEFAULT_PRICE_BOOK);
  const ofRows = rows.flatMap(({ namespace, controllerKind, controller, measures }): [string, bigint][] => {
    const { cpuNano, ramNano, gpuNano, volumeNano, networkNano, loadBalancerNano } = measures;
    const nano = cpuNano + ramNano + gpuNano + volumeNano + networkNano + loadBalancerNano;
    return [
      [`${namespace}/${controllerKind}/${controller}`, nano],
      [namespace, nano],
      ["all", nano],
    ];
  });
  const ofNodes = nodes.flatMap(({ idle }): [string, bigint][] => [
    ["idle", partsTotal(idle)],
    ["all", partsTotal(idle)],
  ]);
  return [...ofRows, ...ofNodes];
}

/** What each series of the demo costs on each day: its workloads, its namespaces, idle, and all of it. */
async function demoSeries({ isQuiet, hours }: Demo): Promise<Map<string, bigint[]>> {
  const series = new Map<string, bigint[]>();
  const add = (day: number, name: string, nano: bigint): void => {
    const days = series.get(name) ?? Array.from({ length: DAYS }, () => 0n);
    days[day] = (days[day] ?? 0n) + nano * HOURS_EACH;
    series.set(name, days);
  };
  for (let day = 0; day < DAYS; day += 1)
    for (const hour of hours)
      for (const [name, nano] of await costsAt(MONDAY + day * DAY_MS + hour * HOUR_MS, isQuiet))
        add(day, name, nano);
  return series;
}

/** The incidents of thirty days, each as its day and its series. */
async function openedIn(demo: Demo): Promise<string[]> {
  const first = MONDAY / DAY_MS;
  const opened: string[] = [];
  for (const [name, costs] of await demoSeries(demo)) {
    const days = costs.map((costNano, day) => ({ day: first + day, costNano, coverage: 1 }));
    let latest: Incident | null = null;
    for (let day = BEFORE; day < DAYS; day += 1) {
      const { incident, event } = nextDay(latest, first + day, judgeDay(days.slice(0, day + 1), RULES));
      if (event === "opened") opened.push(`${day} ${name}`);
      latest = incident;
    }
  }
  return opened;
}

test("thirty days of the quiet demo raise nothing", async () => {
  expect(await openedIn({ isQuiet: true, hours: HOURS })).toEqual([]);
});

test("the afternoons on which somebody copies the data team's tables are told, each once", async () => {
  const key = hashText(SEED);
  const leaks = Array.from({ length: DAYS }, (_, day) => day).filter(
    (day) => leakFactor("data-platform", MONDAY + day * DAY_MS + 12 * HOUR_MS, key) > 1,
  );
  const opened = await openedIn({ isQuiet: false, hours: AFTERNOON });

  expect(opened.filter((each) => each.includes("StatefulSet/clickhouse"))).toEqual(
    leaks.filter((day) => day >= BEFORE).map((day) => `${day} data-platform/StatefulSet/clickhouse`),
  );
});
