import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { pageOf, readRules } from "./support/rules-file.ts";

const FOLDER = fileURLToPath(new URL("../../docs/runbooks/", import.meta.url));
const pages = readdirSync(FOLDER).filter((name) => name !== "README.md");
const textOf = (page: string): string => readFileSync(path.join(FOLDER, page), "utf8");
const titleOf = (page: string): string => /^# (.*)$/m.exec(textOf(page))?.[1] ?? "";

test("each alert has its page, and each page with an alert's name its alert", () => {
  const alerts = readRules().map(({ alert }) => alert);

  expect(alerts.map((alert) => titleOf(pageOf(alert)))).toEqual(alerts);
  const named = pages.map(titleOf).filter((title) => title.startsWith("KubeCent"));
  expect(named.toSorted()).toEqual(alerts.toSorted());
});

test("the index leads to every page, and says of each alert what the rules say", () => {
  const index = textOf("README.md");

  for (const page of pages) expect(index).toContain(`(${page})`);
  for (const { alert, labels, annotations } of readRules()) {
    expect(index).toContain(`| [${alert}](${pageOf(alert)}) | ${labels.severity} | ${annotations.summary} |`);
  }
});

test.each(pages)("%s says what to do and when it is over, and leads nowhere that is not there", (page) => {
  const text = textOf(page);
  const wanted = titleOf(page).startsWith("KubeCent")
    ? ["## See it", "## Do", "## It is over when"]
    : ["## Do", "## It is done when"];

  expect(text.match(/^## .*$/gm)).toEqual(wanted);
  for (const [, place = ""] of text.matchAll(/\]\(([^)#]+)/g)) {
    expect(existsSync(path.join(FOLDER, place)), place).toBe(true);
  }
});
