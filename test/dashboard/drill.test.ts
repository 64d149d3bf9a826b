import { formatNano, parseNano } from "@kubecent/shared";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { DEMO_CLUSTER } from "./support/demo-days.ts";
import { takeQuestions } from "./support/page-cost.ts";
import { useDashboard } from "./support/use-dashboard.ts";

const { open, service } = useDashboard();
const WEEK = { window: "last7d", timeZone: "UTC" } as const;

/** What the table of a screen says that each row costs: all nine places, by the row's name. */
async function shownCosts(page: Page): Promise<Record<string, string>> {
  const rows = page.locator("tbody tr[data-row]");
  await rows.first().waitFor();
  const pairs = await rows.evaluateAll((all) =>
    all.map((row) => [
      row.querySelector("th bdi")?.textContent ?? "",
      row
        .querySelector("a.amount")
        ?.getAttribute("title")
        ?.replaceAll(/[^0-9.]/g, "") ?? "",
    ]),
  );
  return Object.fromEntries(pairs);
}

async function shownTotal(page: Page): Promise<string> {
  const title = await page.locator("a.total-amount").getAttribute("title");
  return title?.replaceAll(/[^0-9.]/g, "") ?? "";
}

/** Waits for a screen, and checks that it proves its own sum. */
async function settled(page: Page, heading: string): Promise<void> {
  await page.getByRole("heading", { level: 1, name: heading }).waitFor();
  await page.getByText("adds up to the nano").waitFor();
  await expect.poll(() => page.locator("[aria-busy=true]").count()).toBe(0);
}

function nameOf(controller: string): string {
  return controller === "__unmounted__" ? "Volumes that nobody mounts" : controller;
}

function sum(amounts: readonly string[]): bigint {
  return amounts.reduce((total, amount) => total + parseNano(amount), 0n);
}

test("from the overview to a pod's arithmetic in four clicks, and back to the same numbers", async () => {
  const { cost } = service().sdk;
  const page = await open("/?w=7d");
  const path = { cluster: DEMO_CLUSTER, namespace: "search" };
  const seen: { url: string; costs: Record<string, string> }[] = [];
  const remember = async (): Promise<Record<string, string>> => {
    const costs = await shownCosts(page);
    seen.push({ url: page.url(), costs });
    return costs;
  };

  const namespaces = await cost.namespaces.query({ ...WEEK, idle: "show" });
  const ofNamespaces = await remember();
  await expect.poll(() => page.locator("[aria-busy=true]").count()).toBe(0);
  takeQuestions(page);
  expect(ofNamespaces["search"]).toBe(
    namespaces.rows.find(({ namespace }) => namespace === "search")?.totalCost,
  );
  expect(await shownTotal(page)).toBe(namespaces.totals.totalCost);
  expect(sum(Object.values(ofNamespaces))).toBe(parseNano(namespaces.totals.totalCost));

  await page.locator("tbody").getByRole("link", { name: "search" }).click();
  await settled(page, "search");
  // What the rows cost, all of them over time, and the dearest of them over time.
  expect(takeQuestions(page)).toHaveLength(3);
  const workloads = await cost.workloads.query({ ...WEEK, ...path });
  const ofWorkloads = await remember();
  expect(await shownTotal(page)).toBe(ofNamespaces["search"]);
  expect(ofWorkloads).toEqual(
    Object.fromEntries(workloads.rows.map((row) => [nameOf(row.controller), row.totalCost])),
  );
  expect(sum(Object.values(ofWorkloads))).toBe(parseNano(workloads.totals.totalCost));

  await page.locator("tbody").getByRole("link", { name: "elasticsearch" }).click();
  await settled(page, "elasticsearch");
  expect(takeQuestions(page)).toHaveLength(3);
  const pods = await cost.pods.query({ ...WEEK, ...path, controller: "elasticsearch" });
  const ofPods = await remember();
  expect(await shownTotal(page)).toBe(ofWorkloads["elasticsearch"]);
  // A pod that came back under its name is two for the service, by their uids, and one row here.
  const byName = Map.groupBy(pods.rows, ({ pod }) => pod);
  expect(ofPods).toEqual(
    Object.fromEntries(
      [...byName].map(([pod, of]) => [pod, formatNano(sum(of.map((row) => row.totalCost)))]),
    ),
  );

  await page.locator("tbody").getByRole("link", { name: "elasticsearch-0" }).click();
  await settled(page, "elasticsearch-0");
  await remember();
  expect(await shownTotal(page)).toBe(ofPods["elasticsearch-0"]);

  await page.locator("a.total-amount").click();
  const why = page.getByRole("complementary", { name: /^Why/ });
  await why.getByText("equal to the nano").waitFor();
  const explained = await cost.explain.query({ ...WEEK, ...path, pod: "elasticsearch-0" });
  expect(await why.locator("[data-sum]").getAttribute("data-sum")).toBe(explained.totalCost);
  expect(explained.totalCost).toBe(ofPods["elasticsearch-0"]);

  for (const earlier of seen.toReversed()) {
    await page.goBack();
    await expect.poll(() => page.url()).toBe(earlier.url);
    await expect.poll(() => shownCosts(page)).toEqual(earlier.costs);
  }
});

test("window, zone, filter and sort survive loading anew, and a copy into a second browser", async () => {
  const address = `/c/${DEMO_CLUSTER}?by=pod&f=namespace:is:search&sort=-cpuCost&tz=Europe/Berlin&w=2026-11-20..2026-11-24`;
  const page = await open(address);
  await settled(page, DEMO_CLUSTER);
  const costs = await shownCosts(page);
  expect(page.url()).toBe(service().url + address);

  await page.reload();
  await settled(page, DEMO_CLUSTER);
  expect(await shownCosts(page)).toEqual(costs);

  const elsewhere = await open(address, {
    isApart: true,
    timezoneId: "America/New_York",
    locale: "de-DE",
  });
  await elsewhere.getByRole("heading", { level: 1, name: DEMO_CLUSTER }).waitFor();
  await elsewhere.locator("tbody tr[data-row]").first().waitFor();
  expect(Object.keys(await shownCosts(elsewhere))).toEqual(Object.keys(costs));
});

test("every grouping of a cluster adds up to the same total", async () => {
  const page = await open(`/c/${DEMO_CLUSTER}`);
  await settled(page, DEMO_CLUSTER);
  const total = await shownTotal(page);
  for (const by of ["namespace", "controller", "pod", "container", "node"]) {
    await page.getByLabel("Group by").selectOption(by);
    await expect.poll(() => page.url()).toContain(`by=${by}`);
    await settled(page, DEMO_CLUSTER);
    expect([by, await shownTotal(page)]).toEqual([by, total]);
  }
});
