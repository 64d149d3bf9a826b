import type { BrowserContext, Page } from "playwright-core";
import { expect, test } from "vitest";
import { axeFaults } from "./support/axe.ts";
import { answerWith, refusal } from "./support/answers.ts";
import { DEMO_CLUSTER } from "./support/demo-days.ts";
import { useDashboard } from "./support/use-dashboard.ts";
import { PLAIN } from "./support/windows.ts";

const { open, service, expectTrouble } = useDashboard();

const NAMESPACE = `/c/${DEMO_CLUSTER}/ns/search`;
const COSTS = "**/api/trpc/cost.allocation*";

async function settled(page: Page): Promise<void> {
  await page.locator("main h1").first().waitFor();
  await expect.poll(() => page.locator("[aria-busy=true], .skeleton").count()).toBe(0);
}

test("a service that fails is told as an error with its request, never as zero, and can be asked again", async () => {
  expectTrouble(/500/);
  const page = await open(PLAIN);
  await page.route(COSTS, refusal(500, "INTERNAL"));
  await page.goto(service().url + NAMESPACE);

  const box = page.getByRole("alert");
  await box.getByText("The service failed").waitFor();
  expect(await box.textContent()).toContain("request-7");
  expect(await page.locator("main").textContent()).not.toMatch(/\$0/);
  expect(await axeFaults(page)).toEqual([]);

  await page.unroute(COSTS);
  await box.getByRole("button", { name: "Try again now" }).click();
  await page.getByText("adds up to the nano").waitFor();
});

test("a limit counts down by itself, and old numbers stay beside it", async () => {
  expectTrouble(/429/);
  const page = await open(NAMESPACE, { hasRunningClock: true });
  await settled(page);
  await page.route(COSTS, refusal(429, "RATE_LIMITED", { "retry-after": "4" }));

  await page.getByLabel("Idle").selectOption("hide");
  await page.getByText(/Too many requests/).waitFor();
  await page.getByText(/It is asked again in [1-4] s/).waitFor();
  expect(await page.locator("tbody tr[data-row]").count()).toBeGreaterThan(0);
  expect(await axeFaults(page)).toEqual([]);

  await page.unroute(COSTS);
  await page.getByText(/Too many requests/).waitFor({ state: "detached" });
  await settled(page);
});

test("without a network the last numbers stay, with their time, and come anew with it", async () => {
  expectTrouble(/ERR_INTERNET_DISCONNECTED/);
  const page = await open(NAMESPACE);
  await settled(page);

  const context: BrowserContext = page.context();
  await context.setOffline(true);
  await page.getByLabel("Idle").selectOption("hide");
  await page.getByText("You are offline").first().waitFor();
  expect(
    await page
      .getByText(/These numbers are of/)
      .first()
      .textContent(),
  ).toContain("UTC");
  expect(await page.locator("tbody tr[data-row]").count()).toBeGreaterThan(0);

  await context.setOffline(false);
  await page.getByText("You are offline").first().waitFor({ state: "detached" });
  await settled(page);
});

test("a screen whose file did not come for want of a network opens when it is drawn again with one", async () => {
  expectTrouble(/ERR_INTERNET_DISCONNECTED|did not come|Failed to fetch/);
  const page = await open(NAMESPACE, { isApart: true });
  await settled(page);

  await page.context().setOffline(true);
  await page.getByRole("link", { name: "Trust", exact: true }).click();
  await page.getByText("A file of this page did not come").waitFor();
  await page.context().setOffline(false);
  await page.getByRole("button", { name: "Draw it again" }).click();
  await page.getByRole("heading", { name: "Can I believe it?" }).waitFor();
  expect(await page.getByText("A file of this page did not come").count()).toBe(0);
});

test("a token that shows a part is not told that the rest is nothing, nor offered idle", async () => {
  const token = await service().makeToken("viewer", { clusters: "all", namespaces: { "*": ["search"] } });
  const page = await open("/", { token });
  await settled(page);
  expect(await page.locator("tbody th bdi").first().textContent()).toBe("search");
  expect(await page.getByRole("combobox", { name: "Idle" }).count()).toBe(0);
  expect(await axeFaults(page)).toEqual([]);

  const hidden = await open(`/c/${DEMO_CLUSTER}/ns/payments`, { token });
  await hidden.getByRole("heading", { name: "Your token does not show this" }).waitFor();
  expect(await hidden.locator("main").textContent()).toContain("namespace search of all clusters");
});

test("filters that nothing passes are named, and each is taken off by a press", async () => {
  const page = await open(`/c/${DEMO_CLUSTER}?f=namespace:is:nowhere`);
  await page.getByRole("heading", { name: "Nothing passes the filters" }).waitFor();

  await page.getByRole("button", { name: /namespace is nowhere/ }).click();
  await page.getByText("adds up to the nano").waitFor();
  expect(new URL(page.url()).search).toBe("");
  await page.goBack();
  await page.getByRole("heading", { name: "Nothing passes the filters" }).waitFor();
});

test("hours that still run are told, and hours of the future are no zeros", async () => {
  const page = await open(`/c/${DEMO_CLUSTER}?w=today`);
  await settled(page);

  await page.getByText(/are not complete yet/).waitFor();
  expect(await axeFaults(page)).toEqual([]);
});

test("a window before that nobody saw is not compared with as if it had been free, nor one that was seen in part as if whole", async () => {
  const page = await open("/?w=2026-11-13..2026-11-20");
  await settled(page);
  await page.getByText("Nothing was seen of the window before: there is nothing to compare with.").waitFor();
  expect(await page.locator("main .change").count()).toBe(0);

  await page.goto(`${service().url}/?w=2026-11-17..2026-11-24`);
  await page.getByText("Of that one 57.1% was seen.").waitFor();
  expect(await page.locator("main .change").count()).toBeGreaterThan(0);
});

test("the first hours are announced, not shown as nothing", async () => {
  const page = await open(PLAIN);
  const empty = { cluster: DEMO_CLUSTER, source: "demo", currency: "USD", start: null, end: null, hours: 0 };
  const status = {
    ...empty,
    dataVersion: "0",
    lastCoverage: null,
    lastCollectedAt: null,
    gaps: [],
    findings: [],
  };
  const progress = { done: 3, total: 24, hoursPerSecond: 1, secondsLeft: 21 };
  await answerWith(page, "clusters.status", { rows: [{ ...status, progress, lastError: null }] });
  await page.goto(`${service().url}/?w=24h&f=namespace:is:nowhere`);

  await page.getByRole("heading", { name: "The first hours are being collected" }).waitFor();
  expect(await page.locator("main").textContent()).toContain("3 of 24 hours");
  expect(await axeFaults(page)).toEqual([]);
});

test("a source that fails is told on every screen, with the time at which its numbers end", async () => {
  const page = await open(PLAIN);
  const { rows } = await service().sdk.clusters.status.query({});
  const lastError = { at: "2026-11-27T12:12:00Z", hour: null, message: "connect ECONNREFUSED" };
  await answerWith(page, "clusters.status", { rows: rows.map((row) => ({ ...row, lastError })) });
  await page.goto(service().url + NAMESPACE);

  const notice = page.getByText(/connect ECONNREFUSED/);
  await notice.waitFor();
  expect(await notice.textContent()).toContain("Its numbers end at Nov 27, 2026, 12:00 PM UTC");
});

test("what an address does not say rightly falls back, and is told", async () => {
  const page = await open(`/c/${DEMO_CLUSTER}?w=fortnight&zoom=2`);
  await page.getByText(/w=fortnight/).waitFor();
  await page.getByText(/zoom, which this version does not know/).waitFor();
  await settled(page);
  expect(page.url()).toContain("zoom=2");
});
