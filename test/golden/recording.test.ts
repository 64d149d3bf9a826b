import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  goldenFolder,
  goldenMissing,
  readTruth,
  type RunningPrometheus,
  serveGoldenRecording,
} from "../support/golden-recording.ts";
import { collectRecording, compareDays, dayRange, daysOf } from "./collected-recording.ts";
import { tableOf } from "./compare.ts";
import { judgeDays, type JudgedRecording } from "./judge-days.ts";
import { judgeOpenCost } from "./judge-opencost.ts";

const missing = goldenMissing();
if (missing) process.stderr.write(`whole recording skipped: ${missing}\n`);

describe.skipIf(missing)("the whole recording", () => {
  let prometheus: RunningPrometheus;
  let judged: JudgedRecording;

  beforeAll(async () => {
    const truth = readTruth(goldenFolder());
    prometheus = await serveGoldenRecording();
    const collected = await collectRecording(prometheus, daysOf(truth).map(dayRange));
    const days = await compareDays(collected.viewer, truth, goldenFolder());
    judged = { truth, collected, days };
    process.stdout.write(`\n${tableOf(days.rows)}\n\n`);
  });

  afterAll(async () => {
    await judged.collected.close();
    await prometheus.stop();
  });

  judgeDays(() => judged);

  test("what was not seen shows as coverage below one, and what stood there as unobserved", async () => {
    const { truth, collected, days } = judged;

    for (const day of daysOf(truth).filter((each) => !days.whole.includes(each))) {
      const { coverage, rows } = await collected.viewer.cost.namespaces({ ...dayRange(day), idle: "show" });

      expect(coverage.ratio).toBeLessThan(1);
      expect(coverage.gaps.length).toBeGreaterThan(0);
      expect(rows.find((row) => row.namespace === "__unobserved__")?.totalCost).not.toBe("0.000000000");
    }
  });

  // Here, and in no file of its own: what Prometheus tells of all these hours is collected once.
  judgeOpenCost(() => judged.collected.viewer);
});
