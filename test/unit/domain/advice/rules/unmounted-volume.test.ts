import { DAY_MS } from "@kubecent/shared";
import { describe, expect, test } from "vitest";
import type { VolumeEvidence } from "../../../../../server/src/domain/advice/asset-evidence.ts";
import { unmountedVolume } from "../../../../../server/src/domain/advice/rules/unmounted-volume.ts";
import { WINDOW_END, windowOf } from "../truth.ts";

const DOLLAR = 1_000_000_000n;
const window = windowOf(30);
const VOLUME: VolumeEvidence = {
  cluster: "prod",
  currency: "USD",
  window,
  name: "pvc-1",
  namespace: "shop",
  storageClass: "gp3",
  bytes: 100 * 2 ** 30,
  days: 30,
  toldDays: 30,
  unmountedDays: 30,
  unmountedSince: WINDOW_END - 30 * DAY_MS,
  lastUser: null,
  costNano: 9n * DOLLAR,
};

describe("a volume that no pod has mounted", () => {
  test("is to be deleted, and frees what it costs, on the bill too", () => {
    const advice = unmountedVolume(VOLUME);
    // $9 in 30 days are $9.125 in a month of 730 hours.
    expect(advice?.freed).toMatchObject([{ costNano: 9_125_000_000n, freedNano: 9_125_000_000n }]);
    expect(advice?.bill).toEqual({ atLeastNano: 9_125_000_000n, atMostNano: 9_125_000_000n, until: [] });
    expect(advice).toMatchObject({ change: { to: "delete" }, insufficient: null, confidence: 1 });
    expect(advice?.facts).toContainEqual({
      name: "unmounted_since",
      value: "2026-10-29T00:00:00Z",
      unit: "",
    });
  });

  test.each(["StatefulSet", "CronJob"])("is flagged where pods of a %s may come back to it", (kind) => {
    const advice = unmountedVolume({ ...VOLUME, lastUser: { kind, name: "db" } });
    expect(advice?.change).toEqual({ to: "delete" });
    expect(advice?.warnings).toMatchObject([{ code: "may_come_back" }]);
  });

  test("is not known to be unmounted where nobody tells which pods mount what", () => {
    const advice = unmountedVolume({ ...VOLUME, toldDays: 0, unmountedDays: 0, unmountedSince: null });
    expect(advice).toMatchObject({ change: null, bill: null, insufficient: { reason: "not_measured" } });
    expect(advice?.freed).toMatchObject([{ freedNano: 0n }]);
  });

  test.each<[string, Partial<VolumeEvidence>]>([
    ["it was mounted on a day", { unmountedDays: 29 }],
    ["it is younger than 14 days", { days: 13, toldDays: 13, unmountedDays: 13 }],
    ["it costs less than a dollar a month", { costNano: DOLLAR / 2n }],
  ])("is left alone where %s", (_, told) => {
    expect(unmountedVolume({ ...VOLUME, ...told })).toBeNull();
  });
});
