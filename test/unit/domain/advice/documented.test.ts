import { readFileSync } from "node:fs";
import { ADVICE_PRESETS, formatNano } from "@kubecent/shared";
import { expect, test } from "vitest";
import { judgeOutcome, meanUsage } from "../../../../server/src/domain/advice/outcome/judge-outcome.ts";
import { quantityText } from "../../../../server/src/domain/advice/quantity-text.ts";
import { sizeWorkload } from "../../../../server/src/domain/advice/sizing/size-workload.ts";
import { containerOf, flat, MIB, peaked, WINDOW_END, windowOf, workloadOf } from "./truth.ts";

const PAGE = readFileSync("docs/recommendations.md", "utf8");
const DAYS = 14;
const REQUESTS = { cpuCores: 1, ramBytes: 1_024 * MIB };

/** 100m and 200Mi; for an hour of each day 400m, and 300Mi for a minute. */
const POD = {
  pod: "web-1",
  cpuCores: peaked(DAYS, 0.1, { value: 0.4, minutes: 60 }),
  ramBytes: peaked(DAYS, 200 * MIB, { value: 300 * MIB, minutes: 1 }),
};

function documented(name: string): string[][] {
  const [, table = ""] = new RegExp(`<!-- example: ${name} -->\\s+([\\s\\S]*?)\\n\\n`).exec(PAGE) ?? [];
  const lines = table.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  return lines.slice(2).map((cells) => cells.slice(1, -1));
}

const money = (nano: bigint): string => Number(formatNano(nano)).toFixed(2);

test("the sizes of the page are those of the code, by each preset", () => {
  const container = containerOf(DAYS, { pods: [POD], requests: REQUESTS });
  const workload = workloadOf(DAYS, { containers: [container] });
  const rows = ADVICE_PRESETS.map((preset) => {
    const [found] = sizeWorkload(workload, preset);
    if (found?.change?.to !== "size") throw new Error(`${preset} advises no size`);
    const { requests, limits } = found.change.advised;
    return [
      `\`${preset}\``,
      quantityText(requests.cpuCores, "cpu"),
      quantityText(requests.ramBytes, "ram"),
      limits.ramBytes === null ? "none" : quantityText(limits.ramBytes, "ram"),
      money(found.freed.reduce((sum, { freedNano }) => sum + freedNano, 0n)),
    ];
  });
  expect(documented("presets")).toEqual(rows);
});

test("the outcome of the page is that of the code", () => {
  const before = containerOf(7, { pods: [POD], requests: REQUESTS, end: WINDOW_END - 7 * 86_400_000 });
  const rows = [1, 1.15, 1.3].map((factor) => {
    const pod = {
      pod: "web-2",
      cpuCores: POD.cpuCores.map((used) => used * factor),
      ramBytes: flat(DAYS, 200 * MIB),
    };
    const after = containerOf(7, { pods: [pod], requests: { cpuCores: 0.115, ramBytes: 345 * MIB } });
    const found = judgeOutcome(
      { appliedAt: WINDOW_END - 7 * 86_400_000, before: REQUESTS, usageBefore: meanUsage(before.days) },
      after,
      windowOf(DAYS),
    );
    return [`${Math.round((factor - 1) * 100)} %`, `\`${found.state}\``, money(found.freedNano)];
  });
  expect(documented("outcome")).toEqual(rows);
});
