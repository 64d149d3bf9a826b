import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const SOURCE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

/** What axe finds wrong with a page as it stands: rule and element, a line each. */
export async function axeFaults(page: Page): Promise<string[]> {
  // Evaluated from outside the page: its policy lets no script in.
  await page.evaluate(SOURCE);
  const { violations } = await page.evaluate<AxeResults>(
    // What passes is counted alone: to describe it takes as long as to find what does not.
    `axe.run(document, { resultTypes: ["violations"] })`,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = "" }) => `${id}: ${html}\n${failureSummary}`),
  );
}
