import { HOUR_MS } from "@kubecent/shared";
import { expect, test } from "vitest";
import { DEFAULT_PRICE_BOOK } from "../../../../server/src/domain/prices/price-book.ts";
import { doctorOfOpenCost } from "../../../../server/src/run/commands/doctor-opencost.ts";
import { createOpenCostSource } from "../../../../server/src/sources/opencost/opencost-source.ts";
import {
  type Answers,
  RECORDED_DAY,
  serveDay,
  smallRecording,
} from "../../../support/opencost/recorded-opencost.ts";

/** The hour before is 09:00 to 10:00 of the recorded day. */
const NOW = RECORDED_DAY + 10 * HOUR_MS + 15 * 60_000;

async function said(change?: (answers: Answers) => Answers): Promise<{ code: number; text: string }> {
  await using server = await serveDay(smallRecording(), change);
  const source = createOpenCostSource({ url: server.url, firstWaitMs: 1, now: () => NOW });
  const lines: string[] = [];
  const code = await doctorOfOpenCost({
    priceBook: DEFAULT_PRICE_BOOK,
    windowMs: null,
    cluster: "edge",
    source,
    now: () => NOW,
    signal: new AbortController().signal,
    print: (line) => lines.push(line),
  });
  return { code, text: lines.join("\n") };
}

test("an OpenCost that answers whole hours is sound, and it is said how far it reaches back", async () => {
  const { code, text } = await said();

  expect(code).toBe(0);
  expect(text).toContain("edge: what its OpenCost answers for the hour of 2026-11-17T09:00:00Z");
  expect(text).toMatch(/It reaches back to 2026-11-1\dT\d\d:00:00Z/);
  expect(text).not.toMatch(/MISSING +(?! |fee_unknown)|PARTIAL/);
});

test("an OpenCost without nodes makes numbers wrong", async () => {
  const { code, text } = await said((answers) => ({ ...answers, assets: {}, allocations: {} }));

  expect(code).toBe(1);
  expect(text).toContain("MISSING    nodes: found none in /assets");
  expect(text).toContain("MISSING    containers: found none");
});
