import type { PodDay } from "../evidence.ts";
import { byDay, measuredUsage, mergedSketchOf, type Resource } from "./measured-usage.ts";

const WHOLE_DAYS = 14;
const RESOURCES: readonly Resource[] = ["cpu", "ram"];

/** Coverage × min(1, days / 14) × (1 − spread of daily 95th percentiles); of CPU and memory the lesser. */
export function confidenceOf(days: readonly PodDay[]): number {
  const known = Math.min(1, byDay(days).length / WHOLE_DAYS);
  const each = RESOURCES.map(
    (resource) => measuredUsage(days, resource).coverage * known * (1 - spreadOf(days, resource)),
  );
  return Math.round(Math.min(...each) * 1_000) / 1_000;
}

/** Standard deviation of the daily 95th percentiles as a share of their mean, at most 1. */
export function spreadOf(days: readonly PodDay[], resource: Resource): number {
  const p95s = byDay(days)
    .map(([, ofDay]) => mergedSketchOf(ofDay, resource).quantile(0.95))
    .filter((value) => !Number.isNaN(value));
  if (p95s.length === 0) return 1;
  const mean = p95s.reduce((total, value) => total + value, 0) / p95s.length;
  if (mean === 0) return 0;
  const variance = p95s.reduce((total, value) => total + (value - mean) ** 2, 0) / p95s.length;
  return Math.min(1, Math.sqrt(variance) / mean);
}
