import type { Page } from "playwright-core";

/** A number that opens its arithmetic: where it leads, and what it is, to the last digit. */
export interface WhyNumber {
  readonly href: string;
  readonly amount: string;
}

/** What stands in the panel: the sum of its parts, and the number that was clicked. */
export interface WhyPanel {
  readonly sum: string | null;
  readonly clicked: string | null;
}

/** Of each column of a screen a few numbers that open their arithmetic: the first ones that are not zero, and a zero. */
export function numbersOf(page: Page): Promise<WhyNumber[]> {
  const links = page.locator("main a.amount, main a.total-amount");
  return links.evaluateAll((all) => {
    const columns = new Map<string, WhyNumber[]>();
    const most = 1;
    for (const link of all) {
      if (!(link instanceof HTMLAnchorElement)) continue;
      const title = link.title.replace(/: why\?$/, "");
      const number = { href: link.href, amount: title };
      const cell = link.closest<HTMLTableCellElement>("td");
      const isZero = !/[1-9]/.test(title);
      const column = `${cell?.closest("table")?.caption?.textContent ?? ""} ${cell?.cellIndex ?? link.href} ${isZero ? "zero" : ""}`;
      const known = columns.get(column) ?? [];
      if (known.length < (isZero ? 1 : most)) columns.set(column, [...known, number]);
    }
    return [...columns.values()].flat();
  });
}

/** Opens a number's arithmetic without loading the page anew, as a press on it does, and reads the panel. */
export async function openWhy(page: Page, { href }: WhyNumber): Promise<WhyPanel> {
  await page.evaluate((to) => history.pushState(null, "", to), href);
  const why = page.getByRole("complementary", { name: /^Why/ });
  await why.locator("[data-closes]").waitFor();
  const [sum, clicked] = await Promise.all([
    why.locator("[data-sum]").getAttribute("data-sum"),
    why.locator("[data-clicked]").getAttribute("data-clicked"),
  ]);
  await page.evaluate(() => history.back());
  await why.waitFor({ state: "detached" });
  return { sum, clicked };
}
