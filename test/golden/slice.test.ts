import { HOUR_MS, MINUTE_MS } from "@kubecent/shared";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  readTruth,
  type RunningPrometheus,
  serveSlice,
  SLICE_FOLDER,
  sliceMissing,
} from "../support/golden-recording.ts";
import { collectRecording, compareDays, dayRange, daysOf } from "./collected-recording.ts";
import { errorOf, tableOf } from "./compare.ts";
import { judgeDays, type JudgedRecording } from "./judge-days.ts";
import { krrSizes } from "./krr-simple.ts";
import { isWithin, ownSizesByKrr } from "./own-sizes.ts";

const missing = sliceMissing();
if (missing) process.stderr.write(`slice of the recording skipped: ${missing}\n`);

/** Two nodes and their pods on the next day: for half of these hours nothing was scraped. */
const GAP_HOURS = { start: "2026-11-18T02:00:00Z", end: "2026-11-18T05:00:00Z" };
const GAP = { start: Date.parse("2026-11-18T02:30:00Z"), end: Date.parse("2026-11-18T04:00:00Z") };
const GAP_NODES = new Set([
  "ip-10-0-0-10.eu-west-1.compute.internal",
  "ip-10-0-0-19.eu-west-1.compute.internal",
]);
/** A gap begins with the last sample before it, and a sample stands for the minute before. */
const ONE_SCRAPE_MS = 1.1 * MINUTE_MS;

describe.skipIf(missing)("a slice of the recording", () => {
  let prometheus: RunningPrometheus;
  let judged: JudgedRecording;

  beforeAll(async () => {
    const truth = readTruth(SLICE_FOLDER);
    prometheus = await serveSlice();
    const collected = await collectRecording(prometheus, [...daysOf(truth).map(dayRange), GAP_HOURS]);
    const days = await compareDays(collected.viewer, truth, SLICE_FOLDER);
    judged = { truth, collected, days };
    process.stdout.write(`\n${tableOf(days.rows)}\n\n`);
  });

  afterAll(async () => {
    await judged.collected.close();
    await prometheus.stop();
  });

  judgeDays(() => judged);

  test("a gap is listed from the last sample before it to the first after it, and coverage lacks it", async () => {
    const { coverage } = await judged.collected.viewer.cost.cluster(GAP_HOURS);

    const [gap, ...others] = coverage.gaps;
    expect(others).toEqual([]);
    expect(gap).toMatchObject({ cluster: "prod", reason: "not_scraped" });
    expect(Math.abs(Date.parse(gap?.start ?? "") - GAP.start)).toBeLessThan(ONE_SCRAPE_MS);
    expect(Math.abs(Date.parse(gap?.end ?? "") - GAP.end)).toBeLessThan(ONE_SCRAPE_MS);
    const unseenMs = Date.parse(gap?.end ?? "") - Date.parse(gap?.start ?? "");
    expect(coverage.ratio).toBeCloseTo(1 - unseenMs / (3 * HOUR_MS), 3);
  });

  test("nodes seen on both sides of the gap cost as much as without it; its part is unobserved", async () => {
    const { viewer } = judged.collected;
    const perDay = judged.truth.nodes
      .filter(({ node }) => GAP_NODES.has(node))
      .reduce((sum, { cost }) => sum + cost, 0);

    const nodes = await viewer.cost.assets({ ...GAP_HOURS, kind: "node" });
    const { rows } = await viewer.cost.namespaces({ ...GAP_HOURS, idle: "show" });

    expect(Math.abs(errorOf(Number(nodes.totals.totalCost), (perDay * 3) / 24))).toBeLessThan(0.005);
    const { cpuCost, ramCost, gpuCost } = rows.find((row) => row.namespace === "__unobserved__") ?? {};
    const unobserved = Number(cpuCost) + Number(ramCost) + Number(gpuCost);
    // An hour and a half, give or take the scrape at either end.
    expect(Math.abs(errorOf(unobserved, (perDay * 1.5) / 24))).toBeLessThan(0.02);
  });

  test("the preset krr sizes every container as KRR does on the same Prometheus", async () => {
    const [day = ""] = daysOf(judged.truth);
    const { start, end } = dayRange(day);
    const wanted = await krrSizes(prometheus.url, { end: Date.parse(end) / 1_000, hours: 24 });
    const found = await ownSizesByKrr(judged.collected.database, Date.parse(start));

    const apart = [...wanted].flatMap(([container, krr]) => {
      const own = found.get(container);
      return own && isWithin(own, krr) ? [] : { container, krr, own };
    });
    expect(apart).toEqual([]);
    expect([...wanted.values()].filter(({ cpuCores }) => cpuCores !== null).length).toBeGreaterThan(10);
    expect([...wanted.keys()].toSorted()).toEqual(expect.arrayContaining([...found.keys()]));
  });
});
