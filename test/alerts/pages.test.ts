import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { ERROR_CODES } from "@kubecent/shared";
import { COST_RULES_FILE, pageOf, readRules } from "./support/rules-file.ts";

const FOLDER = fileURLToPath(new URL("../../docs/runbooks/", import.meta.url));
const rules = [...readRules(), ...readRules(COST_RULES_FILE)];
const pages = readdirSync(FOLDER).filter((name) => name !== "README.md");
const textOf = (page: string): string => readFileSync(path.join(FOLDER, page), "utf8");
const titleOf = (page: string): string => /^# (.*)$/m.exec(textOf(page))?.[1] ?? "";

test("each alert has its page, and each page with an alert's name its alert", () => {
  // Several rules may be of one alert.
  const alerts = [...new Set(rules.map(({ alert }) => alert))];

  expect(alerts.map((alert) => titleOf(pageOf(alert)))).toEqual(alerts);
  const named = pages.map(titleOf).filter((title) => title.startsWith("KubeCent"));
  expect(named.toSorted()).toEqual(alerts.toSorted());
});

test("the index leads to every page, and says of each alert what the rules say", () => {
  const index = textOf("README.md");

  for (const page of pages) expect(index).toContain(`(${page})`);
  for (const { alert, labels, annotations } of rules) {
    expect(index).toContain(`| [${alert}](${pageOf(alert)}) | ${labels.severity} | ${annotations.summary} |`);
  }
});

test.each(pages)("%s says what to do and when it is over, and leads nowhere that is not there", (page) => {
  const text = textOf(page);
  const wanted = titleOf(page).startsWith("KubeCent")
    ? ["## See it", "## Do", "## It is over when"]
    : ["## Do", "## It is done when"];

  expect(text.match(/^## .*$/gm)).toEqual(wanted);
  const places = Array.from(text.matchAll(/\]\(([^)#]+)/g), ([, place = ""]) => place);
  expect(places.filter((place) => !existsSync(path.join(FOLDER, place)))).toEqual([]);
});

test("codes of errors stand beside the status that they have, in runbooks and other pages", () => {
  const statuses = new Map(Object.entries(ERROR_CODES).map(([code, { status }]) => [code, status]));
  const texts = [FOLDER, path.join(FOLDER, "..")].flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith(".md"))
      .map((file) => readFileSync(path.join(folder, file), "utf8")),
  );
  const said = texts.flatMap((text) => [...text.matchAll(/([1-5]\d\d)(?: `|`? )([A-Z]+(?:_[A-Z]+)*)`/g)]);

  const known = said.filter(([, , code = ""]) => statuses.has(code));
  expect(known.length).toBeGreaterThan(15);
  expect(
    known.filter(([, status, code = ""]) => statuses.get(code) !== Number(status)).map(([all]) => all),
  ).toEqual([]);
});
