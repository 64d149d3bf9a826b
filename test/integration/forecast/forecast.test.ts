import { DAY_MS, FULL_SCOPE, HOUR_MS, type Scope } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiServices } from "../../../server/src/api/context.ts";
import {
  createContainer,
  createFee,
  createNode,
  createObservation,
  createPod,
} from "../../support/observations.ts";
import { daysFrom, storeScaledDays } from "../../support/scaled-days.ts";
import { hoursFrom, storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { callerWith, callWith, createTestServices } from "../../support/test-services.ts";

const MARCH = Date.parse("2026-03-01T00:00:00Z");
/** The ninth of July 2026, at ten past six: hours up to six are due. */
const NOW = Date.parse("2026-07-09T06:10:00Z");
const TODAY = Date.parse("2026-07-09T00:00:00Z");
const MONTH = { start: "2026-07-01T00:00:00Z", end: "2026-08-01T00:00:00Z" };
const SHOP: Scope = { clusters: ["prod"], namespaces: { prod: ["shop"] } };

let database: TestDatabase;
let services: ApiServices;

beforeAll(async () => {
  database = await createTestDatabase(6);
  services = createTestServices(database, () => NOW);
  const clusterId = await storeHours(database, "prod", hoursFrom(MARCH, 24).map(observed));
  await storeScaledDays(database, {
    clusterId,
    template: MARCH,
    days: daysFrom(MARCH + DAY_MS, (TODAY - MARCH) / DAY_MS),
    // An office's shop, a search that is new since June, and a system that is always the same.
    factor: (namespace, day) => {
      const weekday = new Date(day).getUTCDay();
      if (namespace === "shop") return weekday % 6 === 0 ? 0.5 : 1;
      return namespace === "search" && day < Date.parse("2026-06-20T00:00:00Z") ? 0 : 1;
    },
    hours: (day) => (day === TODAY ? 6 : day === Date.parse("2026-05-05T00:00:00Z") ? 3 : 24),
  });
});
afterAll(() => database.drop());

function observed(hour: number) {
  const pods = ["shop", "search", "kube-system"].map((namespace, index) =>
    createPod({
      namespace,
      name: namespace,
      uid: namespace,
      labels: { team: namespace },
      containers: [createContainer({ cpuRequest: 0.3 * (index + 1) })],
    }),
  );
  return createObservation({
    hour,
    pods,
    nodes: [createNode({ cpuCores: 4 })],
    fee: createFee({ perHour: 0.1 }),
  });
}

const viewer = (scope: Scope = FULL_SCOPE) => callWith(callerWith("viewer", scope), services);
/** What a whole month costs where each of its days cost what the same weekday of the history did. */
async function dayCost(namespace: string, date: string): Promise<number> {
  const start = Date.parse(date);
  const window = { start: date, end: new Date(start + DAY_MS).toISOString() };
  return Number((await viewer().cost.allocation({ ...window, namespace })).totals.totalCost);
}

test("an office week goes on, from what is spent to the nano to the end of the month", async () => {
  const page = await viewer().cost.allocation({ ...MONTH, namespace: "shop" });
  const { totals, window, history, level } = await viewer().cost.forecast({ namespace: "shop" });
  const [workday, weekend] = [
    await dayCost("shop", "2026-07-07T00:00:00Z"),
    await dayCost("shop", "2026-07-05T00:00:00Z"),
  ];

  expect(totals.spentCost).toBe(page.totals.totalCost);
  expect(window).toMatchObject({ ...MONTH, pending: { start: "2026-07-09T06:00:00Z" } });
  expect(totals).toMatchObject({ method: "combined", notEnoughHistory: false, wide: false, origins: 19 });
  // July 2026 begins on a Wednesday: 23 working days, eight of the weekend.
  expect(Number(totals.expected?.cost)).toBeCloseTo(23 * workday + 8 * weekend, 2);
  expect(Number(totals.expected?.lowCost)).toBeLessThan(Number(totals.expected?.cost));
  expect(totals.days).toHaveLength(23);
  expect(totals.days[0]).toMatchObject({ date: "2026-07-09" });
  expect(Number(totals.days[0]?.expectedCost)).toBeCloseTo(workday * 0.75, 4);
  expect(totals.days.at(-1)?.until).toEqual(totals.expected);
  expect(level).toBe(0.8);
  expect(history).toMatchObject({ end: "2026-07-09T00:00:00Z", timeZone: "UTC", days: 120, daysSeen: 120 });
});

test.each([
  ["all of it", {}],
  ["a label", { label: { team: "search" } }],
  ["idle shown", { idle: "show" }],
  ["shared costs", { idle: "share", shareNamespaces: "kube-system", shareFee: true, shareMonthly: "12.34" }],
] as const)("what is spent of %s is the number of cost.allocation", async (_, question) => {
  const page = await viewer().cost.allocation({ ...question, ...MONTH, aggregate: ["namespace"] });
  const { totals, rows } = await viewer().cost.forecast({ ...question, aggregate: "namespace" });
  const named = page.rows.filter(({ namespace }) => namespace?.startsWith("__") !== true);

  expect(totals.spentCost).toBe(page.totals.totalCost);
  expect(new Map(rows.map(({ namespace, spentCost }) => [namespace, spentCost]))).toEqual(
    new Map(named.map(({ namespace, totalCost }) => [namespace, totalCost])),
  );
  expect(Number(totals.expected?.cost)).toBeGreaterThan(Number(totals.spentCost) * 3);
});

test("the largest rows are forecast each by its own history", async () => {
  const { rows } = await viewer().cost.forecast({ aggregate: ["cluster", "namespace"], limit: 2 });
  const alone = await viewer().cost.forecast({ namespace: "search" });

  expect(rows.map(({ namespace }) => namespace)).toEqual(["kube-system", "search"]);
  expect(rows[1]).toEqual({ cluster: "prod", namespace: "search", ...alone.totals });
});

test("days to come begin with the next hour, and nothing of them is spent", async () => {
  const { totals, window } = await viewer().cost.forecast({ namespace: "kube-system", days: 7 });
  const day = await dayCost("kube-system", "2026-07-07T00:00:00Z");

  expect(window).toMatchObject({ start: "2026-07-09T06:00:00Z", end: "2026-07-16T06:00:00Z" });
  expect(totals.spentCost).toBe("0.000000000");
  expect(Number(totals.expected?.cost)).toBeCloseTo(7 * day, 3);
  expect(totals.days).toHaveLength(8);
});

test("a month of another time zone begins and ends where that zone's does", async () => {
  const { totals, window, history } = await viewer().cost.forecast({ timeZone: "Asia/Kolkata" });
  const page = await viewer().cost.allocation({ start: "2026-06-30T18:30:00Z", end: "2026-07-31T18:30:00Z" });

  expect(window).toMatchObject({ start: "2026-06-30T18:30:00Z", end: "2026-07-31T18:30:00Z" });
  expect(history.timeZone).toBe("Asia/Kolkata");
  expect(totals.spentCost).toBe(page.totals.totalCost);
});

test("hours that are due but not there yet are still to come", async () => {
  const late = callWith(
    callerWith("viewer", FULL_SCOPE),
    createTestServices(database, () => NOW + 4 * HOUR_MS),
  );
  const [on, behind] = [await viewer().cost.forecast({}), await late.cost.forecast({})];
  expect(behind.totals).toEqual(on.totals);
});

test("who sees a part is answered by that part, and is refused what only the whole tells", async () => {
  const all = await viewer().cost.forecast({ namespace: "shop", aggregate: "controller" });
  const own = await viewer(SHOP).cost.forecast({ aggregate: "controller" });
  expect(own).toEqual(all);
  await expect(viewer(SHOP).cost.forecast({ idle: "show" })).rejects.toThrow("as a whole");
});

test("clusters of two currencies have no sum", async () => {
  await storeHours(database, "other", []);
  await database.primary.query("update cluster set currency = 'USD' where name = 'other'");
  await expect(viewer().cost.forecast({})).rejects.toThrow("currency");
  expect((await viewer().cost.forecast({ currency: "EUR" })).totals.method).toBe("combined");
});
