import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ACCELERATOR_FINDINGS, NODE_FINDINGS } from "../../../../server/src/domain/findings/node-findings.ts";
import { ASSET_FINDINGS } from "../../../../server/src/domain/findings/asset-findings.ts";
import { FINDING_CODES, isFindingCode } from "../../../../server/src/domain/findings/finding.ts";
import {
  POD_FINDINGS,
  TRAFFIC_FINDINGS,
  USAGE_FINDINGS,
} from "../../../../server/src/domain/findings/pod-findings.ts";

/** Codes that no section of the page explains, by intent: the table says all that there is to say. */
const TABLE_ONLY: readonly string[] = [];

const GROUPS = [
  USAGE_FINDINGS,
  POD_FINDINGS,
  NODE_FINDINGS,
  ACCELERATOR_FINDINGS,
  ASSET_FINDINGS,
  TRAFFIC_FINDINGS,
];

const page = readFileSync(join(import.meta.dirname, "../../../../docs/troubles.md"), "utf8");
const [sections = "", table = ""] = page.split("## All findings");

/** Codes among the words in code spans; names of metrics and settings are no codes. */
function codesIn(text: string): string[] {
  return [...text.matchAll(/`([a-z_]+)`/g)].flatMap(([, word = ""]) => (isFindingCode(word) ? [word] : []));
}

test("no two groups of findings have the same code, of which one would be lost", () => {
  expect(GROUPS.flatMap((group) => Object.keys(group)).toSorted()).toEqual(FINDING_CODES.toSorted());
});

test("each code is explained by a section of the page, or stands in the table alone by intent", () => {
  const explained = new Set([...codesIn(sections), ...TABLE_ONLY]);

  expect(FINDING_CODES.filter((code) => !explained.has(code))).toEqual([]);
});

test("the table has each code once, and the page has one title", () => {
  expect(codesIn(table).toSorted()).toEqual(FINDING_CODES.toSorted());
  expect(page.match(/^# /gm)).toHaveLength(1);
});
