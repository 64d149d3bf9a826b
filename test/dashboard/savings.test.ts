import { parseNano } from "@kubecent/shared";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { answerWith } from "./support/answers.ts";
import { axeFaultsInBothThemes } from "./support/axe.ts";
import { DEMO_CLUSTER } from "./support/demo-days.ts";
import { exactCells, nanoOf } from "./support/exact-amounts.ts";
import { useDashboard } from "./support/use-dashboard.ts";
import { PLAIN } from "./support/windows.ts";

const { open, service } = useDashboard({ isOwn: true });

const ROWS = "tbody tr[data-row]";
const SEARCH_ALONE = { clusters: "all" as const, namespaces: { "*": ["search"] } };
const list = (state: "open" | "dismissed" = "open") =>
  service().sdk.recommendations.list.query({ state, limit: 1_000 });

const panelOf = (page: Page) => page.getByRole("complementary", { name: /^Why/ });

test("Savings has two numbers that are the SDK's, and rows that add up to the first one, the dearest first", async () => {
  const summary = await service().sdk.recommendations.summary.query({});
  const { rows } = await list();
  const page = await open("/savings");
  await page.locator(ROWS).first().waitFor();

  const numbers = page.locator(".big-number-value > *");
  const shown = await numbers.evaluateAll((all) => all.map((each) => each.getAttribute("title") ?? ""));
  expect(nanoOf(shown[0])).toBe(parseNano(summary.totals.freed));
  const bill = shown[1]?.match(/at least (\S+), at most (\S+)/) ?? [];
  expect([nanoOf(bill[1]), nanoOf(bill[2])]).toEqual([
    parseNano(summary.bill?.atLeast ?? ""),
    parseNano(summary.bill?.atMost ?? ""),
  ]);

  const freed = (await exactCells(page.locator(ROWS))).map((cells) => nanoOf(cells[4]));
  expect(freed).toEqual(rows.map((row) => parseNano(row.freed)));
  const [foot = []] = await exactCells(page.locator("tfoot tr"));
  expect(nanoOf(foot[3])).toBe(parseNano(summary.totals.freed));

  await page.getByRole("button", { name: "Share" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save as CSV" }).click(),
  ]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  const file = Buffer.concat(chunks).toString();
  for (const { id } of rows) expect(file).toContain(id);
});

test("a recommendation opens its evidence: the sum to the nano, usage against request, and patches to copy", async () => {
  const { rows } = await list();
  const row = rows.find(({ kind }) => kind === "container-size");
  const page = await open(`/savings/c/${DEMO_CLUSTER}`, {
    permissions: ["clipboard-read", "clipboard-write"],
  });
  await page.locator(`a[href*="${row?.id}"]`).first().click();
  const panel = panelOf(page);
  await panel.getByText("equal to the nano").waitFor();
  const text = (await panel.textContent()) ?? "";
  for (const told of [
    "CPU used, 95 % of minutes",
    "requested now",
    "Minutes measured",
    "Kills for want of memory",
  ])
    expect(text).toContain(told);
  // The demo tells of no throttling: that is a dash, and not a nought.
  expect(text).toMatch(/held back–/);
  expect(await axeFaultsInBothThemes(page)).toEqual([]);

  const patch = await service().sdk.recommendations.patch.query({
    cluster: DEMO_CLUSTER,
    namespace: row?.namespace ?? "",
    controllerKind: row?.controllerKind ?? "",
    controller: row?.controller ?? "",
    container: row?.container ?? "",
  });
  await panel.getByRole("button", { name: "Copy the patch" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${patch.commands.join("\n")}\n`);
  await panel.getByRole("button", { name: "Strategic merge" }).click();
  expect(await panel.locator("pre").first().textContent()).toBe(patch.files[0]?.content);
  await panel.getByRole("button", { name: "Helm" }).click();
  expect(await panel.locator("pre").first().textContent()).toContain(patch.helm[0]?.resources);

  await page.keyboard.press("Escape");
  await expect.poll(() => panel.count()).toBe(0);
});

test("the keyboard opens a row's evidence and the sum of all, and goes there by g and v", async () => {
  const page = await open("/");
  await page.locator(ROWS).first().waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("v");
  await expect.poll(() => page.title()).toBe("Savings · KubeCent");
  await page.locator(ROWS).first().waitFor();
  await page.keyboard.press("x");
  await panelOf(page).getByText("equal to the nano").waitFor();
  await page.keyboard.press("Escape");
  await page.locator("tbody th a").first().focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await panelOf(page).getByText("What was looked at").waitFor();
});

test("advice is put aside with a reason until a day, stands there with it, and is taken up again", async () => {
  const { rows } = await list();
  const row = rows.find(({ kind }) => kind === "abandoned-workload");
  const page = await open(`/savings?tz=Europe/Berlin&why=${row?.id}`);
  const panel = panelOf(page);
  await panel.getByRole("button", { name: "Put it aside" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Because").fill("it is <b>kept</b> for the audit");
  await dialog.getByLabel("Until the start of").fill("2027-01-15");
  expect(await axeFaultsInBothThemes(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Put it aside" }).click();

  await panel.getByText("it is <b>kept</b> for the audit").waitFor();
  const [dismissed] = (await list("dismissed")).rows;
  expect(dismissed).toMatchObject({ id: row?.id, dismissed: { until: "2027-01-14T23:00:00Z" } });
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Put aside: 1" }).click();
  await expect.poll(() => page.locator(ROWS).textContent()).toContain("<b>kept</b>");
  await page.locator("tbody th a").first().click();
  await panel.getByRole("button", { name: "Take it up again" }).click();
  await expect.poll(async () => (await list("dismissed")).rows.length).toBe(0);
});

test("what was applied shows what it really saved, what regressed, and what is not known yet as a dash", async () => {
  const { rows, ...answer } = await list();
  const [one, two, three] = rows.filter(({ kind }) => kind === "container-size");
  if (!one || !two || !three) throw new Error("The demo has too few sizes");
  const outcome = {
    appliedAt: "2026-11-20T00:00:00Z",
    settledAt: "2026-11-27T00:00:00Z",
    days: 7,
    promised: one.freed,
    cpuUsageRatio: 1.01,
    ramUsageRatio: 0.98,
    text: "a replica uses what it used before",
  };
  const settled = [
    { ...one, state: "verified", outcome: { ...outcome, freed: "12.345678901" } },
    { ...two, state: "regressed", outcome: { ...outcome, freed: null, text: "it was killed" } },
    { ...three, state: "applied", outcome: { ...outcome, settledAt: null, days: 2, freed: null } },
  ];
  const page = await open("/savings");
  await page.locator(ROWS).first().waitFor();
  await answerWith(page, "recommendations.list", { ...answer, rows: settled, nextCursor: null });
  await answerWith(page, "recommendations.savings", {
    currency: "USD",
    dataVersion: answer.dataVersion,
    until: answer.until,
    totals: { verified: "12.345678901", applied: "5.000000000", regressed: 1, notComparable: 0 },
    days: [
      { day: "2026-11-25", open: "9.000000000", applied: "17.000000000", verified: "0.000000000" },
      { day: "2026-11-26", open: "9.000000000", applied: "5.000000000", verified: "12.345678901" },
    ],
  });
  await page.goto(`${service().url}/savings?tab=applied`);
  await page.locator(ROWS).first().waitFor();

  await page.getByText("1 regressed").waitFor();
  expect(await page.locator(ROWS).allTextContents()).toEqual(
    expect.arrayContaining([expect.stringContaining("$12.35"), expect.stringMatching(/regressed.*–/)]),
  );
  const [foot = []] = await exactCells(page.locator("tfoot tr"));
  expect(nanoOf(foot[4])).toBe(12_345_678_901n);
  expect(await axeFaultsInBothThemes(page)).toEqual([]);
  await page.locator(`a[href*="why=saved"]`).first().click();
  await panelOf(page).getByText("equal to the nano").waitFor();
});

test("a reader of one namespace sees its advice, no bill, and no way to put anything aside", async () => {
  const token = await service().makeToken("viewer", SEARCH_ALONE);
  const page = await open("/savings", { token });
  await page.locator(ROWS).first().waitFor();
  const bill = page.locator(".big-number").nth(1);
  expect(await bill.locator(".big-number-value").textContent()).toBe("–");
  expect(await bill.textContent()).toContain("your token shows a part");
  await page.locator("tbody th a").first().click();
  await panelOf(page).getByText("What was looked at").waitFor();
  expect(await page.getByRole("button", { name: "Put it aside" }).count()).toBe(0);
  expect(await axeFaultsInBothThemes(page)).toEqual([]);
});

test("before the first day has closed it says what it waits for, and shows no zero", async () => {
  const empty = { ...(await list()), until: null, rows: [], nextCursor: null };
  const summary = { ...(await service().sdk.recommendations.summary.query({})), until: null };
  const page = await open(PLAIN);
  await answerWith(page, "recommendations.list", empty);
  await answerWith(page, "recommendations.summary", summary);
  await page.goto(`${service().url}/savings`);
  await page.getByRole("heading", { name: "The first day is being looked at" }).waitFor();
  expect(await page.locator("main").textContent()).not.toMatch(/\$0/);
  expect(await axeFaultsInBothThemes(page)).toEqual([]);
});

test("a filter that nothing passes is named and taken off; Idle leads here and keeps its scope", async () => {
  const page = await open("/savings?f=namespace:is:nowhere");
  await page
    .locator(".state-box")
    .getByRole("button", { name: /nowhere/ })
    .click();
  await page.locator(ROWS).first().waitFor();

  await page.goto(`${service().url}/idle/c/${DEMO_CLUSTER}/ns/search`);
  await page.getByRole("link", { name: "What to do about it" }).click();
  await expect.poll(() => new URL(page.url()).pathname).toBe(`/savings/c/${DEMO_CLUSTER}/ns/search`);
  await page.locator(ROWS).first().waitFor();
  for (const place of await page.locator(`${ROWS} td:nth-child(3)`).allTextContents())
    expect(place).toContain("search");
});
