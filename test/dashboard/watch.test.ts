import { parseNano } from "@kubecent/shared";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { answerWith, refusal } from "./support/answers.ts";
import { axeFaults, axeFaultsInBothThemes } from "./support/axe.ts";
import { DEMO_CLUSTER } from "./support/demo-days.ts";
import { nanoOf } from "./support/exact-amounts.ts";
import { expectCalm } from "./support/page-cost.ts";
import { useDashboard } from "./support/use-dashboard.ts";
import { SEARCH_ALONE, storeWatched } from "./support/watched-world.ts";

const { open, service, expectTrouble } = useDashboard({ isOwn: true });

const ROWS = "tbody tr[data-row]";
const TABS = [
  { path: "/watch", ready: ".standing", asks: "budgets.standings" },
  { path: "/watch?tab=alerts", ready: ROWS, asks: "cost.alerts" },
  { path: "/watch?tab=anomalies", ready: ROWS, asks: "anomalies.list" },
  { path: "/watch?tab=rules", ready: ROWS, asks: "alerts.rules.list" },
  { path: "/watch?tab=channels", ready: ROWS, asks: "alerts.channels.list" },
  { path: "/watch?tab=deliveries", ready: ROWS, asks: "alerts.deliveries.list" },
  { path: "/watch?tab=silences", ready: ROWS, asks: "alerts.silences.list" },
] as const;

beforeAll(() => storeWatched(service()));

const panelOf = (page: Page) => page.getByRole("complementary", { name: /^Why/ });
const rowOf = (page: Page, text: string) => page.locator(ROWS).filter({ hasText: text });
const button = (page: Page, name: string) => page.getByRole("button", { name });

test.each(TABS)(
  "axe finds no fault in $path in either theme, which comes without moving and fits 320 pixels",
  async ({ path, ready }) => {
    const page = await open(path);
    await page.locator(ready).first().waitFor();
    await expect.poll(() => page.locator("[aria-busy=true], .skeleton").count()).toBe(0);
    await expectCalm(page);
    expect(await axeFaultsInBothThemes(page)).toEqual([]);

    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  },
);

// The first tab's states are those of states-of-screens.test.ts.
test.each(TABS.slice(1, 4))(
  "a service that fails is told on $path with its request, never as zero, until it answers",
  async ({ path, ready, asks }) => {
    expectTrouble(/500|429/);
    const page = await open("/settings/tokens", { hasRunningClock: true });
    await page.route(`**/api/trpc/${asks}*`, refusal(500, "INTERNAL"));
    await page.goto(service().url + path);
    const failed = page.locator(".state-box[data-kind=failed]").first();
    await failed.waitFor();
    expect(await failed.textContent()).toMatch(/The service failed.*request-7/);
    const main = (await page.locator("main").textContent()) ?? "";
    expect(main).not.toMatch(/\$0\.0|(crossed|fire|anomalies)0/);
    expect(await axeFaults(page)).toEqual([]);

    await page.unroute(`**/api/trpc/${asks}*`);
    await failed.getByRole("button", { name: "Try again now" }).click();
    await page.locator(ready).first().waitFor();
  },
);

test("a budget's bar has what the SDK says: spent, amount, expected; what it spent is explained to the nano", async () => {
  const { rows } = await service().sdk.budgets.standings.query({});
  const page = await open("/watch");
  const crossed = page.locator(".standing").first();
  await crossed.waitFor();
  // The one that wants a look stands first.
  expect(await crossed.locator("h2").textContent()).toBe("search");
  expect(await crossed.textContent()).toMatch(/spent 80.0%: crossed/);
  for (const name of ["search", "the whole cluster"]) {
    const standing = page
      .locator(".standing")
      .filter({ has: page.getByRole("heading", { name, exact: true }) });
    const spent = standing.locator(".amount").first();
    const status = rows.find(({ budget }) => budget.name === name)?.status?.rows[0];
    expect(nanoOf(await spent.getAttribute("title"))).toBe(parseNano(status?.spent ?? ""));
    expect(await standing.locator(".budget-bar").getAttribute("aria-label")).toMatch(/spent.*expected/);
    await spent.click();
    await panelOf(page).getByText("equal to the nano").waitFor();
    await page.keyboard.press("Escape");
  }
  const each = page
    .locator(".standing")
    .filter({ has: page.getByRole("heading", { name: "each namespace", exact: true }) });
  await each.locator(".amount").first().click();
  await panelOf(page).getByText("equal to the nano").waitFor();
  await page.keyboard.press("Escape");
  await button(page, "Show as table").click();
  await page.getByText("Month by then").waitFor();
  await page.locator(".standing-figures .amount").last().click();
  await panelOf(page).getByText("equal to the nano").waitFor();
});

const budgetOfPayments = async () =>
  (await service().sdk.budgets.list.query()).rows.find(({ name }) => name === "payments <i>");

test("a budget is made, changed without losing what the form does not ask for, shows its history, and is deleted", async () => {
  const page = await open(`/watch/c/${DEMO_CLUSTER}/ns/payments`);
  await button(page, "New budget").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("payments <i>");
  await dialog.getByLabel("Amount").fill("123.45");
  await dialog.getByLabel("Tell at").fill("spent 90, expected:low 110");
  await dialog.getByLabel("team-hook").check();
  expect(await axeFaultsInBothThemes(page)).toEqual([]);
  await button(page, "Make it").click();
  const standing = page.locator(".standing").filter({ hasText: "payments <i>" });
  await standing.waitFor();
  expect(await budgetOfPayments()).toMatchObject({
    amount: "123.45",
    question: { cluster: [DEMO_CLUSTER], namespace: ["payments"] },
    thresholds: [
      { on: "spent", at: 0.9 },
      { on: "expected", at: 1.1, bound: "low" },
    ],
  });

  await button(page, "Change payments <i>").click();
  await dialog.getByLabel("Amount").fill("200");
  await button(page, "Change it").click();
  await expect.poll(async () => (await budgetOfPayments())?.amount).toBe("200");
  expect(await budgetOfPayments()).toMatchObject({
    revision: 2,
    thresholds: [{ at: 0.9 }, { bound: "low" }],
  });
  await standing.locator("summary").click();
  await standing.getByText("No period was looked at yet.").waitFor();
  await button(page, "Delete payments <i>").click();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect.poll(budgetOfPayments).toBeUndefined();
});

test("what fires is listed with what was found, leads to its place, and is silenced for a time", async () => {
  const { rows } = await service().sdk.cost.alerts.query({});
  const page = await open("/watch?tab=alerts");
  await page.locator(ROWS).first().waitFor();
  expect(await page.locator(ROWS).count()).toBe(rows.length);
  expect(await page.locator(".big-number-value").nth(1).textContent()).toBe(String(rows.length));
  const [alert] = rows;
  await button(page, `Silence ${alert?.title}`).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Until").selectOption("plan");
  await dialog.getByLabel("Begins at").fill("0 22 * * 5");
  await dialog.getByLabel("Until").selectOption("24");
  await dialog.getByLabel("Reason").fill("known");
  expect(await axeFaultsInBothThemes(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Silence" }).click();
  await expect.poll(() => dialog.count()).toBe(0);
  const { rows: silences } = await service().sdk.alerts.silences.list.query();
  const made = silences.find(({ reason }) => reason === "known");
  expect(made?.match).toMatchObject({ rule: "little is used", namespace: alert?.labels["namespace"] });

  await page.goto(`${service().url}/watch?tab=silences`);
  await button(page, `End ${made?.name}`).click();
  await dialog.getByRole("button", { name: "End it" }).click();
  await expect.poll(() => rowOf(page, "known").count()).toBe(0);
  expect(await rowOf(page, "rollout").textContent()).toContain("<b>planned</b>");
});

test("an anomaly opens its arithmetic, days and cause, and takes what people say of it; days are planned", async () => {
  const page = await open("/watch?tab=anomalies");
  await page.locator("tbody th a").first().click();
  const panel = panelOf(page);
  await panel.getByText("equal to the nano").waitFor();
  await panel.getByText("Deployment/search-api").waitFor();
  await panel.locator(".stack").waitFor();
  expect(await panel.textContent()).toMatch(
    /Quantity\$7\.000000000Price\$1\.000000000New\$4\.000000000Gone-\$2/,
  );
  expect(await axeFaultsInBothThemes(page)).toEqual([]);
  await panel.getByLabel("It was").selectOption("expected");
  await panel.getByLabel("Note").fill("the sale");
  await panel.getByRole("button", { name: "Say so" }).click();
  await panel.getByText("the sale").waitFor();
  const { rows } = await service().sdk.anomalies.list.query({});
  expect(rows[0]?.feedback).toMatchObject({ verdict: "expected", note: "the sale" });
  await page.keyboard.press("Escape");
  await page.locator("a[href*='why=sofar']").first().click();
  await panel.getByText("equal to the nano").waitFor();
  await page.keyboard.press("Escape");

  await button(page, "Plan days").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Namespace").fill("search");
  await dialog.getByLabel("First day").fill("2027-01-02");
  await dialog.getByLabel("Last day").fill("2027-01-01");
  await button(page, "Plan them").click();
  expectTrouble(/422/);
  await dialog
    .getByRole("alert")
    .getByText(/must be first or later/)
    .waitFor();
  await dialog.getByLabel("Last day").fill("2027-01-03");
  await button(page, "Plan them").click();
  await rowOf(page, "2027-01-02").waitFor();
  await button(page, "Delete 2027-01-02 to 2027-01-03").click();
  await expect.poll(() => rowOf(page, "2027-01-02").count()).toBe(0);
});

const ruleOnLateData = async () =>
  (await service().sdk.alerts.rules.list.query()).rows.find(({ name }) => name === "data is late");

test("a rule is made, turned off, changed and deleted; a route says where what it finds goes", async () => {
  const page = await open("/watch?tab=rules");
  await button(page, "New rule").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("data is late");
  for (const kind of ["budget", "spend", "anomaly", "efficiency", "newSpender", "prices", "coverage"])
    await dialog.getByLabel("Looks for").selectOption(kind);
  await dialog.getByLabel("Looks for").selectOption("late");
  await dialog.getByLabel("Hours old").fill("6");
  expect(await axeFaultsInBothThemes(page)).toEqual([]);
  await button(page, "Make it").click();
  await rowOf(page, "the newest hour is 6 hours old").waitFor();
  await button(page, "Turn off data is late").click();
  await expect.poll(async () => (await ruleOnLateData())?.enabled).toBe(false);
  await button(page, "Change data is late").click();
  await dialog.getByLabel("Hours old").fill("8");
  await button(page, "Change it").click();
  await expect.poll(ruleOnLateData).toMatchObject({ when: { kind: "late", hours: 8 }, enabled: false });
  await button(page, "Delete data is late").click();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect.poll(ruleOnLateData).toBeUndefined();

  await button(page, "New route").click();
  await dialog.getByLabel("Name", { exact: true }).fill("critical");
  await dialog.getByLabel("Alerts with").fill("severity=critical, namespace=shop-*");
  await dialog.getByLabel("team-hook").check();
  await button(page, "Make it").click();
  await expect
    .poll(() => rowOf(page, "severity=critical, namespace=shop-*").textContent())
    .toContain("team-hook");
});

test("a channel is made, its secret is shown once; it is tested, turned off, and a dead message is sent again", async () => {
  const page = await open("/watch?tab=channels");
  await button(page, "New channel").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("hook 2");
  await dialog.getByLabel("Kind").selectOption("email");
  await dialog.getByLabel("Addresses").fill("a@example.com");
  await dialog.getByLabel("Kind").selectOption("webhook");
  await dialog.getByLabel("Address").fill("https://hooks.example.com/2");
  expect(await axeFaultsInBothThemes(page)).toEqual([]);
  await button(page, "Make it").click();
  const secret = (await dialog.locator("code").textContent()) ?? "";
  expect(secret).toMatch(/^whsec_/);
  await dialog.getByRole("button", { name: "Close" }).click();
  expect(await page.content()).not.toContain(secret);

  await button(page, "Test hook 2").click();
  await page.getByRole("link", { name: "what becomes of it" }).click();
  await rowOf(page, "hook 2").waitFor();
  await service().database.primary.query(
    "update notification set state = 'dead', last_error = 'status_404', last_status = 404",
  );
  await page.reload();
  await page.getByLabel("What became of it").selectOption("dead");
  const dead = rowOf(page, "hook 2");
  expect(await dead.textContent()).toContain("404");
  await dead.getByRole("button", { name: /^Send again/ }).click();
  await expect.poll(() => rowOf(page, "hook 2").count()).toBe(0);

  await page.goto(`${service().url}/watch?tab=channels`);
  await button(page, "New secret hook 2").click();
  await dialog.getByRole("button", { name: "Make it" }).click();
  await expect.poll(() => dialog.locator("code").textContent()).toMatch(/^whsec_/);
  await dialog.getByRole("button", { name: "Close" }).click();
  await button(page, "Turn off hook 2").click();
  await expect.poll(() => rowOf(page, "hook 2").textContent()).toContain("off");
  await button(page, "Delete hook 2").click();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect.poll(() => rowOf(page, "hook 2").count()).toBe(0);
});

test("who may only look is offered nothing to change; who sees one namespace sees what is of it", async () => {
  const token = await service().makeToken("viewer", SEARCH_ALONE);
  const editor = await service().makeToken("editor", SEARCH_ALONE);
  for (const { path } of TABS) {
    const page = await open(path, { token });
    await page.locator("main h1").waitFor();
    await expect.poll(() => page.locator("[aria-busy=true], .skeleton").count()).toBe(0);
    const names = await page.locator("main button").allTextContents();
    expect(names.filter((name) => /New|Delete|Change|Silence|Test|Turn|Send|End|Plan/.test(name))).toEqual(
      [],
    );
  }
  const page = await open("/watch", { token: editor });
  await page.getByRole("heading", { name: "There is no budget yet" }).waitFor();
  await button(page, "New budget").waitFor();
  expect(await page.locator(".big-number").nth(3).textContent()).toMatch(/\$/);
});

test("of what is not known there is a dash: no day judged, too few days for a forecast, a budget that cannot be answered", async () => {
  const { sdk } = service();
  const month = await sdk.cost.forecast.query({});
  const standings = await sdk.budgets.standings.query({});
  const failing = standings.rows.map((row) => ({ ...row, status: null, failure: "its days are gone" }));
  const page = await open("/settings/tokens");
  const totals = { ...month.totals, expected: null, method: "none", days: [] };
  await answerWith(page, "cost.forecast", { ...month, totals });
  await answerWith(page, "anomalies.list", { judged: [], rows: [], nextBefore: null });
  await answerWith(page, "budgets.standings", { ...standings, rows: failing });
  await page.goto(`${service().url}/watch`);
  await page.locator(".standing").first().waitFor();

  const values = page.locator(".big-number-value");
  expect([await values.nth(2).textContent(), await values.nth(3).textContent()]).toEqual(["–", "–"]);
  expect(await page.locator(".standing").first().textContent()).toContain("its days are gone");
  expect(await axeFaultsInBothThemes(page)).toEqual([]);
});
