import { parseNano } from "@kubecent/shared";
import type { Locator, Page } from "playwright-core";

/** Reads an amount back that a page writes to the last digit: "-$1,036.424699970", "$1.000000000: why?". */
export function nanoOf(text: string | null | undefined): bigint {
  const digits = text?.replaceAll(/[^\d.-]/g, "") ?? "";
  return parseNano(digits);
}

/** Stands for rows of a table that are not drawn yet. */
const NOT_DRAWN = "tbody tr[aria-hidden]";

/** Waits until tables have all their rows: some come after what was seen first. Tables of more than 200 rows never draw all. */
export async function waitForAllRows(page: Page): Promise<void> {
  await page.locator("tbody tr[data-row]").first().waitFor();
  await page.locator(NOT_DRAWN).first().waitFor({ state: "detached" });
}

/** The cells of a table's rows, when all of them are drawn: of an amount its nine places, which stand in its title; else its text. */
export async function exactCells(rows: Locator): Promise<string[][]> {
  await rows.page().locator(NOT_DRAWN).first().waitFor({ state: "detached" });
  return rows.evaluateAll((all) =>
    all.map((row) =>
      [...row.querySelectorAll("th, td")].map((cell) => {
        const titled = cell.querySelector(".money, .change, .amount");
        const inner = titled?.querySelector(".money") ?? titled;
        return inner?.getAttribute("title") ?? cell.textContent ?? "";
      }),
    ),
  );
}

/** The cells of a table of a chart, which "Show as table" opens. */
export async function chartRows(page: Page): Promise<string[][]> {
  await page.getByRole("button", { name: "Show as table" }).first().click();
  const rows = page.locator(".chart-table tbody tr");
  return rows.evaluateAll((all) =>
    all.map((row) => [...row.querySelectorAll("th, td")].map((cell) => cell.textContent ?? "")),
  );
}
