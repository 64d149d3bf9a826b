import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { useDashboard } from "./support/use-dashboard.ts";

const { open } = useDashboard();

/** Opens a screen with cost over time, and the chart of it. */
async function openStack(path = "/c/demo?w=7d"): Promise<{ page: Page; stack: Locator }> {
  const page = await open(path);
  const stack = page.getByRole("slider").first();
  await stack.waitFor();
  return { page, stack };
}

test("arrow keys walk the columns, and one line of each is read", async () => {
  const { page, stack } = await openStack();

  await stack.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  const line = await stack.locator("[aria-live]").textContent();

  expect(await stack.getAttribute("aria-valuenow")).toBe("2");
  expect(line).toMatch(/UTC.*: \$[\d.,]+; .+ \$[\d.,]+/);
  expect(await stack.getAttribute("aria-valuetext")).toBe(line);
  await page.keyboard.press("Escape");
  expect(await page.locator(".tooltip").count()).toBe(0);
});

test("pointing at columns shows what they are made of, and asks the service nothing", async () => {
  const { page, stack } = await openStack();
  const box = await stack.boundingBox();
  await page.waitForLoadState("networkidle");
  const asked: string[] = [];
  page.on("request", (request) => void asked.push(request.url()));

  for (let step = 1; step < 10; step += 1)
    await page.mouse.move((box?.x ?? 0) + ((box?.width ?? 0) * step) / 10, (box?.y ?? 0) + 80);

  expect(await page.locator(".tooltip dt").first().textContent()).toBe("Total");
  expect(asked).toEqual([]);
});

test("columns are chosen as a window by dragging over them, and by keys", async () => {
  const { page, stack } = await openStack();
  const box = await stack.boundingBox();
  const [left, top] = [(box?.x ?? 0) + 80, (box?.y ?? 0) + 80];

  await page.mouse.move(left, top);
  await page.mouse.down();
  await page.mouse.move(left + 300, top, { steps: 4 });
  await page.mouse.up();
  await page.waitForURL(/w=\d/);
  const dragged = page.url();
  await page.goBack();
  await page.waitForURL(/w=7d/);
  await stack.focus();
  for (const key of ["End", "Shift+ArrowLeft", "Enter"]) await page.keyboard.press(key);
  await page.waitForURL(/w=\d/);

  expect(page.url()).not.toBe(dragged);
});

test("the table of a chart has a row for each column, and its foot is the total of the screen", async () => {
  const { page } = await openStack();
  const total = await page.locator(".total-amount").textContent();

  await page.getByRole("button", { name: "Show as table" }).first().click();
  const foot = await page.locator(".chart-table tfoot td").allTextContents();

  expect(await page.locator(".chart-table tbody tr").count()).toBeGreaterThan(6);
  expect(foot.at(-2)).toBe(total);
});

test("hours that nobody saw are hatched, and told as unknown", async () => {
  const { page, stack } = await openStack("/c/demo?w=2026-11-10..2026-11-20&step=1d");

  await stack.focus();
  await page.keyboard.press("Home");

  expect(await page.locator("rect.gap").count()).toBe(3);
  expect(await stack.locator("[aria-live]").textContent()).toMatch(/: unknown; Not seen: /);
});
