import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { AxeResults, RunOptions } from "axe-core";
import type { Page } from "playwright-core";

const SOURCE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

// What passes is counted alone: to describe it takes as long as to find what does not.
const ALL_RULES: RunOptions = { resultTypes: ["violations"] };
/** By name: to ask for what is about colours asks for what axe leaves out otherwise as well. */
const RULES_OF_COLOURS: RunOptions = { ...ALL_RULES, runOnly: ["color-contrast", "link-in-text-block"] };

/** Rows of a table are made alike: of some hundreds, axe looks at the first dozen. */
const LOOKED_AT = { exclude: ["tbody > tr:nth-child(n + 13)"] };

/** What axe finds wrong with a page as it stands: rule and element, a line each. */
export function axeFaults(page: Page): Promise<string[]> {
  return faultsBy(page, ALL_RULES);
}

/** The same in both themes, which differ in colours alone: in the second one axe looks at those. */
export async function axeFaultsInBothThemes(page: Page): Promise<string[]> {
  const light = await axeFaults(page);
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await faultsBy(page, RULES_OF_COLOURS);
  await page.emulateMedia({ colorScheme: "light" });
  return [...light, ...dark];
}

async function faultsBy(page: Page, options: RunOptions): Promise<string[]> {
  // Evaluated from outside the page: its policy lets no script in. Once a page: to read it takes long.
  if (!(await page.evaluate(`"axe" in globalThis`))) await page.evaluate(SOURCE);
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run(${JSON.stringify(LOOKED_AT)}, ${JSON.stringify(options)})`,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = "" }) => `${id}: ${html}\n${failureSummary}`),
  );
}
