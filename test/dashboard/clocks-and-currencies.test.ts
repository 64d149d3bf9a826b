import { HOUR_MS, parseNano } from "@kubecent/shared";
import { beforeAll, expect, test } from "vitest";
import { createContainer, createNode, createObservation, createPod } from "../support/observations.ts";
import { hoursFrom, storeHours } from "../support/stored-world.ts";
import { axeFaults } from "./support/axe.ts";
import { DEMO_NOW } from "./support/demo-days.ts";
import { chartRows, nanoOf } from "./support/exact-amounts.ts";
import { useDashboard } from "./support/use-dashboard.ts";

const { open, service, expectTrouble } = useDashboard({ isOwn: true });

const CLOCKS = "clocks";
const YEN = "yen";
/** Sundays on which Berlin sets its clock, and the day after. */
const DAYS = [
  { what: "back", day: "2026-10-25", next: "2026-10-26", start: "2026-10-24T22:00:00Z", hours: 25 },
  { what: "forward", day: "2026-03-29", next: "2026-03-30", start: "2026-03-28T23:00:00Z", hours: 23 },
] as const;

beforeAll(async () => {
  const { database } = service();
  const containers = [createContainer({ cpuRequest: 0.3, ramRequestGib: 1 / 3 })];
  const observed = (hour: number) =>
    createObservation({ hour, nodes: [createNode()], pods: [createPod({ name: "pod", containers })] });
  const hours = DAYS.flatMap(({ start, hours: count }) => hoursFrom(Date.parse(start) - HOUR_MS, count + 2));
  await storeHours(database, CLOCKS, hours.toSorted((one, other) => one - other).map(observed));
  await storeHours(database, YEN, hoursFrom(DEMO_NOW - (DEMO_NOW % HOUR_MS) - 3 * HOUR_MS, 2).map(observed));
  await database.primary.query("update cluster set currency = 'JPY' where name = $1", [YEN]);
});

test.each(DAYS)(
  "the day on which the clock goes $what has its hours, and costs what the SDK says, wherever the browser is",
  async ({ day, next, start, hours }) => {
    const end = new Date(Date.parse(start) + hours * HOUR_MS).toISOString();
    const { totals } = await service().sdk.cost.cluster.query({ start, end, cluster: CLOCKS });
    const page = await open(`/c/${CLOCKS}?step=1h&tz=Europe/Berlin&w=${day}..${next}`, {
      timezoneId: "Pacific/Auckland",
    });
    await page.getByText("adds up to the nano").waitFor();

    const total = await page.locator("a.total-amount").getAttribute("title");
    expect(nanoOf(total)).toBe(parseNano(totals.totalCost));
    const rows = await chartRows(page);
    expect(rows).toHaveLength(hours);
    expect(new Set(rows.map(([hour]) => hour)).size).toBe(hours);
    const picker = page.getByRole("button", { name: /Europe\/Berlin/ });
    expect(await picker.textContent()).toMatch(/GMT\+[12], then GMT\+[12]/);

    await page.goto(`${service().url}/trust/c/${CLOCKS}?tz=Europe/Berlin&w=${day}..${next}`);
    await page.locator(".calendar-hour").first().waitFor();
    expect(await page.locator('.calendar-hour[data-state="seen"]').count()).toBe(hours);
  },
);

test("clusters of two currencies are never added up, and a press chooses one", async () => {
  expectTrouble(/422/);
  const page = await open("/c?w=24h");
  await page.getByRole("heading", { name: "These clusters are priced in several currencies" }).waitFor();
  expect(await page.locator("main").textContent()).not.toMatch(/[$¥]\d/);
  expect(await axeFaults(page)).toEqual([]);

  await page.getByLabel("Currency").selectOption("JPY");
  await page.getByText("adds up to the nano").waitFor();
  expect(page.url()).toContain("cur=JPY");
  expect(await page.locator("tbody th bdi").allTextContents()).toEqual([YEN]);
});

test("yen are written without cents, and explained to the nano", async () => {
  const { totals } = await service().sdk.cost.cluster.query({ window: "24h", cluster: YEN });
  const page = await open(`/c/${YEN}?w=24h&why=total`);
  const why = page.getByRole("complementary", { name: /^Why/ });
  await why.getByText("equal to the nano").waitFor();

  const total = page.locator("a.total-amount");
  expect(await total.textContent()).toMatch(/^<?¥[\d,]+$/);
  expect(nanoOf(await total.getAttribute("title"))).toBe(parseNano(totals.totalCost));
  expect(await why.locator("[data-sum]").getAttribute("data-sum")).toBe(totals.totalCost);
});
